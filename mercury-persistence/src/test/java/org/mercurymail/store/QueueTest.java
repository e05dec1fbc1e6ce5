package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of queued recipients: born leased, settled, due again, claimed by one node alone, gone. */
class QueueTest {

    private static final Instant LATER = Instant.now().plus(Duration.ofHours(1));

    private final TestStore store = TestStore.get();
    private final Queue queue = store.queue;
    private final WaitingRecipients people = store.waitingRecipients;
    private final String node = store.writer.node();

    @BeforeEach
    void empty() {
        store.transactions.sql(c -> c.createStatement().execute("TRUNCATE queue_message, queue_recipient, loose_body"));
    }

    @Test
    void isBornLeasedToItsNode() {
        Arrival mail = mail("a@x.test", "b@y.test");
        store.writer.write(mail);
        QueuedMessage leased = queue.leased(mail.id(), node).orElseThrow();
        assertEquals(new QueuedMessage(mail.id(), Messages.AT, "a@b.test", 0, "FULL", "env1", "8BITMIME", false,
                mail.id(), 5, Handling.NORMAL, false, Terms.NONE, leased.recipients()), leased);
        QueuedRecipient second = leased.recipients().get(1);
        assertEquals(new QueuedRecipient(1, "b@y.test", "y.test", "FAILURE", "rfc822;b@y.test", 0, second.due(), node,
                0, "", "", "", false), second);
        assertTrue(second.due().isAfter(Instant.now()));
        assertEquals(Optional.empty(), queue.leased(mail.id(), "other"));
        assertEquals(Optional.empty(), queue.claim(mail.id(), "other", LATER));
        assertEquals(List.of(), due(Instant.now(), 10));
        assertEquals(List.of("accepted", "queued", "queued"), events(mail));
    }

    @Test
    void settlesRecipientsOneByOne() {
        Arrival mail = mail("a@x.test", "b@y.test", "c@z.test");
        store.writer.write(mail);
        store.writer.write(List.of(
                settled(mail, 0, Settlement.State.DELIVERED, Instant.EPOCH, 250),
                settled(mail, 1, Settlement.State.WAITING, LATER, 450),
                settled(mail, 2, Settlement.State.FAILED, Instant.EPOCH, 550)));
        QueuedMessage left = queue.message(mail.id()).orElseThrow();
        assertEquals(1, left.recipients().size());
        QueuedRecipient waiting = left.recipients().get(0);
        assertEquals(new QueuedRecipient(1, "b@y.test", "y.test", "FAILURE", "rfc822;b@y.test", 1, waiting.due(), "",
                450, "4.2.0", "words", "mx[192.0.2.1]", true), waiting);
        assertEquals(LATER.toEpochMilli(), waiting.due().toEpochMilli());
        assertEquals(List.of("accepted", "deferred", "delivered", "failed", "queued", "queued", "queued"),
                events(mail).stream().sorted().toList());
        assertEquals(0, store.number("SELECT count(*) FROM loose_body"));

        store.writer.write(List.of(settled(mail, 1, Settlement.State.DELIVERED, Instant.EPOCH, 250)));
        assertEquals(Optional.empty(), queue.message(mail.id()));
        assertEquals(mail.id(), store.number("SELECT body FROM loose_body"));
        store.writer.write(List.of(settled(mail, 1, Settlement.State.DELIVERED, Instant.EPOCH, 250)));
        assertEquals(8, events(mail).size(), "settled once");
    }

    @Test
    void oneOfManyClaimsIt() throws Exception {
        Arrival mail = mail("a@x.test", "b@y.test");
        store.writer.write(mail);
        assertEquals(2, queue.releaseLeases(node));
        assertEquals(0, queue.releaseLeases(node));
        assertEquals(List.of(mail.id()), due(Instant.now(), 10));
        int claimers = 8;
        CyclicBarrier together = new CyclicBarrier(claimers);
        ExecutorService pool = Executors.newFixedThreadPool(claimers);
        List<Future<Optional<QueuedMessage>>> claims = new ArrayList<>();
        for (int i = 0; i < claimers; i++) {
            String name = "n" + i;
            claims.add(pool.submit(() -> {
                together.await();
                return queue.claim(mail.id(), name, LATER);
            }));
        }
        int taken = 0;
        for (Future<Optional<QueuedMessage>> claim : claims) {
            taken += claim.get().map(m -> m.recipients().size()).orElse(0);
        }
        pool.shutdown();
        assertEquals(2, taken);
        assertEquals(List.of(), due(Instant.now(), 10));
        assertEquals(List.of(mail.id()), due(LATER.plusSeconds(1), 10), "a lease that ran out is due");
    }

