package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.store.Changes;
import org.mercurymail.store.EntryRow;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.MailboxRow;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.UidRange;

/**
 * One snapshot of each mailbox in use, shared by every session of this node: read once by one of them while the others
 * wait, then advanced from the change log. Asks the store again when {@link #changed} told of a change, or after some
 * seconds, for a change made elsewhere. Forgets the mailboxes unused for longest once all together grow past a bound.
 */
@ApplicationScoped
public class Snapshots {

    private static final long MOST_BYTES = 64L << 20;
    private static final int BYTES_A_MESSAGE = 20;
    private static final int BYTES_A_MAILBOX = 400;
    private static final int BATCH = 8192;
    private static final long BELIEVED_NANOS = 5_000_000_000L;
    private static final int STRIPES = 4096;
    private static final Flags[] PLAIN = plainFlags();

    private record Key(long account, long mailbox) { }

    /** One mailbox's snapshot; its monitor is the single flight. */
    private static final class Held {
        private Optional<MailboxSnapshot> snapshot = Optional.empty();
        private long generation;
        private long askedAt;
        private long bytes; // guarded by the map's monitor
    }

    private final Map<Key, Held> held = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes; // guarded by the map's monitor
    private final AtomicLongArray generations = new AtomicLongArray(STRIPES);
    private Mailboxes mailboxes;
    private long mostBytes;

    /** For the container's proxy. */
    protected Snapshots() { }

    @Inject
    public Snapshots(Mailboxes mailboxes) {
        this(mailboxes, MOST_BYTES);
    }

    Snapshots(Mailboxes mailboxes, long mostBytes) {
        this.mailboxes = mailboxes;
        this.mostBytes = mostBytes;
    }

    /** Something of the account changed, and is committed. */
    public void changed(long account) {
        generations.incrementAndGet(stripe(account));
    }

    /**
     * The mailbox as it is now; the same object as last time when nothing changed.
     *
     * @throws GoneException when there is no such mailbox
     */
    public MailboxSnapshot current(long account, long mailbox) {
        Key key = new Key(account, mailbox);
        Held one;
        synchronized (held) {
            one = held.computeIfAbsent(key, k -> new Held());
        }
        MailboxSnapshot now;
        synchronized (one) {
            now = brought(one, key);
        }
        weigh(key, one, (long) now.size() * BYTES_A_MESSAGE + BYTES_A_MAILBOX);
        return now;
    }

    private MailboxSnapshot brought(Held one, Key key) {
        long generation = generations.get(stripe(key.account)); // before the question: a change meanwhile asks again
        long nanos = System.nanoTime();
        if (one.snapshot.isPresent() && one.generation == generation && nanos - one.askedAt < BELIEVED_NANOS) {
            return one.snapshot.get();
        }
        try {
            MailboxSnapshot now = one.snapshot.isPresent() ? advanced(key, one.snapshot.get()) : read(key);
            one.snapshot = Optional.of(now);
        } catch (GoneException e) {
            synchronized (held) {
                held.remove(key, one);
                bytes -= one.bytes;
                one.bytes = 0;
            }
            throw e;
        }
        one.generation = generation;
        one.askedAt = nanos;
        return one.snapshot.get();
    }

    private MailboxSnapshot advanced(Key key, MailboxSnapshot old) {
        Changes changes = mailboxes.changes(key.account, key.mailbox, old.modseq());
        if (changes.tooOld()) {
            return read(key);
        }
        long[] gone = gone(old, changes.gone());
        boolean same = changes.changed().isEmpty() && gone.length == 0 && changes.modseq() == old.modseq()
                && changes.uidNext() == old.uidNext();
        if (same) {
            return old;
        }
        Map<List<String>, Flags> shared = new HashMap<>();
        List<MailboxSnapshot.Entry> changed = new ArrayList<>(changes.changed().size());
        for (EntryRow row : changes.changed()) {
            changed.add(new MailboxSnapshot.Entry(row.uid(), flags(row.flags(), row.keywords(), shared),
                    row.modseq()));
        }
        return old.advanced(changes.uidNext(), changes.modseq(), changed, gone);
    }

    private MailboxSnapshot read(Key key) {
        List<MailboxSnapshot.Entry> batch = new ArrayList<>();
        long uidValidity = mailboxes.byId(key.account, key.mailbox).map(MailboxRow::uidValidity)
                .orElseThrow(() -> new GoneException(key.mailbox));
        MailboxSnapshot[] built = {MailboxSnapshot.empty(key.mailbox, uidValidity, 1, 1)};
        Map<List<String>, Flags> shared = new HashMap<>();
        MailboxRow row = mailboxes.entries(key.account, key.mailbox, 0, (uid, flags, keywords, modseq) -> {
            batch.add(new MailboxSnapshot.Entry(uid, flags(flags, keywords, shared), modseq));
            if (batch.size() == BATCH) {
                built[0] = built[0].advanced(1, 1, batch, new long[0]);
                batch.clear();
            }
        }).orElseThrow(() -> new GoneException(key.mailbox));
        return built[0].advanced(row.uidNext(), row.modseq(), batch, new long[0]);
    }

    /** The UIDs of these ranges that the snapshot has; the log may tell of some that it never saw. */
    private static long[] gone(MailboxSnapshot old, List<UidRange> ranges) {
        int count = 0;
        for (UidRange range : ranges) {
            count += old.firstFrom(range.to() + 1) - old.firstFrom(range.from());
        }
        long[] uids = new long[count];
        int n = 0;
        for (UidRange range : ranges) {
            for (int at = old.firstFrom(range.from()); at < old.firstFrom(range.to() + 1); at++) {
                uids[n++] = old.uidAt(at);
            }
        }
        return uids;
    }

    private void weigh(Key key, Held one, long now) {
        synchronized (held) {
            if (held.get(key) != one) {
                return;
            }
            bytes += now - one.bytes;
            one.bytes = now;
            Iterator<Map.Entry<Key, Held>> eldest = held.entrySet().iterator();
            while (bytes > mostBytes && eldest.hasNext()) {
                Held old = eldest.next().getValue();
                if (old != one) {
                    bytes -= old.bytes;
                    old.bytes = 0;
                    eldest.remove();
                }
            }
        }
    }

    private static Flags flags(int system, List<String> keywords, Map<List<String>, Flags> shared) {
        if (keywords.isEmpty()) {
            return PLAIN[system & PLAIN.length - 1];
        }
        List<String> words = new ArrayList<>(keywords);
        words.add(Integer.toString(system));
        return shared.computeIfAbsent(words, w -> new Flags(system, java.util.Set.copyOf(keywords)));
    }

    private static Flags[] plainFlags() {
        Flags[] all = new Flags[32];
        for (int bits = 0; bits < all.length; bits++) {
            all[bits] = new Flags(bits, java.util.Set.of());
        }
        return all;
    }

    private static int stripe(long account) {
        return (int) (account * 0x9E3779B97F4A7C15L >>> 52);
    }
}
