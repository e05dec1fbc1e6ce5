package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxListener.MessageSink;
import org.mercurymail.port.MailboxListener.Placed;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.QuotaRoot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.TextMatches;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Arrival;
import org.mercurymail.store.Copied;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.MailboxRow;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.TakenException;
import org.mercurymail.store.UidRange;

/**
 * The only way to change a mailbox, for every protocol and page. Every change is durable when the method returns, and
 * the account's sessions are told. Means what {@link org.mercurymail.port.MailboxListener} says of the methods of the
 * same names. Never checks whose account it is, nor a right: that is {@link AccountMailboxes}' for whoever may be in
 * others' mailboxes.
 */
@ApplicationScoped
public class MailboxService {

    /** The name of the quota root of a domain's shared folders; it has no limit. */
    static final String SHARED = "Shared Folders";

    private static final int MOST_MAILBOXES = 5000; // of one account

    private Mailboxes mailboxes;
    private Accounts accounts;
    private GroupWriter writer;
    private Snapshots snapshots;
    private Watchers watchers;
    private MessageReader reader;
    private TextSearch texts;

    /** For the container's proxy. */
    protected MailboxService() { }

    @Inject
    public MailboxService(Mailboxes mailboxes, Accounts accounts, GroupWriter writer, Snapshots snapshots,
            Watchers watchers, MessageReader reader, TextSearch texts) {
        this.mailboxes = mailboxes;
        this.accounts = accounts;
        this.writer = writer;
        this.snapshots = snapshots;
        this.watchers = watchers;
        this.reader = reader;
        this.texts = texts;
    }

    public List<MailboxInfo> mailboxes(long account) {
        TreeMap<String, MailboxInfo> byName = new TreeMap<>();
        for (String name : mailboxes.subscriptions(account)) {
            byName.put(name, new MailboxInfo(name, Optional.empty(), Optional.empty(), true, 0, 0, 0, 0, 0, 0, 0));
        }
        mailboxes.list(account).forEach(row -> byName.put(row.name(), info(row)));
        return List.copyOf(byName.values());
    }

    public MailboxInfo status(long account, String name) throws MailboxRefused {
        return asking(() -> info(found(account, name)));
    }

    public void create(long account, String name, Optional<String> specialUse) throws MailboxRefused {
        MailboxName wanted = MailboxName.parse(name);
        changing(account, () -> {
            if (mailboxes.list(account).size() >= MOST_MAILBOXES) {
                throw new MailboxRefused(Code.LIMIT, "There are too many mailboxes");
            }
            makeParents(account, wanted);
            return mailboxes.create(account, wanted.text(), specialUse.orElse(""));
        });
    }

    public void delete(long account, String name) throws MailboxRefused {
        if (MailboxName.normal(name).equals(MailboxName.INBOX)) {
            throw new MailboxRefused(Code.CANNOT, "INBOX cannot be deleted"); // RFC 9051 §6.3.5
        }
        changing(account, () -> mailboxes.delete(account, found(account, name).id()));
    }

    public void rename(long account, String from, String to) throws MailboxRefused {
        MailboxName target = MailboxName.parse(to);
        changing(account, () -> {
            MailboxRow old = found(account, from);
            MailboxName oldName = new MailboxName(old.name());
            if (target.isBelow(oldName)) {
                throw new MailboxRefused(Code.CANNOT, "A mailbox cannot be moved into itself");
            }
            makeParents(account, target);
            if (oldName.isInbox()) { // RFC 9051 §6.3.6: its messages move, and it stays
                MailboxRow made = mailboxes.create(account, target.text(), "");
                mailboxes.move(account, old.id(), UidRange.ALL, made.id());
            } else {
                mailboxes.rename(account, old.id(), target.text());
            }
            return target;
        });
    }

    public void subscribe(long account, String name, boolean on) throws MailboxRefused {
        String lawful = on ? MailboxName.parse(name).text() : MailboxName.normal(name);
        asking(() -> {
            mailboxes.subscribe(account, lawful, on);
            return lawful;
        });
    }

    public MailboxSnapshot open(long account, String name) throws MailboxRefused {
        return asking(() -> snapshots.current(account, found(account, name).id()));
    }

    public MailboxSnapshot refresh(long account, long mailbox) throws MailboxRefused {
        return asking(() -> snapshots.current(account, mailbox));
    }

    /** As {@link org.mercurymail.port.MailboxListener#recent}. */
    public long recent(long account, long mailbox, long told) throws MailboxRefused {
        return asking(() -> told == 0 ? mailboxes.recent(account, mailbox) : mailboxes.tellRecent(account, mailbox, told));
    }

    public long countRecent(long account, long mailbox) throws MailboxRefused {
        return asking(() -> mailboxes.countRecent(account, mailbox));
    }

    public void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws MailboxRefused, IOException {
        try {
            reader.read(account, mailbox, ranges(uids), parts, sink);
        } catch (StoreUnavailable e) {
            throw unavailable();
        }
    }

