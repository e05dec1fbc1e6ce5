package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A message of one key is written once, whoever writes it again, alone, in a group or large. */
class SubmittedKeysTest {

    private static final byte[] BODY = "Subject: x\r\n\r\nhello\r\n".getBytes();

    private final TestStore store = TestStore.get();
    private final AccountRow account = store.newAccount();

    @Test
    void theSecondHearsTheFirstsId() {
        Arrival first = Messages.to(account, account.inbox(), BODY).handled(Handling.PLAIN.under("k1-" + account.id()));
        store.writer.write(first);
        SubmittedBefore again = assertThrows(SubmittedBefore.class, () ->
                store.writer.write(Messages.to(account, account.inbox(), BODY).handled(Handling.PLAIN.under(first.handling().key()))));
        assertEquals(first.id(), again.message());
        assertEquals(Optional.of(first.id()), store.submittedKeys.message(first.handling().key()));
        assertEquals(1, kept());
    }

    @Test
    void aLargeOneToo() {
        byte[] large = new byte[3 * Bodies.PART];
        Arrival first = Messages.to(account, account.inbox(), large).handled(Handling.PLAIN.under("k2-" + account.id()));
        store.writer.write(first);
        Arrival second = Messages.to(account, account.inbox(), large).handled(Handling.PLAIN.under(first.handling().key()));
        assertThrows(SubmittedBefore.class, () -> store.writer.write(second));
        assertEquals(1, kept());
        assertEquals(0, store.number("SELECT count(*) FROM body_part WHERE body = " + second.id()));
    }

    @Test
    void whatIsNotWrittenLeavesNoKey() {
        Arrival lost = Messages.to(account, 1L << 40, BODY).handled(Handling.PLAIN.under("k3-" + account.id()));
        assertThrows(GoneException.class, () -> store.writer.write(lost));
        assertEquals(Optional.empty(), store.submittedKeys.message(lost.handling().key()));
        store.writer.write(Messages.to(account, account.inbox(), BODY).handled(Handling.PLAIN.under(lost.handling().key())));
        assertEquals(1, kept());
    }

    @Test
    void manyAtOnceWithFewKeys() throws Exception {
        int callers = 16;
        int each = 40;
        int keys = 50;
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> told = new ArrayList<>();
        for (int c = 0; c < callers; c++) {
            int caller = c;
            told.add(pool.submit(() -> {
                start.await();
                int written = 0;
                for (int i = 0; i < each; i++) {
                    String key = "m" + (caller * 7 + i) % keys + "-" + account.id();
                    Arrival arrival = Messages.to(account, account.inbox(), BODY).handled(Handling.PLAIN.under(key));
                    try {
                        store.writer.write(arrival);
                        written++;
                    } catch (SubmittedBefore e) {
                        assertEquals(Optional.of(e.message()), store.submittedKeys.message(key));
                    }
                }
                return written;
            }));
        }
        start.countDown();
        int written = 0;
        for (Future<Integer> one : told) {
            written += one.get();
        }
        pool.shutdown();
        assertEquals(keys, written);
        assertEquals(keys, kept());
    }

    @Test
    void oldKeysAreForgotten() {
        Arrival first = Messages.to(account, account.inbox(), BODY).handled(Handling.PLAIN.under("k4-" + account.id()));
        store.writer.write(first);
        store.submittedKeys.forget(Instant.now().minusSeconds(3600));
        assertTrue(store.submittedKeys.message(first.handling().key()).isPresent());
        assertTrue(store.submittedKeys.forget(Instant.now().plusSeconds(3600)) > 0);
        assertEquals(Optional.empty(), store.submittedKeys.message(first.handling().key()));
    }

    private long kept() {
        return store.mailboxes.byId(account.id(), account.inbox()).orElseThrow().messages();
    }
}