    @Test
    void claimsOnlyWhatIsDue() {
        Arrival mail = Messages.arrival(new byte[5], List.of(), List.of(Messages.outgoing("a@x.test", Messages.AT),
                Messages.outgoing("b@x.test", LATER)));
        store.writer.write(mail);
        assertEquals(1, queue.leased(mail.id(), node).orElseThrow().recipients().size());
        queue.releaseLeases(node);
        QueuedMessage claimed = queue.claim(mail.id(), "n", LATER).orElseThrow();
        assertEquals(List.of("a@x.test"), claimed.recipients().stream().map(QueuedRecipient::address).toList());
        assertEquals("n", claimed.recipients().get(0).leasedBy());
        assertEquals(2, queue.message(mail.id()).orElseThrow().recipients().size());
        assertEquals(1, people.retry(Doer.MERCURY, mail.id(), "m", Optional.empty()));
        assertEquals("b@x.test", queue.claim(mail.id(), "n", LATER).orElseThrow().recipients().get(0).address());
    }

    @Test
    void theLongestDueComesFirstAndEachMessageOnce() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Instant due = Instant.now().plusSeconds(100 - 10 * i);
            Arrival mail = Messages.arrival(new byte[0], List.of(), List.of(Messages.outgoing("a@x.test", due),
                    Messages.outgoing("b@x.test", due.plusSeconds(1000))));
            store.writer.write(mail);
            ids.add(0, mail.id());
        }
        assertEquals(List.of(), due(Instant.now(), 5));
        assertEquals(ids, due(LATER, 5));
        assertEquals(ids.subList(0, 2), due(LATER, 2));
    }

    @Test
    void cancelsWhatIsNotBeingSent() {
        Arrival mail = Messages.arrival(new byte[5], List.of(), List.of(Messages.outgoing("a@x.test", Messages.AT),
                Messages.outgoing("b@x.test", LATER)));
        store.writer.write(mail);
        assertEquals(1, people.cancel(Doer.MERCURY, mail.id(), "m", Optional.empty()));
        assertEquals(1, queue.message(mail.id()).orElseThrow().recipients().size());
        queue.releaseLeases(node);
        assertEquals(1, people.cancel(Doer.MERCURY, mail.id(), "m", Optional.empty()));
        assertEquals(Optional.empty(), queue.message(mail.id()));
        assertEquals(0, people.cancel(Doer.MERCURY, mail.id(), "m", Optional.empty()));
        assertEquals(List.of("accepted", "queued", "queued", "cancelled", "cancelled"), events(mail));
        assertEquals(1, store.number("SELECT count(*) FROM loose_body"));
    }

    @Test
    void pagesThroughAll() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Arrival mail = mail("a@x.test", "b@x.test");
            store.writer.write(mail);
            ids.add(mail.id());
        }
        List<WaitingRow> first = people.page("", 0, -1, 3);
        assertEquals(List.of(ids.get(0), ids.get(0), ids.get(1)), first.stream().map(WaitingRow::message).toList());
        assertEquals(List.of(0, 1, 0), first.stream().map(WaitingRow::number).toList());
        assertTrue(first.get(0).leased());
        assertEquals(7, people.page("", ids.get(1), 0, 100).size());
        assertEquals(5, people.page("b@x", 0, -1, 100).size());
        assertEquals(10, people.page("a@b.test", 0, -1, 100).size(), "the sender's address counts too");
        assertEquals(List.of(), people.page("", ids.get(4), 1, 3));
    }

    @Test
    void holdsUntilRetried() {
        Arrival mail = mail("a@x.test", "b@x.test");
        store.writer.write(mail);
        assertEquals(0, people.hold(Doer.MERCURY, mail.id(), "m", Optional.empty()), "both are being sent to");
        queue.releaseLeases(node);
        assertEquals(1, people.hold(Doer.MERCURY, mail.id(), "m", Optional.of("a@x.test")));
        assertEquals(List.of(true, false), people.page("", 0, -1, 9).stream().map(WaitingRow::held).toList());
        assertEquals("b@x.test", queue.claim(mail.id(), "n", LATER).orElseThrow().recipients().get(0).address());
        assertEquals(List.of(), due(LATER.minusSeconds(60), 10), "neither the held nor the claimed");
        assertEquals(1, people.retry(Doer.MERCURY, mail.id(), "m", Optional.empty()));
        assertEquals("a@x.test", queue.claim(mail.id(), "n", LATER).orElseThrow().recipients().get(0).address());
    }

    private static Arrival mail(String... recipients) {
        return Messages.arrival(new byte[5], List.of(),
                java.util.Arrays.stream(recipients).map(r -> Messages.outgoing(r, Messages.AT)).toList());
    }

    private static Settlement settled(Arrival mail, int recipient, Settlement.State state, Instant due, int reply) {
        return new Settlement(mail.id(), recipient, state, due, reply, reply / 100 + ".2.0", "words", "mx[192.0.2.1]",
                state == Settlement.State.WAITING);
    }

    private List<String> events(Arrival mail) {
        return store.ledger.of(mail.id()).stream().map(LedgerRow::event).toList();
    }

    private List<Long> due(Instant now, int limit) {
        return queue.due(now, limit).stream().map(DueMessage::id).toList();
    }
}
