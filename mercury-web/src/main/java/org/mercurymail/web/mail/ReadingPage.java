package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.Summary;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** One message of INBOX as plain text; reading it takes its unread mark off. */
@Named
@RequestScoped
public class ReadingPage {

    private MailboxService mailboxes;
    private Visitor visitor;
    private String uid = "";
    private Summary summary = Summary.EMPTY;
    private String date = "";
    private Optional<MessageText> text = Optional.empty();

    /** For the container's proxy. */
    protected ReadingPage() { }

    @Inject
    public ReadingPage(MailboxService mailboxes, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.visitor = visitor;
    }

    public void load() throws IOException {
        try {
            long mailbox = mailboxes.open(visitor.getAccount(), "INBOX").mailbox();
            Optional<StoredMessage> message = number() == 0 ? Optional.empty()
                    : mailboxes.message(visitor.getAccount(), mailbox, number());
            if (message.isEmpty()) {
                refuse(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            show(message.get());
            if (!message.get().flags().has(Flags.SEEN)) {
                mailboxes.store(visitor.getAccount(), mailbox, NumberSet.of(number()),
                        MailboxListener.FlagChange.ADD, new Flags(Flags.SEEN, Set.of()), Long.MAX_VALUE);
            }
        } catch (MailboxRefused e) {
            refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void show(StoredMessage message) throws IOException {
        summary = Summary.decode(message.envelope());
        date = Figures.date(summary.sentDate().orElse(message.internalDate()), Texts.locale());
        text = MessageText.of(Part.decode(message.structure()), message.content(), message.trace());
    }

    private static void refuse(int status) throws IOException {
        FacesContext faces = FacesContext.getCurrentInstance();
        faces.getExternalContext().responseSendError(status, "");
        faces.responseComplete();
    }

    /** 0 for what is no UID. */
    private long number() {
        try {
            return Math.max(0, Long.parseLong(uid));
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }

    public String getUid() {
        return uid;
    }

    public void setUid(String uid) {
        this.uid = uid;
    }

    public String getSubject() {
        return summary.subjectText();
    }

    public String getFrom() {
        return named(summary.from());
    }

    public String getTo() {
        return named(summary.to());
    }

    public String getDate() {
        return date;
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

    /** Names with their addresses; the ends of groups are left out. */
    private static String named(List<ListedAddress> list) {
        return list.stream().filter(a -> !a.isGroupEnd() && !a.isGroupStart()).map(a -> {
            String address = a.address().orElse("");
            return a.display().equals(address) ? address : a.display() + " <" + address + ">";
        }).collect(Collectors.joining(", "));
    }
}
