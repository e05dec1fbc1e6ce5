package org.mercurymail.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A mailbox of 100,000 messages: milliseconds of what clients ask. Not among the tests by its name; run it with
 * {@code mvn -pl mercury-persistence test -Dtest=MailboxMeasure}.
 */
class MailboxMeasure {

    private static final int MESSAGES = 100_000;

    private final TestStore store = TestStore.get();
    private final AccountRow account = store.newAccount();
    private final long id = account.id();
    private final long inbox = account.inbox();

    private interface Step {
        Object run() throws Exception;
    }

    @Test
    void milliseconds() throws Exception {
        store.transactions.sql(c -> {
            try (var s = c.createStatement()) {
                s.execute("INSERT INTO message SELECT " + id + ", i, i, 5000, now(), '<' || i || '@x>',"
                        + " 'Return-Path: <a@b.test>', repeat('e', 400)::bytea, repeat('s', 300)::bytea"
                        + " FROM generate_series(1, " + MESSAGES + ") i");
                s.execute("INSERT INTO entry SELECT " + id + ", " + inbox + ", i, i, i + 1, i + 1, now(), i % 32, ''"
                        + " FROM generate_series(1, " + MESSAGES + ") i");
                s.execute("UPDATE account_clock SET modseq = " + (MESSAGES + 1) + " WHERE account = " + id);
                return s.execute("UPDATE mailbox SET uid_next = " + (MESSAGES + 1) + ", modseq = " + (MESSAGES + 1)
                        + " WHERE mailbox = " + inbox);
            }
        });
        long[] count = new long[1];
        for (int round = 0; round < 3; round++) {
            time("entries 1:*", () -> store.mailboxes.entries(id, inbox, 0, (u, f, k, m) -> count[0]++));
            time("envelopes 1:*", () -> messages(UidRange.ALL, count));
            time("envelopes of 5,000 odd UIDs", () -> messages(odd(5000), count));
            long since = store.mailboxes.byId(id, inbox).orElseThrow().modseq();
            FlagChange change = round % 2 == 0 ? FlagChange.ADD : FlagChange.REMOVE;
            time("store 10,000", () -> store.mailboxes.store(id, inbox, List.of(new UidRange(20_001, 30_000)), change,
                    4, List.of(), Long.MAX_VALUE));
            time("store 5,000 odd UIDs", () -> store.mailboxes.store(id, inbox, odd(5000), change, 2, List.of("k"),
                    Long.MAX_VALUE));
            time("changes", () -> store.mailboxes.changes(id, inbox, since));
            time("store 100,000", () -> store.mailboxes.store(id, inbox, UidRange.ALL, change, 16, List.of(),
                    Long.MAX_VALUE));
            int from = 60_000 + round * 10_000;
            time("expunge 10,000", () -> store.mailboxes.expunge(id, inbox, List.of(new UidRange(from, from + 9999))));
            time("sweep of 10,000", () -> {
                while (store.bodies.sweep(Duration.ofSeconds(-60)) > 0) {
                    count[0]++;
                }
                return count;
            });
        }
    }

    private Object messages(List<UidRange> uids, long[] count) throws Exception {
        store.mailboxes.messages(id, inbox, uids, true, false, m -> count[0]++);
        return count;
    }

    private static List<UidRange> odd(int count) {
        return LongStream.range(0, count).mapToObj(i -> UidRange.of(2 * i + 1)).toList();
    }

    private static void time(String what, Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        System.out.println(what + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
    }
}
