package org.mercurymail.port;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mercurymail.mail.Flags;

/**
 * The messages of a mailbox at one moment: UID, flags and MODSEQ in order of UID. Immutable and shared by every
 * session that has the mailbox open. Kept in chunks, so that a change copies the chunks it touches and no more, and
 * two snapshots can be compared by the chunks they do not share. About 16 bytes a message.
 */
public final class MailboxSnapshot {

    /** Messages in a chunk at the most. */
    static final int CHUNK = 1024;

    /**
     * Up to {@link #CHUNK} consecutive messages; never changed once in a snapshot. A UID has 32 bits without a sign
     * (RFC 9051 §2.3.1.1), kept with its top bit turned so that ints sort as UIDs do.
     */
    record Chunk(int[] packedUids, Flags[] flags, long[] modseqs) {
        int size() {
            return packedUids.length;
        }

        long uid(int i) {
            return (packedUids[i] ^ Integer.MIN_VALUE) & 0xffff_ffffL;
        }

        long lastUid() {
            return uid(size() - 1);
        }

        /** As {@link Arrays#binarySearch}. */
        int find(long uid) {
            return uid < 0 ? -1 : Arrays.binarySearch(packedUids, packed(uid));
        }

        static int packed(long uid) {
            return (int) uid ^ Integer.MIN_VALUE;
        }
    }

    /** A message that is new or whose flags changed. */
    public record Entry(long uid, Flags flags, long modseq) { }

    private final long mailbox;
    private final long uidValidity;
    private final long uidNext;
    private final long modseq;
    private final Chunk[] chunks;
    private final int[] before; // messages in front of each chunk; one more for the total

    private MailboxSnapshot(long mailbox, long uidValidity, long uidNext, long modseq, Chunk[] chunks) {
        this.mailbox = mailbox;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.modseq = modseq;
        this.chunks = chunks;
        this.before = new int[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            before[i + 1] = before[i] + chunks[i].size();
        }
    }

    /** A snapshot of a mailbox without messages, to be advanced. */
    public static MailboxSnapshot empty(long mailbox, long uidValidity, long uidNext, long modseq) {
        return new MailboxSnapshot(mailbox, uidValidity, uidNext, modseq, new Chunk[0]);
    }

    public long mailbox() {
        return mailbox;
    }

    public long uidValidity() {
        return uidValidity;
    }

    public long uidNext() {
        return uidNext;
    }

    /** The highest MODSEQ that this snapshot has seen. */
    public long modseq() {
        return modseq;
    }

    /** How many messages there are; the highest sequence number. */
    public int size() {
        return before[chunks.length];
    }

    /** @param sequence 1 to {@link #size()} */
    public long uidAt(int sequence) {
        int c = chunkOf(sequence);
        return chunks[c].uid(sequence - 1 - before[c]);
    }

    public Flags flagsAt(int sequence) {
        int c = chunkOf(sequence);
        return chunks[c].flags[sequence - 1 - before[c]];
    }

    public long modseqAt(int sequence) {
        int c = chunkOf(sequence);
        return chunks[c].modseqs[sequence - 1 - before[c]];
    }

    public Entry entryAt(int sequence) {
        int c = chunkOf(sequence);
        int i = sequence - 1 - before[c];
        return new Entry(chunks[c].uid(i), chunks[c].flags[i], chunks[c].modseqs[i]);
    }

    /** The sequence number of a UID, 0 when the mailbox has no such message. */
    public int sequenceOf(long uid) {
        int at = firstFrom(uid);
        return at <= size() && uidAt(at) == uid ? at : 0;
    }

