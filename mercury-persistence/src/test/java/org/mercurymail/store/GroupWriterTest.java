package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is durable when {@link GroupWriter#write} returns, alone and under many callers. */
class GroupWriterTest {

    private final TestStore store = TestStore.get();

    @Test
    void filesOneMessageInTheMailboxesOfTwoAccountsWithOneBody() throws Exception {
        AccountRow one = store.newAccount();
        AccountRow two = store.newAccount();
        byte[] body = "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.UTF_8);
        Arrival arrival = Messages.arrival(body, List.of(Messages.filing(one, one.inbox(), 0),
                Messages.filing(two, two.inbox(), 1 | 8, "$Junk", "a")), List.of());

        assertEquals(List.of(1L, 1L), store.writer.write(arrival));

        MailboxRow inbox = store.mailboxes.byId(two.id(), two.inbox()).orElseThrow();
        assertEquals(new MailboxRow(two.id(), two.inbox(), "INBOX", "", true, 1, 0, 1,
                body.length + Messages.TRACE.length, 2, inbox.uidValidity(), 2), inbox);
        MessageRow row = only(two, UidRange.ALL);
        assertEquals(List.of("$Junk", "a"), row.keywords());
        assertEquals(9, row.flags());
        assertEquals(Messages.AT, row.internalDate());
        assertArrayEquals(Messages.TRACE, row.trace());
        assertArrayEquals(new byte[] {1, 2}, row.envelope());
        assertArrayEquals(new byte[] {3, 4, 5}, row.structure());
        assertArrayEquals(body, store.bodies.open(row.body(), 0, Long.MAX_VALUE).readAllBytes());
        assertEquals(1, store.number("SELECT count(*) FROM body_part WHERE body = " + arrival.id()));
        assertEquals(List.of("accepted", "filed", "filed"),
                store.ledger.of(arrival.id()).stream().map(LedgerRow::event).toList());
        assertEquals(body.length + Messages.TRACE.length, store.accounts.usedBytes(two.id()));
    }

    @Test
    void severalTogetherAreAllKeptOrNone() throws Exception {
        AccountRow a = store.newAccount();
        byte[] large = new byte[Bodies.PART + 1];
        Arrival small = Messages.to(a, a.inbox(), new byte[10]);
        Arrival big = Messages.to(a, a.inbox(), large);
        assertEquals(List.of(1L, 2L), store.writer.writeTogether(List.of(small, Messages.to(a, a.inbox(), new byte[5]))));
        assertEquals(List.of(3L, 4L), store.writer.writeTogether(List.of(big, Messages.to(a, a.inbox(), new byte[7]))));
        assertArrayEquals(large, store.bodies.open(big.id(), 0, Long.MAX_VALUE).readAllBytes());
        for (byte[] body : List.of(new byte[10], large)) {
            Arrival good = Messages.to(a, a.inbox(), body);
            assertThrows(GoneException.class, () -> store.writer.writeTogether(List.of(good,
                    Messages.to(a, 999_999_999, new byte[1]))));
            assertEquals(List.of(), store.ledger.of(good.id()));
        }
        assertEquals(4, store.mailboxes.byId(a.id(), a.inbox()).orElseThrow().messages());
        assertExact(a);
    }

    @Test
    void aMessageTwiceInOneAccountShowsOneTraceAndCountsTwice() throws Exception {
        AccountRow a = store.newAccount();
        Arrival.Filing first = Messages.filing(a, a.inbox(), 0);
        Arrival.Filing second = new Arrival.Filing(a.id(), a.inbox(), "other@x.test", new byte[100], 0, List.of(),
                Messages.AT);
        assertEquals(List.of(1L, 2L), store.writer.write(Messages.arrival(new byte[10], List.of(first, second),
                List.of())));
        assertEquals(2 * (10 + Messages.TRACE.length), store.accounts.usedBytes(a.id()));
        assertExact(a);
    }

    @Test
    void onlyTheArrivalForALostMailboxFails() throws Exception {
        AccountRow a = store.newAccount();
        int callers = 24;
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<List<Long>>> answers = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            long mailbox = i % 6 == 0 ? 999_999_999L + i : a.inbox();
            answers.add(pool.submit(() -> {
                together.await();
                return store.writer.write(Messages.to(a, mailbox, new byte[100]));
            }));
        }
        together.countDown();
        for (int i = 0; i < callers; i++) {
            Future<List<Long>> answer = answers.get(i);
            if (i % 6 == 0) {
                Throwable cause = assertThrows(java.util.concurrent.ExecutionException.class, answer::get).getCause();
                assertEquals(999_999_999L + i, ((GoneException) cause).mailbox());
            } else {
                assertEquals(1, answer.get().size());
            }
        }
        pool.shutdown();
        assertEquals(20, store.mailboxes.byId(a.id(), a.inbox()).orElseThrow().messages());
        assertExact(a);
    }

    @Test
    void nothingOfAFailedArrivalIsKept() {
        AccountRow a = store.newAccount();
        Arrival bad = Messages.arrival(new byte[300_000], List.of(Messages.filing(a, a.inbox(), 0),
                Messages.filing(a, 12345678, 0)), List.of(Messages.outgoing("x@y.test", Messages.AT)));
        assertThrows(GoneException.class, () -> store.writer.write(bad));
        for (String table : List.of("body_part WHERE body", "message WHERE message", "queue_message WHERE message",
                "queue_recipient WHERE message", "ledger WHERE message")) {
            assertEquals(0, store.number("SELECT count(*) FROM " + table + " = " + bad.id()), table);
        }
    }

    @Test
    void keepsTextThatDatabasesDoNot() {
        AccountRow a = store.newAccount();
        Arrival odd = new Arrival(Messages.to(a, a.inbox(), new byte[0]).id(), Messages.AT, "a\0b@x.test", 0, "", "",
                "", true, Messages.bytes(new byte[0]), new byte[0], new byte[0], "<\ud800\0é>",
                List.of(Messages.filing(a, a.inbox(), 0)), List.of());
        assertEquals(List.of(1L), store.writer.write(odd));
        assertEquals("from=<a\ufffdb@x.test> size=0", store.ledger.of(odd.id()).get(0).detail());
    }

    @Test
    void anInterruptedCallerStillLearnsTheOutcome() {
        AccountRow a = store.newAccount();
        Thread.currentThread().interrupt();
        List<Long> uids = store.writer.write(Messages.to(a, a.inbox(), new byte[10]));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(1L), uids);
    }

    @Test
    void aBodyThatEndsEarlyIsRefused() {
        AccountRow a = store.newAccount();
        for (int size : new int[] {100, 600_000}) {
            Arrival.Bytes lying = new Arrival.Bytes() {
                @Override
                public long size() {
                    return size;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(new byte[size - 1]);
                }
            };
            Arrival good = Messages.to(a, a.inbox(), new byte[0]);
            Arrival bad = new Arrival(good.id(), good.at(), "", 0, "", "", "", false, lying, good.envelope(),
                    good.structure(), "", good.filings(), List.of());
            assertThrows(IllegalStateException.class, () -> store.writer.write(bad));
        }
        assertEquals(0, store.mailboxes.byId(a.id(), a.inbox()).orElseThrow().messages());
    }

    @Test
    void sixteenCallersLeaveDenseUidsRisingModseqsExactCountersAndEqualBodies() throws Exception {
        AccountRow a = store.newAccount();
        AccountRow b = store.newAccount();
        Map<Long, AccountRow> owners = new TreeMap<>();
        owners.put(a.inbox(), a);
        owners.put(b.inbox(), b);
        owners.put(store.mailboxes.create(a.id(), "Lists", "").id(), a);
        List<Long> boxes = List.copyOf(owners.keySet());
        Map<String, byte[]> written = new ConcurrentHashMap<>();
        int threads = 16;
        int each = 125;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            ends.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    byte[] body = new byte[size(random)];
                    random.nextBytes(body);
                    long mailbox = boxes.get(random.nextInt(boxes.size()));
                    int flags = random.nextInt(32);
                    List<Long> uids = store.writer.write(Messages.arrival(body,
                            List.of(Messages.filing(owners.get(mailbox), mailbox, flags)), List.of()));
                    written.put(mailbox + "/" + uids.get(0), body);
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        pool.shutdown();
        assertEquals(threads * each, written.size()); // no UID twice
        for (long mailbox : boxes) {
            AccountRow owner = owners.get(mailbox);
            List<Long> modseqs = new ArrayList<>();
            List<Long> uids = new ArrayList<>();
            store.mailboxes.messages(owner.id(), mailbox, UidRange.ALL, false, false, m -> {
                uids.add(m.uid());
                modseqs.add(m.modseq());
                byte[] body = written.get(mailbox + "/" + m.uid());
                assertArrayEquals(body, store.bodies.open(m.body(), 0, Long.MAX_VALUE).readAllBytes());
                assertEquals(body.length + Messages.TRACE.length, m.size());
            });
            for (int i = 0; i < uids.size(); i++) {
                assertEquals(i + 1, uids.get(i));
                assertTrue(i == 0 || modseqs.get(i) > modseqs.get(i - 1));
            }
        }
        assertExact(a);
        assertExact(b);
    }

    /** Mostly small; 1 in 16 to 1 MiB; the edges of a part now and then. */
    private static int size(Random random) {
        int kind = random.nextInt(16);
        if (kind == 0) {
            return random.nextInt(1 << 20);
        }
        if (kind == 1) {
            return Bodies.PART - 1 + random.nextInt(3);
        }
        return kind == 2 ? 0 : random.nextInt(20_000);
    }

    @Test
    void aReportGoesOutWithTheFailureItReports() {
        AccountRow a = store.newAccount();
        Arrival mail = Messages.arrival(new byte[5], List.of(),
                List.of(Messages.outgoing("x@y.test", Messages.AT)));
        store.writer.write(mail);
        Settlement failed = new Settlement(mail.id(), 0, Settlement.State.FAILED, Instant.EPOCH, 550, "5.1.1", "no",
                "mx[192.0.2.1]", false);
        Arrival lost = Messages.to(a, 77777777, new byte[5]);
        assertThrows(GoneException.class, () -> store.writer.write(Optional.of(lost), List.of(failed)));
        assertTrue(store.queue.message(mail.id()).isPresent());
        Arrival report = Messages.to(a, a.inbox(), new byte[5]);
        assertEquals(List.of(1L), store.writer.write(Optional.of(report), List.of(failed)));
        assertTrue(store.queue.message(mail.id()).isEmpty());
        LedgerRow last = store.ledger.of(mail.id()).get(2);
        assertEquals("failed", last.event());
        assertEquals("x@y.test", last.recipient());
        assertEquals("remote=mx[192.0.2.1] 550 5.1.1 no", last.detail());
    }

    private MessageRow only(AccountRow account, List<UidRange> uids) throws Exception {
        List<MessageRow> rows = new ArrayList<>();
        store.mailboxes.messages(account.id(), account.inbox(), uids, true, true, rows::add);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private void assertExact(AccountRow account) {
        Exactness.check(store, account.id());
    }
}
