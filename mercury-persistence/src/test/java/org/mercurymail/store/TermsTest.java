package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sender asked of the journey is kept with the message, and what is held is nobody's until its time. */
class TermsTest {

    private static final Instant SOON = Messages.AT.plusSeconds(3600);
    private static final Instant AFTER = SOON.plusSeconds(1);

    private final TestStore store = TestStore.get();

    @BeforeEach
    void empty() {
        store.transactions.sql(c -> c.createStatement().execute("TRUNCATE queue_message, queue_recipient, loose_body"));
    }

    @Test
    void areKeptWithTheMessage() {
        Terms all = new Terms(Optional.of(SOON), "for;3600", -7, true, Optional.of(AFTER), "RT");
        Terms some = new Terms(Optional.empty(), "until;then", 9, false, Optional.empty(), "");
        Arrival first = mail(all, Messages.AT);
        Arrival second = mail(some, Messages.AT);
        Arrival plain = mail(Terms.NONE, Messages.AT);
        store.writer.writeTogether(List.of(first, plain, second));
        assertEquals(all, terms(first));
        assertEquals(some, terms(second));
        assertEquals(Terms.NONE, terms(plain));
        assertEquals(all, store.queue.leased(first.id(), store.writer.node()).orElseThrow().terms());
    }

    @Test
    void heldIsNobodysUntilItsTime() {
        Instant tomorrow = Instant.now().plusSeconds(86_400);
        Arrival held = mail(new Terms(Optional.of(tomorrow), "", 0, false, Optional.empty(), ""), tomorrow);
        store.writer.write(held);
        assertEquals(Optional.empty(), store.queue.leased(held.id(), store.writer.node()));
        assertEquals(Optional.empty(), store.queue.claim(held.id(), "n", AFTER));
        assertEquals(List.of(), store.queue.due(Instant.now(), 10));
        assertEquals(List.of(new DueMessage(held.id(), Handling.NORMAL)), store.queue.due(tomorrow, 10));
    }

    private static Arrival mail(Terms terms, Instant due) {
        return Messages.arrival(new byte[5], List.of(), List.of(Messages.outgoing("a@x.test", due))).on(terms);
    }

    private Terms terms(Arrival mail) {
        return store.queue.message(mail.id()).orElseThrow().terms();
    }
}
