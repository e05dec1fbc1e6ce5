package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading parts of bodies, and what the sweep removes. */
class BodiesTest {

    private static final Duration NOW = Duration.ofSeconds(-60); // expunged before a minute from now: all

    private final TestStore store = TestStore.get();

    @Test
    void readsFromAnywhereToAnywhere() throws Exception {
        byte[] body = new byte[2 * Bodies.PART + 100];
        new Random(3).nextBytes(body);
        AccountRow a = store.newAccount();
        Arrival mail = Messages.to(a, a.inbox(), body);
        store.writer.write(mail);
        assertEquals(3, store.number("SELECT count(*) FROM body_part WHERE body = " + mail.id()));
        int[] edges = {0, 1, Bodies.PART - 1, Bodies.PART, Bodies.PART + 1, 2 * Bodies.PART, body.length - 1,
            body.length};
        for (int from : edges) {
            for (int to : edges) {
                if (from <= to) {
                    try (InputStream in = store.bodies.open(mail.id(), from, to - from)) {
                        assertArrayEquals(Arrays.copyOfRange(body, from, to), in.readAllBytes(), from + "-" + to);
                    }
                }
            }
        }
        try (InputStream in = store.bodies.open(mail.id(), 5, Long.MAX_VALUE)) {
            assertEquals(body[5] & 0xff, in.read());
            assertEquals(Bodies.PART + 100, in.skip(Bodies.PART + 100));
            assertArrayEquals(Arrays.copyOfRange(body, Bodies.PART + 106, body.length), in.readAllBytes());
            assertEquals(-1, in.read());
        }
        assertEquals(0, store.bodies.open(-5, 0, 100).readAllBytes().length);
        assertEquals(0, store.bodies.open(mail.id(), body.length + 10L, 100).readAllBytes().length);
    }

    @Test
    void sweepsWhatNobodyRefersTo() {
        AccountRow a = store.newAccount();
        AccountRow b = store.newAccount();
        Arrival shared = Messages.arrival(new byte[300_000], List.of(Messages.filing(a, a.inbox(), 0),
                Messages.filing(b, b.inbox(), 0)), List.of());
        Arrival copied = Messages.to(a, a.inbox(), new byte[10]);
        Arrival queued = Messages.arrival(new byte[10], List.of(Messages.filing(a, a.inbox(), 0)),
                List.of(Messages.outgoing("x@y.test", Messages.AT)));
        Arrival gone = Messages.arrival(new byte[10], List.of(Messages.filing(a, a.inbox(), 0)), List.of());
        for (Arrival each : List.of(shared, copied, queued, gone)) {
            store.writer.write(each);
        }
        long box = store.mailboxes.create(a.id(), "Box", "").id();
        store.mailboxes.copy(a.id(), a.inbox(), List.of(UidRange.of(2)), box);
        store.mailboxes.expunge(a.id(), a.inbox(), UidRange.ALL);
        sweep(Duration.ofHours(1));
        assertEquals(2, parts(shared));
        assertEquals(1, parts(gone), "the window is open");

        sweep(NOW);
        assertEquals(2, parts(shared), "b has it");
        assertEquals(1, parts(copied), "it lies in Box");
        assertEquals(1, parts(queued), "it waits");
        assertEquals(0, parts(gone));
        assertEquals(0, store.number("SELECT count(*) FROM message WHERE message = " + gone.id()));

        store.mailboxes.delete(a.id(), box);
        store.mailboxes.expunge(b.id(), b.inbox(), UidRange.ALL);
        store.writer.write(List.of(new Settlement(queued.id(), 0, Settlement.State.DELIVERED, Messages.AT, 250,
                "2.0.0", "", "", false)));
        sweep(NOW);
        assertEquals(0, parts(shared) + parts(copied) + parts(queued));
        Exactness.check(store, a.id());
    }

    @Test
    void aMessageThatGoesNowhereKeepsNoBody() {
        Arrival nowhere = Messages.arrival(new byte[10], List.of(), List.of());
        assertEquals(List.of(), store.writer.write(nowhere));
        assertEquals(0, parts(nowhere));
        assertEquals(1, store.ledger.of(nowhere.id()).size());
    }

    private long parts(Arrival mail) {
        return store.number("SELECT count(*) FROM body_part WHERE body = " + mail.id());
    }

    private void sweep(Duration keep) {
        int rounds = 0;
        while (store.bodies.sweep(keep) > 0) {
            rounds++;
            assertEquals(true, rounds < 1000);
        }
    }
}
