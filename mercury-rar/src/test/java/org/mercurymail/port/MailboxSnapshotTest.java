package org.mercurymail.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.MailboxSnapshot.Entry;

/** The snapshot against a sorted map that is changed in the same way. */
class MailboxSnapshotTest {

    private static MailboxSnapshot with(int messages) {
        List<Entry> entries = new ArrayList<>();
        for (int uid = 1; uid <= messages; uid++) {
            entries.add(new Entry(uid, Flags.NONE, uid));
        }
        return MailboxSnapshot.empty(1, 2, 1, 0).advanced(messages + 1L, messages, entries, new long[0]);
    }

    @Test
    void staysEqualToAMapThroughRandomChanges() {
        for (int seed = 0; seed < 15; seed++) {
            Random random = new Random(seed);
            int start = random.nextInt(5_000);
            MailboxSnapshot snapshot = with(start);
            TreeMap<Long, Entry> model = new TreeMap<>();
            for (int s = 1; s <= start; s++) {
                model.put(snapshot.uidAt(s), snapshot.entryAt(s));
            }
            long uidNext = start + 1L;
            long modseq = start;
            for (int round = 0; round < 30; round++) {
                modseq++;
                TreeMap<Long, Entry> changed = new TreeMap<>();
                for (int n = random.nextInt(5); n > 0; n--) {
                    changed.put(uidNext, new Entry(uidNext, Flags.NONE, modseq));
                    uidNext += 1 + random.nextInt(3);
                }
                List<Long> uids = new ArrayList<>(model.keySet());
                for (int n = uids.isEmpty() ? 0 : random.nextInt(5); n > 0; n--) {
                    long uid = uids.get(random.nextInt(uids.size()));
                    changed.put(uid, new Entry(uid, new Flags(random.nextInt(32), Set.of("k")), modseq));
                }
                long[] gone = random.longs(random.nextInt(6), 1, uidNext + 5).distinct().sorted().toArray();
                if (random.nextInt(6) == 0) {
                    gone = model.keySet().stream().mapToLong(u -> u).filter(u -> random.nextInt(10) > 0).toArray();
                }
                Map<Long, Entry> before = new TreeMap<>(model);
                MailboxSnapshot older = snapshot;
                snapshot = snapshot.advanced(uidNext, modseq, List.copyOf(changed.values()), gone);
                model.putAll(changed);
                for (long uid : gone) {
                    model.remove(uid);
                }
                same(model, snapshot, random);
                tells(before, older, model, snapshot);
            }
        }
    }

    private static void same(TreeMap<Long, Entry> model, MailboxSnapshot snapshot, Random random) {
        assertEquals(model.size(), snapshot.size());
        int sequence = 0;
        for (Entry entry : model.values()) {
            sequence++;
            assertEquals(entry, snapshot.entryAt(sequence));
            assertEquals(sequence, snapshot.sequenceOf(entry.uid()));
        }
        for (int i = 0; i < 20; i++) {
            long uid = random.nextInt(6_000);
            assertEquals(model.headMap(uid).size() + 1, snapshot.firstFrom(uid));
            assertEquals(model.containsKey(uid) ? snapshot.firstFrom(uid) : 0, snapshot.sequenceOf(uid));
        }
    }

    /** Replaying what since() tells on the old content gives the new one. */
    private static void tells(Map<Long, Entry> before, MailboxSnapshot older, TreeMap<Long, Entry> after,
            MailboxSnapshot newer) {
        Map<Long, Entry> replayed = new TreeMap<>(before);
        newer.since(older, new MailboxSnapshot.Difference() {
            @Override
            public void gone(int oldSequence, long uid) {
                assertEquals(uid, older.uidAt(oldSequence));
                replayed.remove(uid);
            }

            @Override
            public void changed(int newSequence, Entry entry) {
                assertEquals(entry, newer.entryAt(newSequence));
                replayed.put(entry.uid(), entry);
            }

            @Override
            public void added(int newSequence, Entry entry) {
                assertEquals(0, older.sequenceOf(entry.uid()));
                changed(newSequence, entry);
            }
        });
        assertEquals(after, replayed);
    }

    /** UIDs have 32 bits without a sign (RFC 9051 §2.3.1.1). */
    @Test
    void highUidsSortBehindLowOnes() {
        long high = 4_294_967_294L;
        MailboxSnapshot snapshot = with(2).advanced(high + 1, 9, List.of(new Entry(1L << 31, Flags.NONE, 8),
                new Entry(high, Flags.NONE, 9)), new long[] {1});
        assertEquals(3, snapshot.size());
        assertEquals(high, snapshot.uidAt(3));
        assertEquals(1L << 31, snapshot.uidAt(2));
        assertEquals(3, snapshot.sequenceOf(high));
        assertEquals(4, snapshot.firstFrom(high + 1));
        assertEquals(4, snapshot.firstFrom(1L << 40));
        assertEquals(2, snapshot.firstFrom(3));
        assertEquals(1, snapshot.firstFrom(-5));
    }

    @Test
    void anEmptyMailboxHasNothing() {
        MailboxSnapshot snapshot = MailboxSnapshot.empty(1, 2, 7, 3);
        assertEquals(0, snapshot.size());
        assertEquals(1, snapshot.firstFrom(1));
        assertEquals(0, snapshot.sequenceOf(1));
        assertEquals(7, snapshot.uidNext());
    }
}
