package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.Logins;
import org.mercurymail.mail.Address;
import org.mercurymail.port.Login;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.StoreUnavailable;
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

    private final Set<Long> good = new HashSet<>(Set.of(10L, 11L));
    private boolean away;
    private final Watchers watchers = new Watchers(new Snapshots(new Mailboxes() { }), new Logins() {
        @Override
        public boolean opens(long account, long credential) {
            if (away) {
                throw new StoreUnavailable("away", new IllegalStateException());
            }
            return good.contains(credential);
        }
    });
    private final Heard one = new Heard();
    private final Heard two = new Heard();

    @Test
    void onlyTheAccountsSessionsHear() {
        watchers.watch(login(1, 10), one);
        watchers.watch(login(1, 10), one);
        watchers.watch(login(2, 10), two);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
        assertEquals(List.of(), two.heard);
        watchers.unwatch(login(1, 10), one);
        watchers.unwatch(login(1, 10), one);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
    }

    @Test
    void aBrokenSessionHindersNobody() {
        watchers.watch(login(1, 10), new Wakeup() {
            @Override
            public void wake() {
                throw new IllegalStateException("broken");
            }

            @Override
            public void end(String reason) { }
        });
        watchers.watch(login(1, 10), one);
        watchers.changed(1);
        assertEquals(List.of("wake"), one.heard);
    }

    @Test
    void aSessionEndsWithItsCredential() {
        watchers.watch(login(1, 10), one);
        watchers.watch(login(1, 11), two);
        watchers.accountChanged(new AccountChanged(1));
        watchers.accountChanged(new AccountChanged(2));
        assertEquals(List.of(), one.heard);
        good.remove(10L);
        watchers.accountChanged(new AccountChanged(2));
        assertEquals(List.of(), one.heard, "another account's change");
        watchers.accountChanged(new AccountChanged(1));
        assertEquals(List.of("end"), one.heard);
        assertEquals(List.of(), two.heard);
    }

    @Test
    void oneThatComesWithACredentialJustTakenAwayEndsAtOnce() {
        good.clear();
        watchers.watch(login(1, 10), one);
        assertEquals(List.of("end"), one.heard);
    }

    @Test
    void whenNobodyCanTellItEnds() {
        watchers.watch(login(1, 10), one);
        away = true;
        watchers.accountChanged(new AccountChanged(1));
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

    private static Login.Granted login(long account, long credential) {
        return new Login.Granted(account, Address.of("desk@firm.test"), credential, false);
    }
}
