package org.mercurymail.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.Peer;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.sasl.ScramLogins;
import org.mercurymail.wire.Wakeup;

/**
 * The mailboxes of one account in memory: a whole MailboxListener, as plain as can be, and so the model that sessions
 * are compared with. Passwords are {@code secret}; a user named {@code away@…} finds the store away.
 */
final class MemoryMailboxes extends MemorySharing {

    static final long ACCOUNT = 7;

    /** What a message is, wherever it lies. */
    record Message(long id, byte[] trace, byte[] content, Instant date, MimeMessageScan scan) { }

    /** A message in a mailbox. */
    record Entry(long uid, Message message, Flags flags, long modseq, Instant saved) { }

    /** One mailbox; {@code snapshot} is kept in step with the entries. */
    static final class Mailbox {
        final long id;
        final long uidValidity;
        final NavigableMap<Long, Entry> entries = new TreeMap<>();
        Optional<String> specialUse = Optional.empty();
        MailboxSnapshot snapshot;
        long uidNext = 1;
        long toldBelow = 1;

        Mailbox(long id, long modseq) {
            this.id = id;
            this.uidValidity = 1000 + id;
            this.snapshot = MailboxSnapshot.empty(id, uidValidity, 1, modseq);
        }
    }

    final Map<String, Mailbox> mailboxes = new TreeMap<>();
    final Set<String> subscribed = new TreeSet<>();
    final Set<Wakeup> watchers = new java.util.LinkedHashSet<>();
    int fetches;
    Optional<MailboxRefused> refusal = Optional.empty();
    private final byte[] trace;
    private long ids = 1;
    private long modseq = 1;
    private Instant today = Instant.parse("2026-11-30T10:20:30Z");

    /** @param trace what is put in front of each message, as delivery does */
    MemoryMailboxes(String trace) {
        this.trace = trace.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        mailboxes.put("INBOX", new Mailbox(ids++, modseq));
    }

    @Override
    public Optional<ScramSalt> salt(Peer peer, String user) {
        return Optional.of(ScramLogins.SALT);
    }

    @Override
    public Login login(Peer peer, Evidence evidence) {
        if (!(evidence instanceof Credentials credentials)) {
            return ScramLogins.login(evidence, "secret", ACCOUNT);
        }
        if (credentials.user().startsWith("away@")) {
            return new Login.Unavailable();
        }
        return credentials.secret().equals("secret") ? new Login.Granted(ACCOUNT, Address.of("u1@mercury.test"))
                : new Login.Denied();
    }

    @Override
    public void watch(Login.Granted login, Wakeup session) {
        watchers.add(session);
    }

    @Override
    public void unwatch(Login.Granted login, Wakeup session) {
        watchers.remove(session);
    }

    @Override
    public boolean lock(long account, String connection) {
        throw new UnsupportedOperationException("POP3 only");
    }

    @Override
    public void unlock(long account, String connection) {
        throw new UnsupportedOperationException("POP3 only");
    }

    @Override
    public List<MailboxInfo> mailboxes(long account) {
        Set<String> names = new TreeSet<>(mailboxes.keySet());
        names.addAll(subscribed);
        return names.stream().map(this::info).toList();
    }

    @Override
    public MailboxInfo status(long account, String name) throws MailboxRefused {
        there(name);
        return info(name);
    }

    private MailboxInfo info(String name) {
        Mailbox box = mailboxes.get(name);
        if (box == null) {
            return new MailboxInfo(name, Optional.empty(), Optional.empty(), true, 0, 0, 0, 0, 0, 0, 0);
        }
        long unseen = box.entries.values().stream().filter(e -> !e.flags.has(Flags.SEEN)).count();
        long deleted = box.entries.values().stream().filter(e -> e.flags.has(Flags.DELETED)).count();
        long size = box.entries.values().stream().mapToLong(e -> size(e.message)).sum();
        return new MailboxInfo(name, Optional.of(box.id), box.specialUse, subscribed.contains(name),
                box.entries.size(), unseen, deleted, size, box.uidNext, box.uidValidity, box.snapshot.modseq());
    }

