package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What became of recipients is owed to who asked, in the commit that settles them, until it is told. */
class OutcomesTest {

    private static final Instant LATER = Instant.now().plusSeconds(3600);
    private static final Handling TOLD = new Handling("", Handling.NORMAL, "answers", "c1");

    private final TestStore store = TestStore.get();
    private final List<OutcomeRow> told = new ArrayList<>();

    @BeforeEach
    void empty() {
        store.transactions.sql(c -> c.createStatement()
                .execute("TRUNCATE queue_message, queue_recipient, loose_body, outcome"));
    }

    @Test
    void settledOnesAreOwedOnceAndTheRestIsCounted() {
        Arrival mail = mail(TOLD, "a@x.test", "b@x.test", "c@x.test", "d@x.test");
        store.writer.write(List.of(settled(mail, 2, Settlement.State.DELIVERED), settled(mail, 0, Settlement.State.FAILED),
                settled(mail, 1, Settlement.State.WAITING)));
        store.writer.write(List.of(settled(mail, 0, Settlement.State.FAILED)));
        assertEquals(2, store.outcomes.tell(mail.id(), told::add));
        assertEquals(List.of(outcome(mail, "a@x.test", "failed", 3), outcome(mail, "c@x.test", "delivered", 2)), told);
        assertEquals(0, store.outcomes.tell(mail.id(), told::add));
        store.writer.write(List.of(settled(mail, 1, Settlement.State.DELIVERED)));
        store.queue.releaseLeases(store.writer.node());
        assertEquals(1, store.waitingRecipients.cancel(Doer.MERCURY, mail.id(), "m", Optional.of("d@x.test")));
        told.clear();
        assertEquals(2, store.outcomes.tell(mail.id(), told::add));
        assertEquals(List.of(outcome(mail, "b@x.test", "delivered", 1),
                new OutcomeRow(mail.id(), "answers", "c1", "d@x.test", "cancelled", "", 0)), told);
    }

    @Test
    void whoDidNotAskIsOwedNothing() {
        Arrival mail = mail(new Handling("", 9, "", "c1"), "a@x.test");
        assertEquals(false, store.queue.message(mail.id()).orElseThrow().told());
        store.writer.write(List.of(settled(mail, 0, Settlement.State.DELIVERED)));
        assertEquals(0, store.outcomes.tellOldest(10, told::add));
    }

    @Test
    void whatIsNotToldStaysAndIsForgottenInTime() {
        Arrival mail = mail(TOLD, "a@x.test", "b@x.test");
        store.writer.write(List.of(settled(mail, 0, Settlement.State.DELIVERED),
                settled(mail, 1, Settlement.State.DELIVERED)));
        assertThrows(IllegalStateException.class, () -> store.outcomes.tell(mail.id(), outcome -> {
            throw new IllegalStateException("killed");
        }));
        assertEquals(1, store.outcomes.tellOldest(10, outcome -> outcome.address().equals("b@x.test")));
        assertEquals(1, store.outcomes.tellOldest(10, told::add));
        assertEquals("a@x.test", told.get(0).address());
        store.writer.write(List.of(settled(mail(TOLD, "c@x.test"), 0, Settlement.State.DELIVERED)));
        assertEquals(0, store.outcomes.forget(Instant.now().minusSeconds(60)));
        assertEquals(1, store.outcomes.forget(LATER));
    }

    @Test
    void theMostUrgentAreDueFirst() {
        Arrival bulk = mail(Handling.PLAIN, "a@x.test");
        Arrival slow = mail(new Handling("", 0, "", ""), "a@x.test");
        Arrival urgent = mail(new Handling("", 9, "", ""), "a@x.test", "b@x.test");
        assertEquals(9, store.queue.message(urgent.id()).orElseThrow().priority());
        store.queue.releaseLeases(store.writer.node());
        assertEquals(List.of(new DueMessage(urgent.id(), 9), new DueMessage(bulk.id(), 4), new DueMessage(slow.id(), 0)),
                store.queue.due(Instant.now(), 10));
        assertEquals(List.of(new DueMessage(urgent.id(), 9)), store.queue.due(Instant.now(), 1));
    }

    private Arrival mail(Handling handling, String... recipients) {
        Arrival mail = Messages.arrival(new byte[5], List.of(), java.util.Arrays.stream(recipients)
                .map(to -> Messages.outgoing(to, Messages.AT)).toList()).handled(handling);
        store.writer.write(mail);
        return mail;
    }

    private static Settlement settled(Arrival mail, int recipient, Settlement.State state) {
        return new Settlement(mail.id(), recipient, state, LATER, 250, "2.0.0", "words", "", false);
    }

    private static OutcomeRow outcome(Arrival mail, String address, String state, int waiting) {
        return new OutcomeRow(mail.id(), "answers", "c1", address, state, "250 2.0.0 words", waiting);
    }
}
