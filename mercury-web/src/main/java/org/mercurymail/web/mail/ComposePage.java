package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.intake.NewMessage;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/**
 * Writes a message: a new one, an answer, one passed on, or a draft taken up again ({@code mode} reply, all, forward,
 * draft with {@code box} and {@code uid}). Attachments of the message that is written on stay in the store and are
 * taken from there; a draft that was sent or saved anew goes.
 */
@Named
@RequestScoped
public class ComposePage {

    private static final long MOST_ATTACHED = 25L * 1024 * 1024; // octets of one message's files together
    private static final int MOST_FILES = 100;

    private MailboxService mailboxes;
    private AccountService accounts;
    private Folders folders;
    private Sending sending;
    private Visitor visitor;
    private String mode = "";
    private String box = "";
    private String uid = "";
    private String to = "";
    private String cc = "";
    private String bcc = "";
    private String subject = "";
    private String text = "";
    private List<Attachment> attachments = List.of();

    /** For the container's proxy. */
    protected ComposePage() { }

    @Inject
    public ComposePage(MailboxService mailboxes, AccountService accounts, Folders folders, Sending sending,
            Visitor visitor) {
        this.mailboxes = mailboxes;
        this.accounts = accounts;
        this.folders = folders;
        this.sending = sending;
        this.visitor = visitor;
    }

    public void load() throws IOException {
        Optional<OpenMessage> found = original();
        if (found.isEmpty() && !mode.isEmpty()) {
            throw new Missing(Refusal.NO_MESSAGE, uid);
        }
        if (found.isEmpty()) {
            return;
        }
        Quotation quoted = new Quotation(found.get());
        switch (mode) {
            case "reply", "all" -> {
                to = quoted.replyTo(visitor.getAddress());
                cc = mode.equals("all") ? quoted.others(visitor.getAddress()) : "";
                subject = quoted.replySubject();
                text = quoted.replyText();
            }
            case "forward" -> {
                subject = quoted.forwardSubject();
                text = quoted.forwardText();
            }
            default -> {
                to = People.named(found.get().summary().to());
                cc = People.named(found.get().summary().cc());
                bcc = People.named(found.get().summary().bcc());
                subject = found.get().summary().subjectText();
                text = quoted.text();
            }
        }
    }

    public String send() throws IOException, ServletException {
        Optional<OpenMessage> original = original();
        HttpServletRequest request = (HttpServletRequest) external().getRequest();
        return written(original, message -> {
            Sending.Outcome outcome = sending.send(visitor.login(), InetAddress.getByName(request.getRemoteAddr()),
                    message, folders.of(Folder.SENT, "Sent"));
            if (outcome.refusal().isPresent()) {
                Texts.alarm(Texts.of("notSent", outcome.refusal().get()));
                return "";
            }
            Texts.done(Texts.of(outcome.filed() ? "wasSent" : "sentNotFiled"));
            if (original.isPresent()) {
                settle(original.get());
            }
            return "/mail/index.xhtml?faces-redirect=true";
        });
    }

    public String save() throws IOException, ServletException {
        Optional<OpenMessage> original = original();
        return written(original, message -> {
            String drafts = folders.of(Folder.DRAFTS, "Drafts");
            if (!sending.keepDraft(visitor.login(), drafts, message)) {
                Texts.alarm(Texts.of("draftNotKept"));
                return "";
            }
            if (mode.equals("draft") && original.isPresent()) {
                mailboxes.expunge(visitor.getAccount(), original.get().mailbox(), number());
            }
            Texts.done(Texts.of("draftKept"));
            return "/mail/index.xhtml?faces-redirect=true&box=" + URLEncoder.encode(drafts, StandardCharsets.UTF_8);
        });
    }

    private interface Use {
        String of(NewMessage message) throws IOException, MailboxRefused;
    }