    /** The sequence number of the first message whose UID is not smaller; {@code size() + 1} when there is none. */
    public int firstFrom(long uid) {
        int low = 0;
        int high = chunks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].lastUid() < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == chunks.length) {
            return size() + 1;
        }
        int i = chunks[low].find(uid);
        return before[low] + (i >= 0 ? i : -i - 1) + 1;
    }

    /**
     * The snapshot after some changes.
     *
     * @param changed new messages and new flags, ascending by UID
     * @param gone    UIDs that left, ascending; those not here are passed over
     */
    public MailboxSnapshot advanced(long newUidNext, long newModseq, List<Entry> changed, long[] gone) {
        List<Chunk> out = new ArrayList<>(chunks.length + 1);
        int nextChanged = 0;
        int nextGone = 0;
        for (int c = 0; c < chunks.length; c++) {
            long limit = c + 1 < chunks.length ? chunks[c + 1].uid(0) : Long.MAX_VALUE;
            int changedEnd = nextChanged;
            while (changedEnd < changed.size() && changed.get(changedEnd).uid < limit) {
                changedEnd++;
            }
            int goneEnd = nextGone;
            while (goneEnd < gone.length && gone[goneEnd] < limit) {
                goneEnd++;
            }
            if (changedEnd == nextChanged && goneEnd == nextGone) {
                out.add(chunks[c]);
            } else {
                merge(chunks[c], changed.subList(nextChanged, changedEnd),
                        Arrays.copyOfRange(gone, nextGone, goneEnd), out);
            }
            nextChanged = changedEnd;
            nextGone = goneEnd;
        }
        if (nextChanged < changed.size()) {
            merge(new Chunk(new int[0], new Flags[0], new long[0]), changed.subList(nextChanged, changed.size()),
                    gone, out);
        }
        return new MailboxSnapshot(mailbox, uidValidity, newUidNext, newModseq, out.toArray(Chunk[]::new));
    }

    /** Sees messages one by one. */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        void message(int sequence, long uid, Flags flags, long modseq) throws X;
    }

    /** Shows the messages from one sequence number to another, both included, without a search for each. */
    public <X extends Exception> void each(int from, int to, Visitor<X> visitor) throws X {
        int sequence = Math.max(1, from);
        int last = Math.min(to, size());
        while (sequence <= last) {
            int c = chunkOf(sequence);
            Chunk chunk = chunks[c];
            int end = Math.min(last, before[c + 1]);
            for (; sequence <= end; sequence++) {
                int i = sequence - 1 - before[c];
                visitor.message(sequence, chunk.uid(i), chunk.flags[i], chunk.modseqs[i]);
            }
        }
    }

    /** Sees what differs between two snapshots of one mailbox. */
    public interface Difference {
        void gone(int oldSequence, long uid);

        void changed(int newSequence, Entry entry);

        void added(int newSequence, Entry entry);
    }

    /** Tells all that changed from the older snapshot to this one, in ascending order of UID. */
    public void since(MailboxSnapshot older, Difference told) {
        int o = 1;
        int n = 1;
        while (o <= older.size() || n <= size()) {
            int oc = o <= older.size() ? older.chunkOf(o) : -1;
            int nc = n <= size() ? chunkOf(n) : -1;
            if (oc >= 0 && nc >= 0 && older.chunks[oc] == chunks[nc]
                    && o - 1 == older.before[oc] && n - 1 == before[nc]) {
                o += chunks[nc].size();
                n += chunks[nc].size();
                continue;
            }
            long oldUid = oc >= 0 ? older.uidAt(o) : Long.MAX_VALUE;
            long newUid = nc >= 0 ? uidAt(n) : Long.MAX_VALUE;
            if (oldUid < newUid) {
                told.gone(o++, oldUid);
            } else if (newUid < oldUid) {
                told.added(n, entryAt(n));
                n++;
            } else {
                if (modseqAt(n) != older.modseqAt(o)) {
                    told.changed(n, entryAt(n));
                }
                o++;
                n++;
            }
        }
    }

    private int chunkOf(int sequence) {
        int i = Arrays.binarySearch(before, sequence - 1);
        return i >= 0 ? i : -i - 2;
    }

    /** One chunk with its changes, as one chunk or, when it has grown past the limit, several; none when empty. */
    private static void merge(Chunk old, List<Entry> changed, long[] gone, List<Chunk> out) {
        List<Entry> all = new ArrayList<>(old.size() + changed.size());
        int next = 0;
        for (int i = 0; i < old.size(); i++) {
            while (next < changed.size() && changed.get(next).uid < old.uid(i)) {
                all.add(changed.get(next++));
            }
            if (next < changed.size() && changed.get(next).uid == old.uid(i)) {
                all.add(changed.get(next++));
            } else {
                all.add(new Entry(old.uid(i), old.flags[i], old.modseqs[i]));
            }
        }
        all.addAll(changed.subList(next, changed.size()));
        all.removeIf(e -> Arrays.binarySearch(gone, e.uid) >= 0);
        for (int from = 0; from < all.size(); from += CHUNK) {
            out.add(chunk(all.subList(from, Math.min(all.size(), from + CHUNK))));
        }
    }

    private static Chunk chunk(List<Entry> entries) {
        int n = entries.size();
        Chunk chunk = new Chunk(new int[n], new Flags[n], new long[n]);
        for (int i = 0; i < n; i++) {
            Entry entry = entries.get(i);
            chunk.packedUids[i] = Chunk.packed(entry.uid);
            chunk.flags[i] = entry.flags;
            chunk.modseqs[i] = entry.modseq;
        }
        return chunk;
    }
}
