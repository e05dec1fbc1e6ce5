package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The counters that quota goes by are the sums of what is there, whoever delivers, copies and expunges at once. */
class QuotaCounterTest {

    private static final int THREADS = 8;
    private static final int DEEDS = 60;

    private final TestStore store = TestStore.get();
    private final AccountRow account = store.newAccount();
    private final long id = account.id();
    private final long inbox = account.inbox();
    private final long other = store.mailboxes.create(id, "Other", "").id();

    @Test
    void countersAreTheSumsUnderConcurrency() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(t);
                all.add(pool.submit(() -> {
                    for (int i = 0; i < DEEDS; i++) {
                        deed(random);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        long bytes = store.number("SELECT coalesce(sum(m.size), 0) FROM entry e JOIN message m USING (account, message)"
                + " WHERE e.account = " + id);
        assertTrue(bytes > 0);
        assertEquals(bytes, store.accounts.usedBytes(id));
        assertEquals(bytes, store.number("SELECT sum(size) FROM mailbox WHERE account = " + id));
        assertEquals(store.number("SELECT count(*) FROM entry WHERE account = " + id),
                store.number("SELECT used_messages FROM account_clock WHERE account = " + id));
        assertEquals(store.number("SELECT count(*) FROM entry WHERE flags & 8 <> 0 AND account = " + id),
                store.number("SELECT sum(deleted) FROM mailbox WHERE account = " + id));
    }

    private void deed(Random random) {
        long box = random.nextBoolean() ? inbox : other;
        List<UidRange> some = List.of(UidRange.of(1 + random.nextInt(40)), new UidRange(50, 50 + random.nextInt(5)));
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> store.writer.write(Messages.to(account, box, new byte[1 + random.nextInt(3000)]));
            case 3 -> store.mailboxes.expunge(id, box, some);
            case 4 -> store.mailboxes.store(id, box, some, FlagChange.ADD, 8, List.of(), Long.MAX_VALUE);
            default -> {
                if (random.nextBoolean()) {
                    store.mailboxes.copy(id, box, some, inbox + other - box);
                } else {
                    store.mailboxes.move(id, box, some, inbox + other - box);
                }
            }
        }
    }

    @Test
    void sizesOfSomeMessages() {
        for (int size : new int[] {10, 20, 40}) {
            store.writer.write(Messages.to(account, inbox, new byte[size]));
        }
        long trace = Messages.TRACE.length;
        assertEquals(70 + 3 * trace, store.mailboxes.size(id, inbox, UidRange.ALL, 0));
        assertEquals(0, store.mailboxes.size(id, inbox, UidRange.ALL, 8));
        store.mailboxes.store(id, inbox, List.of(new UidRange(2, 9)), FlagChange.ADD, 8, List.of(), Long.MAX_VALUE);
        assertEquals(60 + 2 * trace, store.mailboxes.size(id, inbox, UidRange.ALL, 8));
        assertEquals(10 + trace, store.mailboxes.size(id, inbox, List.of(UidRange.of(1)), 0));
        assertEquals(0, store.mailboxes.size(id, other, UidRange.ALL, 0));
    }
}
