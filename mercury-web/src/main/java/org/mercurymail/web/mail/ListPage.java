package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mailbox.MessageLine;
import org.mercurymail.mailbox.MessagePage;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/**
 * The list of a mailbox, or of what was found in it, newest first, by cursor: a page of a large mailbox costs what one
 * of a small mailbox does.
 */
@Named
@RequestScoped
public class ListPage {

    static final String INBOX = "INBOX";

    private static final int LINES = 50;
    private static final int MOST_CHOSEN = 500;
    private static final long FIRST_PAGE = Long.MAX_VALUE;

    private MailboxService mailboxes;
    private Folders folders;
    private Deeds deeds;
    private Visitor visitor;
    private String box = INBOX;
    private String before = "";
    private String words = "";
    private String target = "";
    private List<ListedMessage> lines = List.of();
    private OptionalLong next = OptionalLong.empty();

    /** For the container's proxy. */
    protected ListPage() { }

    @Inject
    public ListPage(MailboxService mailboxes, Folders folders, Deeds deeds, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.folders = folders;
        this.deeds = deeds;
        this.visitor = visitor;
    }

    public void load() throws IOException, MailboxRefused {
        Locale locale = Texts.locale();
        MessagePage page = words.isBlank() ? mailboxes.page(visitor.getAccount(), box, cursor(), LINES)
                : mailboxes.search(visitor.getAccount(), box, words, cursor(), LINES);
        lines = page.lines().stream().map(line -> shown(line, isOutgoing(), locale)).toList();
        next = page.next();
    }

    public String markRead() {
        deeds.flag(box, chosen(), Flags.SEEN, true);
        return again();
    }

    public String markUnread() {
        deeds.flag(box, chosen(), Flags.SEEN, false);
        return again();
    }

    public String flag() {
        deeds.flag(box, chosen(), Flags.FLAGGED, true);
        return again();
    }

    public String unflag() {
        deeds.flag(box, chosen(), Flags.FLAGGED, false);
        return again();
    }

    public String delete() {
        deeds.delete(box, chosen());
        return again();
    }

    public String move() {
        deeds.move(box, chosen(), target);
        return again();
    }

    private static String again() {
        return "/mail/index.xhtml?faces-redirect=true&includeViewParams=true";
    }

    /** The checkboxes of the list, as the browser sent them. */
    private static NumberSet chosen() {
        String[] values = FacesContext.getCurrentInstance().getExternalContext().getRequestParameterValuesMap()
                .getOrDefault("uid", new String[0]);
        return NumberSet.ofSorted(Arrays.stream(values).limit(MOST_CHOSEN).flatMapToLong(ListPage::number).sorted()
                .distinct().toArray());
    }

    private static LongStream number(String text) {
        long uid = Uids.parse(text);
        return uid == 0 ? LongStream.empty() : LongStream.of(uid);
    }

    private long cursor() {
        long uid = Uids.parse(before);
        return uid == 0 ? FIRST_PAGE : uid;
    }

    private static ListedMessage shown(MessageLine line, boolean outgoing, Locale locale) {
        return new ListedMessage(line.uid(), line.isUnread(), line.flags().has(Flags.FLAGGED),
                line.flags().has(Flags.ANSWERED), outgoing ? line.to() : line.from(), line.subject(),
                Figures.date(line.at(), locale), line.at().toString(), Figures.size(line.size(), locale));
    }

    public String getBox() {
        return box;
    }

    public void setBox(String box) {
        this.box = Optional.ofNullable(box).filter(name -> !name.isBlank()).orElse(INBOX);
    }

    public String getLabel() {
        return folders.named(box).map(Folder::label).orElse(box);
    }

    public boolean isDrafts() {
        return folders.named(box).filter(Folder::isDrafts).isPresent();
    }

    public boolean isOutgoing() {
        return folders.named(box).filter(Folder::isOutgoing).isPresent();
    }

    public String getBefore() {
        return before;
    }

    public void setBefore(String before) {
        this.before = Optional.ofNullable(before).orElse("");
    }

    /** What is searched for; empty for the whole mailbox. */
    public String getWords() {
        return words;
    }

    public void setWords(String words) {
        this.words = Optional.ofNullable(words).orElse("");
    }

    public boolean isSearching() {
        return !words.isBlank();
    }

    public String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    public List<ListedMessage> getLines() {
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
}
