package org.mercurymail.pop3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.Peer;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.sasl.ScramLogins;
import org.mercurymail.wire.Wakeup;

/** One account's INBOX in memory, as far as POP3 looks at it. Asking anything else fails the test. */
final class MemoryDoor extends NothingShared {

    static final long ACCOUNT = 9;
    private static final long MAILBOX = 4;

    final Map<Long, byte[]> messages = new TreeMap<>();
    final List<Wakeup> watching = new ArrayList<>();
    Optional<String> lockedBy = Optional.empty();

    void put(long uid, String content) {
        messages.put(uid, content.getBytes(StandardCharsets.UTF_8));
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
        if (credentials.user().startsWith("throttled")) {
            return new Login.Unavailable();
        }
        boolean right = credentials.user().equals("u1@mercury.test") && credentials.secret().equals("secret");
        return right ? new Login.Granted(ACCOUNT, Address.of("u1@mercury.test")) : new Login.Denied();
    }

    @Override
    public void watch(Login.Granted login, Wakeup session) {
        watching.add(session);
    }

    @Override
    public void unwatch(Login.Granted login, Wakeup session) {
        watching.remove(session);
    }

    @Override
    public boolean lock(long account, String connection) {
        if (lockedBy.isPresent()) {
            return false;
        }
        lockedBy = Optional.of(connection);
        return true;
    }

    @Override
    public void unlock(long account, String connection) {
        lockedBy = lockedBy.filter(c -> !c.equals(connection));
    }

    @Override
    public MailboxSnapshot open(long account, String name) {
        List<MailboxSnapshot.Entry> entries =
                messages.keySet().stream().map(uid -> new MailboxSnapshot.Entry(uid, Flags.NONE, 1)).toList();
        long next = messages.keySet().stream().mapToLong(uid -> uid + 1).max().orElse(1);
        return MailboxSnapshot.empty(MAILBOX, 77, 1, 1).advanced(next, 1, entries, new long[0]);
    }

    @Override
    public void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws IOException {
        for (Map.Entry<Long, byte[]> message : messages.entrySet()) {
            if (uids.contains(message.getKey())) {
                Body content = parts.contains(StoredMessage.Part.CONTENT) ? Body.of(message.getValue())
                        : Body.of(new byte[0]);
                sink.message(new StoredMessage(message.getKey(), message.getKey(), Flags.NONE, 1, Instant.EPOCH,
                        Instant.EPOCH, message.getValue().length, new byte[0], new byte[0], 0, content));
            }
        }
    }

    @Override
    public NumberSet expunge(long account, long mailbox, NumberSet uids) {
        messages.keySet().removeIf(uids::contains);
        return uids;
    }

    @Override
    public List<MailboxInfo> mailboxes(long account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxInfo status(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void create(long account, String name, Optional<String> specialUse) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(long account, String from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(long account, String name, boolean on) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxSnapshot refresh(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags,
            long unchangedSince) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Placed append(long account, String name, List<Appended> messages) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Placed replace(long account, long mailbox, long uid, String target, Appended message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move) {
        throw new UnsupportedOperationException();
    }
}
