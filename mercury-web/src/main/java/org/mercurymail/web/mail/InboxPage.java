package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mailbox.MessageLine;
import org.mercurymail.mailbox.MessagePage;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The list of INBOX, newest first, by cursor: a page of a large mailbox costs what one of a small mailbox does. */
@Named
@RequestScoped
public class InboxPage {

    private static final int LINES = 50;
    private static final long FIRST_PAGE = Long.MAX_VALUE;

    private MailboxService mailboxes;
    private Visitor visitor;
    private String before = "";
    private List<InboxLine> lines = List.of();
    private OptionalLong next = OptionalLong.empty();
    private String trouble = "";

    /** For the container's proxy. */
    protected InboxPage() { }

    @Inject
    public InboxPage(MailboxService mailboxes, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.visitor = visitor;
    }

    public void load() throws IOException {
        Locale locale = Texts.locale();
        try {
            MessagePage page = mailboxes.page(visitor.getAccount(), "INBOX", cursor(), LINES);
            lines = page.lines().stream().map(line -> shown(line, locale)).toList();
            next = page.next();
        } catch (MailboxRefused e) {
            trouble = Texts.of("away");
        }
    }

    private long cursor() {
        try {
            return before.isEmpty() ? FIRST_PAGE : Long.parseLong(before);
        } catch (NumberFormatException nonsense) {
            return FIRST_PAGE;
        }
    }

    private static InboxLine shown(MessageLine line, Locale locale) {
        return new InboxLine(line.uid(), line.isUnread(), line.from(), line.subject(),
                Figures.date(line.at(), locale), line.at().toString(), Figures.size(line.size(), locale));
    }

    public String getBefore() {
        return before;
    }

    public void setBefore(String before) {
        this.before = before;
    }

    public List<InboxLine> getLines() {
        return lines;
    }

    public boolean isMore() {
        return next.isPresent();
    }

    public long getNext() {
        return next.orElse(0);
    }

    public boolean isBeyondFirst() {
        return cursor() != FIRST_PAGE;
    }

    /** What went wrong, in words; empty when nothing did. */
    public String getTrouble() {
        return trouble;
    }
}
