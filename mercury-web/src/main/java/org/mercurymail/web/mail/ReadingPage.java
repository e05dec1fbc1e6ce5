package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mime.Summary;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** One message, as HTML in its frame or as plain text; reading it takes its unread mark off. */
@Named
@RequestScoped
public class ReadingPage {

    private MailboxService mailboxes;
    private Folders folders;
    private Deeds deeds;
    private Visitor visitor;
    private String box = ListPage.INBOX;
    private String uid = "";
    private String plain = "";
    private String target = "";
    private Summary summary = Summary.EMPTY;
    private String date = "";
    private boolean flagged;
    private boolean html;
    private Optional<MessageText> text = Optional.empty();
    private List<Attachment> attachments = List.of();

    /** For the container's proxy. */
    protected ReadingPage() { }

    @Inject
    public ReadingPage(MailboxService mailboxes, Folders folders, Deeds deeds, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.folders = folders;
        this.deeds = deeds;
        this.visitor = visitor;
    }

    public void load() throws IOException, MailboxRefused {
        OpenMessage message = OpenMessage.of(mailboxes, visitor.getAccount(), box, uid)
                .orElseThrow(() -> new Missing(Refusal.NO_MESSAGE, uid));
        show(message);
        if (!message.stored().flags().has(Flags.SEEN)) {
            mailboxes.store(visitor.getAccount(), message.mailbox(), number(),
                    MailboxListener.FlagChange.ADD, new Flags(Flags.SEEN, Set.of()), Long.MAX_VALUE);
        }
    }

    private void show(OpenMessage message) throws IOException {
        summary = message.summary();
        date = Figures.date(summary.sentDate().orElse(message.stored().internalDate()), Texts.locale());
        flagged = message.stored().flags().has(Flags.FLAGGED);
        html = message.html().isPresent();
        text = message.text();
        attachments = Attachment.of(message);
    }

    public String delete() {
        deeds.delete(box, number());
        return list();
    }

    public String move() {
        deeds.move(box, number(), target);
        return list();
    }

    public String markUnread() {
        deeds.flag(box, number(), Flags.SEEN, false);
        return list();
    }

    public String toggleFlag() throws IOException {
        try {
            boolean on = OpenMessage.of(mailboxes, visitor.getAccount(), box, uid)
                    .filter(message -> message.stored().flags().has(Flags.FLAGGED)).isPresent();
            deeds.flag(box, number(), Flags.FLAGGED, !on);
        } catch (MailboxRefused e) {
            Texts.alarm(Texts.of("away"));
        }
        return "/mail/message.xhtml?faces-redirect=true&includeViewParams=true";
    }

    private String list() {
        return "/mail/index.xhtml?faces-redirect=true&box=" + URLEncoder.encode(box, StandardCharsets.UTF_8);
    }

    private NumberSet number() {
        long number = Uids.parse(uid);
        return number == 0 ? NumberSet.EMPTY : NumberSet.of(number);
    }

    /** Where the message's HTML and attachments are. */
    public String getPartAddress() {
        return FacesContext.getCurrentInstance().getExternalContext().getRequestContextPath() + "/mail/part?box="
                + URLEncoder.encode(box, StandardCharsets.UTF_8) + "&uid=" + Uids.parse(uid);
    }

    public String getBox() {
        return box;
    }

    public void setBox(String box) {
        this.box = Optional.ofNullable(box).filter(name -> !name.isBlank()).orElse(ListPage.INBOX);
    }

    public String getLabel() {
        return folders.named(box).map(Folder::label).orElse(box);
    }

    public boolean isDraft() {
        return folders.named(box).filter(Folder::isDrafts).isPresent();
    }

    public String getUid() {
        return uid;
    }

    public void setUid(String uid) {
        this.uid = Optional.ofNullable(uid).orElse("");
    }

    /** Not empty when the plain text is wanted though there is HTML. */
    public String getPlain() {
        return plain;
    }

    public void setPlain(String plain) {
        this.plain = Optional.ofNullable(plain).orElse("");
    }

    public String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    public String getSubject() {
        return summary.subjectText();
    }

    public String getFrom() {
        return People.named(summary.from());
    }

    public String getTo() {
        return People.named(summary.to());
    }

    public String getCc() {
        return People.named(summary.cc());
    }

    public String getDate() {
        return date;
    }

    public boolean isFlagged() {
        return flagged;
    }

    public List<Attachment> getAttachments() {
        return attachments;
    }

    public boolean isHtmlFound() {
        return html;
    }

    public boolean isHtmlShown() {
        return html && (plain.isEmpty() || text.isEmpty());
    }

    public boolean isTextFound() {
        return text.isPresent();
    }

    public String getText() {
        return text.map(MessageText::text).orElse("");
    }

    public boolean isCut() {
        return text.filter(MessageText::cut).isPresent();
    }
}