    /** What the form says, for a use; when that cannot be, the page says why and keeps what was written. */
    private String written(Optional<OpenMessage> original, Use use) throws IOException, ServletException {
        List<NewMessage.File> files = files(original);
        if (attachedOctets(original) > MOST_ATTACHED || files.size() > MOST_FILES) {
            Texts.alarm(Texts.of("tooLarge"));
            return "";
        }
        String name = accounts.account(visitor.getAccount()).map(Account::displayName).orElse("");
        Optional<NewMessage.Answered> answers = original.filter(any -> mode.equals("reply") || mode.equals("all"))
                .map(OpenMessage::summary).flatMap(one -> one.messageId().map(id ->
                        new NewMessage.Answered(id.strip(), one.references())));
        try {
            return use.of(new NewMessage(People.named(name, visitor.getAddress()), entries(to), entries(cc),
                    entries(bcc), oneLine(subject), text, Optional.empty(), files, answers));
        } catch (Invalid e) {
            Texts.alarm(e.text(Texts.locale()));
        } catch (MailboxRefused e) {
            Texts.alarm(Texts.of("away"));
        }
        return "";
    }

    /** An address field, with commas or, as some write, semicolons between. */
    private static List<String> entries(String field) {
        String line = oneLine(field).replace(';', ',').replaceAll("^[\\s,]+|[\\s,]+$", "");
        return line.isEmpty() ? List.of() : List.of(line);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** What was written on is marked answered, and a draft goes. */
    private void settle(OpenMessage original) throws MailboxRefused {
        if (mode.equals("draft")) {
            mailboxes.expunge(visitor.getAccount(), original.mailbox(), number());
        } else if (!mode.equals("forward")) {
            mailboxes.store(visitor.getAccount(), original.mailbox(), number(), FlagChange.ADD,
                    new Flags(Flags.ANSWERED, Set.of()), Long.MAX_VALUE);
        }
    }

    private List<NewMessage.File> files(Optional<OpenMessage> original) throws IOException, ServletException {
        List<NewMessage.File> files = new ArrayList<>();
        for (OpenMessage.Named kept : kept(original)) {
            String type = kept.part().type() + '/' + kept.part().subtype();
            files.add(new NewMessage.File(FileNames.of(kept.part()), type, () -> original.orElseThrow()
                    .open(kept.part())));
        }
        for (Part part : uploaded()) {
            String type = Optional.ofNullable(part.getContentType()).orElse("").toLowerCase(Locale.ROOT);
            String name = FileNames.safe(part.getSubmittedFileName());
            files.add(new NewMessage.File(name.isBlank() ? "attachment" : name, type, part::getInputStream));
        }
        return files;
    }

    private long attachedOctets(Optional<OpenMessage> original) throws IOException, ServletException {
        return uploaded().stream().mapToLong(Part::getSize).sum()
                + kept(original).stream().mapToLong(kept -> kept.part().bodySize() * 57 / 78).sum();
    }

    private static List<OpenMessage.Named> kept(Optional<OpenMessage> original) {
        List<String> paths = List.of(external().getRequestParameterValuesMap().getOrDefault("keep", new String[0]));
        return original.map(OpenMessage::attachments).orElse(List.of()).stream()
                .filter(named -> paths.contains(named.path())).toList();
    }

    private static List<Part> uploaded() throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) external().getRequest();
        return request.getParts().stream().filter(part -> part.getName().equals("files") && part.getSize() > 0
                && part.getSubmittedFileName() != null).toList();
    }

    /** The message that is written on; its attachments are shown when they go along. */
    private Optional<OpenMessage> original() throws IOException {
        if (mode.isEmpty() || uid.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<OpenMessage> found = OpenMessage.of(mailboxes, visitor.getAccount(), box, uid);
            if (mode.equals("forward") || mode.equals("draft")) {
                attachments = found.map(Attachment::of).orElse(List.of());
            }
            return found;
        } catch (MailboxRefused gone) {
            return Optional.empty();
        }
    }

    private NumberSet number() {
        return NumberSet.of(Uids.parse(uid));
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }

    private static String given(String value) {
        return Optional.ofNullable(value).orElse("");
    }

    public List<Attachment> getAttachments() {
        return attachments;
    }

    public String getMode() {
        return mode;
    }

    public void setMode(String mode) {
        this.mode = given(mode);
    }

    public String getBox() {
        return box;
    }

    public void setBox(String box) {
        this.box = given(box);
    }

    public String getUid() {
        return uid;
    }

    public void setUid(String uid) {
        this.uid = given(uid);
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }

    public String getCc() {
        return cc;
    }

    public void setCc(String cc) {
        this.cc = cc;
    }

    public String getBcc() {
        return bcc;
    }

    public void setBcc(String bcc) {
        this.bcc = bcc;
    }

    public String getSubject() {
        return subject;
    }

    public void setSubject(String subject) {
        this.subject = subject;
    }

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }
}