    /** One message with all its parts; its content may be read at any time later. */
    public Optional<StoredMessage> message(long account, long mailbox, long uid) throws MailboxRefused, IOException {
        List<StoredMessage> found = new ArrayList<>(1);
        fetch(account, mailbox, NumberSet.of(uid), Set.of(StoredMessage.Part.values()), found::add);
        return found.stream().findFirst();
    }

    /**
     * Some messages of a mailbox, newest first.
     *
     * @param before the cursor that the page before gave; Long.MAX_VALUE for the first page
     */
    public MessagePage page(long account, String name, long before, int limit) throws MailboxRefused, IOException {
        return reader.page(account, open(account, name), before, limit);
    }

    /**
     * Messages of a mailbox whose sender, addressees, subject or text hold some words, newest first. Looks for a short
     * while only: the page's cursor goes on where it stopped, and a page may have fewer lines than wanted, or none,
     * though there are more.
     *
     * @param before as for {@link #page}
     */
    public MessagePage search(long account, String name, String words, long before, int limit)
            throws MailboxRefused, IOException {
        MessageSearch wanted = new MessageSearch(words);
        MailboxSnapshot mailbox = open(account, name);
        NumberSet candidates = asking(() -> texts.candidates(account, mailbox, wanted.words()));
        return reader.search(account, mailbox, wanted, candidates, before, limit);
    }

    public Optional<TextMatches> matches(long account, long mailbox, TextMatches.Place place, String text)
            throws MailboxRefused {
        return asking(() -> texts.matches(account, snapshots.current(account, mailbox), place, text));
    }

