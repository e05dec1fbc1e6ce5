package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.wire.Wakeup;

class WatchersTest {

    private static final class Heard implements Wakeup {
        final List<String> heard = new ArrayList<>();

        @Override
        public void wake() {
            heard.add("wake");
        }

        @Override
        public void end(String reason) {
            heard.add("end");
        }
    }

    private final Watchers watchers = new Watchers(new Snapshots(new Mailboxes() { }));
    private final Heard one = new Heard();
    private final Heard two = new Heard();

    @Test
    void onlyTheAccountsSessionsHear() {
        watchers.watch(1, one);
        watchers.watch(1, one);
        watchers.watch(2, two);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
        assertEquals(List.of(), two.heard);
        watchers.unwatch(1, one);
        watchers.unwatch(1, one);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
    }

    @Test
    void aBrokenSessionHindersNobody() {
        watchers.watch(1, new Wakeup() {
            @Override
            public void wake() {
                throw new IllegalStateException("broken");
            }

            @Override
            public void end(String reason) { }
        });
        watchers.watch(1, one);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
    }

    @Test
    void aClosedAccountsSessionsEnd() {
        watchers.watch(1, one);
        watchers.accountChanged(new AccountChanged(1, false));
        assertEquals(List.of(), one.heard);
        watchers.accountChanged(new AccountChanged(1, true));
        assertEquals(List.of("end"), one.heard);
    }

    @Test
    void oneLockAnAccount() {
        InboxLocks locks = new InboxLocks();
        assertTrue(locks.lock(1, "a", 0));
        assertTrue(locks.lock(1, "a", 1));
        assertFalse(locks.lock(1, "b", 2));
        assertTrue(locks.lock(2, "b", 2));
        locks.unlock(1, "b");
        assertFalse(locks.lock(1, "b", 3));
        locks.unlock(1, "a");
        assertTrue(locks.lock(1, "b", 4));
        assertTrue(locks.lock(1, "c", 4_000_000_000_000L), "its lease is over");
    }
}