    @Override
    public void create(long account, String name, Optional<String> specialUse) throws MailboxRefused {
        if (mailboxes.containsKey(name)) {
            throw new MailboxRefused(Code.ALREADYEXISTS, "There is such a mailbox");
        }
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            mailboxes.computeIfAbsent(name.substring(0, slash), n -> new Mailbox(ids++, ++modseq));
        }
        Mailbox box = new Mailbox(ids++, ++modseq);
        box.specialUse = specialUse;
        mailboxes.put(name, box);
        wake();
    }

    @Override
    public void delete(long account, String name) throws MailboxRefused {
        there(name);
        if (mailboxes.keySet().stream().anyMatch(n -> n.startsWith(name + "/"))) {
            throw new MailboxRefused(Code.CANNOT, "There are mailboxes below it");
        }
        mailboxes.remove(name);
        wake();
    }

    @Override
    public void rename(long account, String from, String to) throws MailboxRefused {
        there(from);
        if (mailboxes.containsKey(to)) {
            throw new MailboxRefused(Code.ALREADYEXISTS, "There is such a mailbox");
        }
        if (to.startsWith(from + "/")) {
            throw new MailboxRefused(Code.CANNOT, "A mailbox cannot go below itself");
        }
        if (from.equals("INBOX")) {
            create(account, to, Optional.empty());
            copy(account, mailboxes.get(from).id, NumberSet.range(1, Long.MAX_VALUE - 1), to, true);
            return;
        }
        for (String name : List.copyOf(mailboxes.keySet())) {
            if (name.equals(from) || name.startsWith(from + "/")) {
                mailboxes.put(to + name.substring(from.length()), mailboxes.remove(name));
            }
        }
        for (int slash = to.indexOf('/'); slash > 0; slash = to.indexOf('/', slash + 1)) {
            mailboxes.computeIfAbsent(to.substring(0, slash), n -> new Mailbox(ids++, ++modseq));
        }
        wake();
    }

    @Override
    public void subscribe(long account, String name, boolean on) {
        if (on) {
            subscribed.add(name);
        } else {
            subscribed.remove(name);
        }
    }

    @Override
    public MailboxSnapshot open(long account, String name) throws MailboxRefused {
        return there(name).snapshot;
    }

    @Override
    public MailboxSnapshot refresh(long account, long mailbox) throws MailboxRefused {
        return there(mailbox).snapshot;
    }

    @Override
    public long recent(long account, long mailbox, long told) throws MailboxRefused {
        Mailbox there = there(mailbox);
        long before = there.toldBelow;
        there.toldBelow = Math.max(before, told);
        return before;
    }

    @Override
    public long countRecent(long account, long mailbox) throws MailboxRefused {
        return there(mailbox).entries.tailMap(there(mailbox).toldBelow).size();
    }

    @Override
    public void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws MailboxRefused, IOException {
        fetches++;
        for (Entry entry : within(there(mailbox), uids)) {
            sink.message(stored(entry, parts));
        }
    }

    private static StoredMessage stored(Entry entry, Set<StoredMessage.Part> parts) {
        Message message = entry.message;
        byte[] none = new byte[0];
        byte[] whole = Arrays.copyOf(message.trace, message.trace.length + message.content.length);
        System.arraycopy(message.content, 0, whole, message.trace.length, message.content.length);
        return new StoredMessage(entry.uid, message.id, entry.flags, entry.modseq, message.date, entry.saved,
                size(message),
                parts.contains(StoredMessage.Part.ENVELOPE) ? message.scan.summary().encode() : none,
                parts.contains(StoredMessage.Part.STRUCTURE) ? message.scan.root().encode() : none,
                message.trace.length, parts.contains(StoredMessage.Part.CONTENT) ? Body.of(whole) : unasked());
    }

    /** A body nobody asked for cannot be read. */
    private static Body unasked() {
        return new Body() {
            @Override
            public long size() {
                throw new IllegalStateException("content was not asked for");
            }

            @Override
            public InputStream open() {
                throw new IllegalStateException("content was not asked for");
            }
        };
    }

    @Override
    public NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags,
            long unchangedSince) throws MailboxRefused {
        Mailbox box = there(mailbox);
        List<Long> left = new ArrayList<>();
        List<Entry> changed = new ArrayList<>();
        long next = modseq + 1;
        for (Entry entry : within(box, uids)) {
            Flags now = switch (change) {
                case ADD -> entry.flags.plus(flags);
                case REMOVE -> entry.flags.minus(flags);
                case REPLACE -> flags;
            };
            if (entry.modseq > unchangedSince) {
                left.add(entry.uid);
            } else if (!now.equals(entry.flags)) {
                changed.add(new Entry(entry.uid, entry.message, now, next, entry.saved));
            }
        }
        change(box, changed, List.of());
        return NumberSet.ofSorted(left.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public NumberSet expunge(long account, long mailbox, NumberSet uids) throws MailboxRefused {
        Mailbox box = there(mailbox);
        List<Long> gone = within(box, uids).stream().map(Entry::uid).toList();
        change(box, List.of(), gone);
        return NumberSet.ofSorted(gone.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public Placed append(long account, String name, List<Appended> messages) throws MailboxRefused, IOException {
        long[] uids = new long[messages.size()];
        int i = 0;
        for (Appended m : messages) {
            uids[i++] = append(account, name, m.body(), m.flags(), m.internalDate()).to().ranges().get(0).from();
        }
        return new Placed(there(name).uidValidity, NumberSet.EMPTY, NumberSet.ofSorted(uids));
    }

    Placed append(long account, String name, Body body, Flags flags, Instant internalDate)
            throws MailboxRefused, IOException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        Mailbox box = there(name);
        byte[] content;
        try (InputStream in = body.open()) {
            content = in.readAllBytes();
        }
        Message message = new Message(ids++, trace, content, internalDate, scan(content));
        long uid = box.uidNext++;
        change(box, List.of(new Entry(uid, message, flags, modseq + 1, nextDay())), List.of());
        return new Placed(box.uidValidity, NumberSet.EMPTY, NumberSet.of(uid));
    }

    private static MimeMessageScan scan(byte[] content) {
        try {
            return MimeScanner.scan(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Placed replace(long account, long mailbox, long uid, String target, Appended message)
            throws MailboxRefused, IOException {
        if (!there(mailbox).entries.containsKey(uid)) {
            throw new MailboxRefused(MailboxRefused.Code.EXPUNGEISSUED, "The message is not there any more");
        }
        Placed placed = append(account, target, List.of(message));
        expunge(account, mailbox, NumberSet.of(uid));
        return placed;
    }

    @Override
    public Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move) throws MailboxRefused {
        Mailbox from = there(mailbox);
        Mailbox to = there(target);
        List<Entry> copied = new ArrayList<>();
        List<Long> sources = new ArrayList<>();
        Instant day = nextDay();
        for (Entry entry : within(from, uids)) {
            copied.add(new Entry(to.uidNext++, entry.message, entry.flags, modseq + 1, day));
            sources.add(entry.uid);
        }
        change(to, copied, List.of());
        if (move) {
            change(from, List.of(), sources);
        }
        return new Placed(to.uidValidity, NumberSet.ofSorted(sources.stream().mapToLong(Long::longValue).toArray()),
                NumberSet.ofSorted(copied.stream().mapToLong(Entry::uid).toArray()));
    }

    /** Each filing is a day after the one before, so that save dates can be told apart. */
    private Instant nextDay() {
        today = today.plus(Duration.ofDays(1));
        return today;
    }

    private List<Entry> within(Mailbox box, NumberSet uids) {
        List<Entry> entries = new ArrayList<>();
        for (NumberSet.Range range : uids.ranges()) {
            entries.addAll(box.entries.subMap(range.from(), true, range.to(), true).values());
        }
        return entries;
    }

    private void change(Mailbox box, List<Entry> changed, List<Long> gone) {
        if (changed.isEmpty() && gone.isEmpty()) {
            return;
        }
        modseq++;
        changed.forEach(entry -> box.entries.put(entry.uid, entry));
        gone.forEach(box.entries::remove);
        box.snapshot = box.snapshot.advanced(box.uidNext, modseq,
                changed.stream().map(e -> new MailboxSnapshot.Entry(e.uid, e.flags, e.modseq)).toList(),
                gone.stream().mapToLong(Long::longValue).toArray());
        wake();
    }

    private void wake() {
        List.copyOf(watchers).forEach(Wakeup::wake);
    }

    @Override
    Mailbox there(String name) throws MailboxRefused {
        Mailbox box = mailboxes.get(name);
        if (box == null) {
            throw new MailboxRefused(Code.NONEXISTENT, "No such mailbox");
        }
        return box;
    }

    @Override
    Mailbox there(long id) throws MailboxRefused {
        for (Mailbox box : mailboxes.values()) {
            if (box.id == id) {
                return box;
            }
        }
        throw new MailboxRefused(Code.NONEXISTENT, "No such mailbox");
    }

    static long size(Message message) {
        return message.trace.length + message.content.length;
    }

}