    public NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags,
            long unchangedSince) throws MailboxRefused {
        return changing(account, () -> NumberSet.ofSorted(mailboxes.store(account, mailbox, ranges(uids),
                org.mercurymail.store.FlagChange.valueOf(change.name()), flags.system(),
                List.copyOf(flags.keywords()), unchangedSince)));
    }

    public NumberSet expunge(long account, long mailbox, NumberSet uids) throws MailboxRefused {
        return changing(account, () -> NumberSet.ofSorted(mailboxes.expunge(account, mailbox, ranges(uids))));
    }

    public Placed append(long account, String name, List<Appended> messages) throws MailboxRefused, IOException {
        MailboxRow target = asking(() -> target(account, name));
        asking(() -> checkQuota(account, messages.stream().mapToLong(m -> m.body().size()).sum()));
        List<Arrival> arrivals = new ArrayList<>(messages.size());
        for (Appended message : messages) {
            arrivals.add(arrival(account, target.id(), message));
        }
        List<Long> uids = changing(account, () -> writer.writeTogether(arrivals));
        return new Placed(target.uidValidity(), NumberSet.EMPTY,
                NumberSet.ofSorted(uids.stream().mapToLong(Long::longValue).sorted().toArray()));
    }

    /** As {@link org.mercurymail.port.MailboxListener#replace}. */
    public Placed replace(long account, long mailbox, long uid, String name, Appended message)
            throws MailboxRefused, IOException {
        MailboxRow target = asking(() -> target(account, name));
        asking(() -> checkQuota(account, message.body().size()));
        Arrival arrival = arrival(account, target.id(), message);
        Optional<Long> filed = changing(account, () -> writer.replace(arrival, account, mailbox, uid));
        return new Placed(target.uidValidity(), NumberSet.of(uid), NumberSet.of(filed.orElseThrow(() ->
                new MailboxRefused(Code.EXPUNGEISSUED, "The message is not there any more"))));
    }

    private static Arrival arrival(long account, long mailbox, Appended message) throws IOException {
        MimeMessageScan scan;
        try (InputStream in = message.body().open()) {
            scan = MimeScanner.scan(in);
        }
        return new Arrival(MessageId.next().value(), Instant.now(), "", account, "", "", "BINARYMIME",
                false, new BodyBytes(message.body()), scan.summary().encode(), scan.root().encode(),
                scan.summary().messageId().orElse(""), List.of(new Arrival.Filing(account, mailbox, "",
                new byte[0], message.flags().system(), List.copyOf(message.flags().keywords()), message.internalDate())),
                List.of());
    }

    public Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move)
            throws MailboxRefused {
        return changing(account, () -> {
            MailboxRow into = target(account, target);
            checkQuota(account, move ? 0 : mailboxes.size(account, mailbox, ranges(uids), 0));
            Copied copied = move ? mailboxes.move(account, mailbox, ranges(uids), into.id())
                    : mailboxes.copy(account, mailbox, ranges(uids), into.id());
            return new Placed(copied.uidValidity(), NumberSet.ofSorted(copied.from()), NumberSet.ofSorted(copied.to()));
        });
    }

    /** What the account holds and may hold (RFC 9208). */
    public QuotaRoot quota(long account) throws MailboxRefused {
        return asking(() -> {
            Optional<AccountRow> row = accounts.account(account);
            return new QuotaRoot(row.map(AccountRow::address).orElse(SHARED), accounts.usedBytes(account),
                    row.map(AccountRow::quotaBytes).orElse(0L));
        });
    }

    /** Octets of the messages marked {@code \\Deleted}; reads those of the mailbox, and is asked for that alone. */
    public long deletedStorage(long account, long mailbox) throws MailboxRefused {
        return asking(() -> mailboxes.size(account, mailbox, UidRange.ALL, Flags.DELETED));
    }

    /**
     * COPY or MOVE to a mailbox of another owner, or where not every flag may be set; it counts to the new owner.
     */
    Placed copyTo(long account, long mailbox, NumberSet uids, Place target, boolean move) throws MailboxRefused {
        Placed placed = changing(target.owner(), () -> {
            MailboxRow into = target(target.owner(), target.name());
            boolean counts = !move || account != target.owner();
            checkQuota(target.owner(), counts ? mailboxes.size(account, mailbox, ranges(uids), 0) : 0);
            Copied copied = mailboxes.copyTo(account, mailbox, ranges(uids), target.owner(), into.id(), move,
                    target.rights().systemFlags(), target.rights().has('w'));
            return new Placed(copied.uidValidity(), NumberSet.ofSorted(copied.from()), NumberSet.ofSorted(copied.to()));
        });
        if (move) {
            watchers.changed(account);
        }
        return placed;
    }

    /** Replaces those flags that may be set, and leaves the others as each message has them. */
    NumberSet replace(long account, long mailbox, NumberSet uids, Flags flags, MailboxRights rights,
            long unchangedSince) throws MailboxRefused {
        MailboxSnapshot now = refresh(account, mailbox);
        Map<Flags, List<Long>> alike = new HashMap<>();
        for (NumberSet.Range range : uids.ranges()) {
            now.each(now.firstFrom(range.from()), now.firstFrom(range.to() + 1) - 1, (sequence, uid, old, modseq) ->
                    alike.computeIfAbsent(old.minus(rights.settable(old)).plus(flags), f -> new ArrayList<>())
                            .add(uid));
        }
        List<Long> left = new ArrayList<>();
        for (Map.Entry<Flags, List<Long>> some : alike.entrySet()) {
            NumberSet these = NumberSet.ofSorted(some.getValue().stream().mapToLong(Long::longValue).toArray());
            for (NumberSet.Range range : store(account, mailbox, these, FlagChange.REPLACE, some.getKey(),
                    unchangedSince).ranges()) {
                LongStream.rangeClosed(range.from(), range.to()).forEach(left::add);
            }
        }
        return NumberSet.ofSorted(left.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    private void makeParents(long account, MailboxName name) {
        for (String parent : name.parents()) {
            if (mailboxes.byName(account, parent).isEmpty()) {
                mailboxes.create(account, parent, "");
            }
        }
    }

    private MailboxRow found(long account, String name) throws MailboxRefused {
        return mailboxes.byName(account, MailboxName.normal(name)).orElseThrow(() ->
                new MailboxRefused(Code.NONEXISTENT, "There is no such mailbox"));
    }

    private MailboxRow target(long account, String name) throws MailboxRefused {
        return mailboxes.byName(account, MailboxName.normal(name)).orElseThrow(() ->
                new MailboxRefused(Code.TRYCREATE, "There is no such mailbox"));
    }

    private long checkQuota(long account, long more) throws MailboxRefused {
        long quota = accounts.account(account).map(AccountRow::quotaBytes).orElse(0L);
        if (more > 0 && quota > 0 && accounts.usedBytes(account) + more > quota) {
            throw new MailboxRefused(Code.OVERQUOTA, "The account is full");
        }
        return quota;
    }

    /** Work that asks the store, or changes it. */
    @FunctionalInterface
    interface Work<T> {
        T done() throws MailboxRefused;
    }

    private <T> T changing(long account, Work<T> work) throws MailboxRefused {
        T result = asking(work);
        watchers.changed(account);
        return result;
    }

    static <T> T asking(Work<T> work) throws MailboxRefused {
        try {
            return work.done();
        } catch (GoneException e) {
            throw new MailboxRefused(Code.NONEXISTENT, "The mailbox does not exist any more");
        } catch (TakenException e) {
            throw new MailboxRefused(Code.ALREADYEXISTS, "A mailbox of that name exists");
        } catch (StoreUnavailable e) {
            throw unavailable();
        }
    }

    private static MailboxRefused unavailable() {
        return new MailboxRefused(Code.UNAVAILABLE, "The mail store is not available; try again later");
    }

    private static List<UidRange> ranges(NumberSet uids) {
        return uids.ranges().stream().map(range -> new UidRange(range.from(), range.to())).toList();
    }

    private static MailboxInfo info(MailboxRow row) {
        return new MailboxInfo(row.name(), Optional.of(row.id()),
                Optional.of(row.specialUse()).filter(use -> !use.isEmpty()), row.subscribed(), row.messages(),
                row.unseen(), row.deleted(), row.size(), row.uidNext(), row.uidValidity(), row.modseq());
    }
}
