package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.store.Changes;
import org.mercurymail.store.EntryRow;
import org.mercurymail.store.EntrySink;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.MailboxRow;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.UidRange;

class SnapshotsTest {

    /** One mailbox as a model: what the store would say, and how often it was asked. */
    private static final class Model extends Mailboxes {
        final TreeMap<Long, EntryRow> entries = new TreeMap<>();
        final TreeMap<Long, Long> gone = new TreeMap<>(); // uid to modseq
        long uidNext = 1;
        long modseq = 1;
        long floor;
        boolean exists = true;
        int reads;
        int advances;

        void add(int flags, String... keywords) {
            entries.put(uidNext, new EntryRow(uidNext++, flags, List.of(keywords), ++modseq));
        }

        void flag(long uid, int flags) {
            entries.computeIfPresent(uid, (u, old) -> new EntryRow(u, flags, old.keywords(), ++modseq));
        }

        void expunge(long uid) {
            if (entries.remove(uid) != null) {
                gone.put(uid, ++modseq);
            }
        }

        @Override
        public Optional<MailboxRow> byId(long account, long mailbox) {
            return exists ? Optional.of(row()) : Optional.empty();
        }

        @Override
        public Optional<MailboxRow> entries(long account, long mailbox, long since, EntrySink sink) {
            reads++;
            entries.values().forEach(e -> sink.entry(e.uid(), e.flags(), e.keywords(), e.modseq()));
            return byId(account, mailbox);
        }

        @Override
        public Changes changes(long account, long mailbox, long since) {
            advances++;
            if (!exists) {
                throw new GoneException(mailbox);
            }
            if (since < floor) {
                return new Changes(true, modseq, uidNext, List.of(), List.of());
            }
            return new Changes(false, modseq, uidNext, entries.values().stream().filter(e -> e.modseq() > since).toList(),
                    gone.entrySet().stream().filter(g -> g.getValue() > since).map(Map.Entry::getKey)
                            .map(UidRange::of).toList());
        }

        private MailboxRow row() {
            return new MailboxRow(1, 7, "INBOX", "", false, entries.size(), 0, 0, 0, uidNext, 99, modseq);
        }
    }

    private final Model model = new Model();
    private final Snapshots snapshots = new Snapshots(model);

    @Test
    void followsTheModelThroughThousandsOfChanges() {
        Random random = new Random(20261124);
        for (int round = 0; round < 400; round++) {
            for (int i = random.nextInt(40); i > 0; i--) {
                long some = 1 + random.nextLong(model.uidNext);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> model.add(random.nextInt(32), random.nextBoolean() ? new String[] {"$Work"} : new String[0]);
                    case 3 -> model.flag(some, random.nextInt(32));
                    case 4 -> model.expunge(some);
                    default -> model.floor = random.nextInt(20) == 0 ? model.modseq : model.floor;
                }
            }
            snapshots.changed(1);
            check(snapshots.current(1, 7));
        }
        assertEquals(true, model.advances > 300 && model.reads > 1, model.advances + " " + model.reads);
    }

    @Test
    void aLargeMailboxIsReadWhole() {
        for (int i = 0; i < 20_000; i++) {
            model.add(i % 32);
        }
        check(snapshots.current(1, 7));
    }

    @Test
    void unchangedIsTheSameAndCostsNothing() {
        model.add(0);
        MailboxSnapshot first = snapshots.current(1, 7);
        assertSame(first, snapshots.current(1, 7));
        assertEquals(1, model.reads);
        assertEquals(0, model.advances);
        snapshots.changed(1);
        assertSame(first, snapshots.current(1, 7), "asked, and nothing was new");
        assertEquals(1, model.advances);
        model.add(0);
        snapshots.changed(1);
        assertNotSame(first, snapshots.current(1, 7));
    }

    @Test
    void oneReadsWhileTheOthersWait() throws Exception {
        for (int i = 0; i < 1000; i++) {
            model.add(0);
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch together = new CountDownLatch(8);
            List<Future<MailboxSnapshot>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return snapshots.current(1, 7);
                }));
            }
            for (Future<MailboxSnapshot> one : all) {
                assertSame(all.get(0).get(), one.get());
            }
            assertEquals(1, model.reads);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aMailboxThatIsGoneIsGone() {
        model.exists = false;
        assertThrows(GoneException.class, () -> snapshots.current(1, 7));
        model.exists = true;
        model.add(0);
        check(snapshots.current(1, 7));
        model.exists = false;
        snapshots.changed(1);
        assertThrows(GoneException.class, () -> snapshots.current(1, 7));
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 100; i++) {
            model.add(0);
        }
        Snapshots few = new Snapshots(model, 10_000); // 2,400 bytes each
        for (long mailbox = 1; mailbox <= 10; mailbox++) {
            few.current(1, mailbox);
        }
        assertEquals(10, model.reads);
        few.current(1, 10);
        few.current(1, 8);
        assertEquals(10, model.reads, "the latest are kept");
        few.current(1, 1);
        assertEquals(11, model.reads, "the first was forgotten");
    }

    private void check(MailboxSnapshot snapshot) {
        assertEquals(model.entries.size(), snapshot.size());
        int at = 1;
        for (EntryRow row : model.entries.values()) {
            MailboxSnapshot.Entry entry = snapshot.entryAt(at++);
            assertEquals(row.uid(), entry.uid());
            assertEquals(row.flags(), entry.flags().system());
            assertEquals(List.copyOf(row.keywords()), List.copyOf(entry.flags().keywords()));
            assertEquals(row.modseq(), entry.modseq());
        }
        assertEquals(model.uidNext, snapshot.uidNext());
        assertEquals(model.modseq, snapshot.modseq());
        assertEquals(99, snapshot.uidValidity());
    }
}
