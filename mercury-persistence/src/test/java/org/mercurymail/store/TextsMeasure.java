package org.mercurymail.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What the list of bodies to be indexed, and the index from messages to their places, take of the group writer's rate:
 * in turns with both and without. Not among the tests by its name; run it with
 * {@code mvn -pl mercury-persistence test -Dtest=TextsMeasure}.
 */
class TextsMeasure {

    private static final int THREADS = 20;
    private static final long NANOS = 4_000_000_000L;

    private final TestStore store = TestStore.get();
    private final List<AccountRow> accounts = new ArrayList<>();
    private final byte[] body = new byte[10_240];

    @Test
    void rates() throws Exception {
        new Random(1).nextBytes(body);
        for (int i = 0; i < 8; i++) {
            accounts.add(store.newAccount());
        }
        rate();
        for (int round = 0; round < 4; round++) {
            without(true);
            double without = rate();
            without(false);
            double with = rate();
            System.out.printf("messages a second without %.0f, with %.0f, ratio %.2f%n", without, with, with / without);
        }
    }

    private void without(boolean yes) {
        store.transactions.sql(c -> {
            try (var s = c.createStatement()) {
                s.execute("ALTER TABLE message " + (yes ? "DISABLE" : "ENABLE") + " TRIGGER message_text");
                return s.execute(yes ? "DROP INDEX entry_message"
                        : "CREATE INDEX entry_message ON entry (account, message)");
            }
        });
    }

    private double rate() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> ends = new ArrayList<>();
        AtomicInteger count = new AtomicInteger();
        long began = System.nanoTime();
        for (int t = 0; t < THREADS; t++) {
            ends.add(pool.submit(() -> {
                while (System.nanoTime() - began < NANOS) {
                    AccountRow account = accounts.get(count.incrementAndGet() % accounts.size());
                    store.writer.write(Messages.to(account, account.inbox(), body));
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        pool.shutdown();
        return count.get() * 1e9 / (System.nanoTime() - began);
    }
}
