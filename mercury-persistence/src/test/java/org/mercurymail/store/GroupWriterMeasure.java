package org.mercurymail.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Messages a second through the group writer. Not among the tests by its name; run it with
 * {@code mvn -pl mercury-persistence test -Dtest=GroupWriterMeasure}.
 */
class GroupWriterMeasure {

    private final TestStore store = TestStore.get();

    @ParameterizedTest
    @CsvSource({"10240, 20, 8", "10240, 20, 8", "10240, 20, 8", "10240, 20, 1", "1024, 20, 8", "102400, 20, 8",
        "10240, 1, 8", "1048576, 8, 8"})
    void rate(int size, int threads, int mailboxes) throws Exception {
        List<AccountRow> accounts = new ArrayList<>();
        for (int i = 0; i < mailboxes; i++) {
            accounts.add(store.newAccount());
        }
        byte[] body = new byte[size];
        new Random(1).nextBytes(body);
        run(body, threads, accounts, 1000);
        long[] nanos = run(body, threads, accounts, 5000);
        Arrays.sort(nanos);
        double seconds = took / 1e9;
        String line = "size=%d threads=%d mailboxes=%d rate=%.0f/s p50=%.1fms p99=%.1fms".formatted(size, threads,
                mailboxes, nanos.length / seconds, nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6);
        System.out.println(line);
    }

    private long took;

    /** Runs for so long; answers how long each write took. */
    private long[] run(byte[] body, int threads, List<AccountRow> accounts, long millis) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<List<Long>>> ends = new ArrayList<>();
        long began = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            int first = t;
            ends.add(pool.submit(() -> {
                List<Long> nanos = new ArrayList<>();
                for (int i = first; System.nanoTime() - began < millis * 1_000_000; i++) {
                    AccountRow account = accounts.get(i % accounts.size());
                    long at = System.nanoTime();
                    store.writer.write(Messages.to(account, account.inbox(), body));
                    nanos.add(System.nanoTime() - at);
                }
                return nanos;
            }));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> end : ends) {
            all.addAll(end.get());
        }
        took = System.nanoTime() - began;
        pool.shutdown();
        return all.stream().mapToLong(Long::longValue).toArray();
    }
}
