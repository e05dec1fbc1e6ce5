package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rights in others' mailboxes, shared folders, and what is copied between owners. */
class GrantsTest {

    private final TestStore store = TestStore.get();
    private final Grants grants = store.grants;
    private final AccountRow owner = store.newAccount();
    private final AccountRow stranger = store.newAccount();
    private final AccountRow friend = store.accounts.addAccount(Doer.MERCURY, owner.domain(), "friend", "F",
            Set.of("user"), "hash", 0);
    private final long work = store.mailboxes.create(owner.id(), "Work", "").id();

    @Test
    void rightsAreGivenJoinedAndTakenAway() {
        grants.change(owner.id(), work, stranger.id(), "", 0, 3);
        grants.change(owner.id(), work, 0, owner.domain(), 0, 1);
        grants.change(owner.id(), work, friend.id(), "", 0, 8);
        GrantRow seen = new GrantRow(owner.id(), owner.address(), work, "Work", 9);
        assertEquals(List.of(seen), grants.grantedTo(friend.id()));
        assertEquals(3, grants.grantedTo(stranger.id()).get(0).rights());
        assertEquals(List.of(), grants.grantedTo(owner.id()));
        assertEquals(3, grants.holders(owner.id(), work).size());

        grants.change(owner.id(), work, stranger.id(), "", ~1, 4);
        assertEquals(6, grants.grantedTo(stranger.id()).get(0).rights());
        grants.change(owner.id(), work, stranger.id(), "", 0, 0);
        assertEquals(List.of(), grants.grantedTo(stranger.id()));
        store.mailboxes.delete(owner.id(), work);
        assertEquals(List.of(), grants.grantedTo(friend.id()));
    }

    @Test
    void aNewMailboxHasTheRightsOfTheOneAbove() {
        grants.change(owner.id(), work, friend.id(), "", 0, 3);
        long below = store.mailboxes.create(owner.id(), "Work/2026", "").id();
        assertEquals(new HolderRow(friend.id(), friend.address(), 3), grants.holders(owner.id(), below).get(0));
        assertEquals(List.of(), grants.holders(owner.id(), store.mailboxes.create(owner.id(), "Worker", "").id()));
    }

    @Test
    void aDomainOwnsFolders() {
        long root = grants.sharedRoot(owner.domain());
        assertEquals(root, grants.sharedRoot(owner.domain()));
        assertEquals(Optional.of(owner.domain()), grants.domainOf(root));
        assertEquals(Optional.empty(), grants.domainOf(owner.id()));
        long sales = store.mailboxes.create(root, "Sales", "").id();
        grants.change(root, sales, 0, owner.domain(), 0, 3);
        assertEquals(new GrantRow(root, "", sales, "Sales", 3), grants.grantedTo(friend.id()).get(0));
        assertEquals(List.of(), grants.grantedTo(stranger.id()));

        String emptied = store.newDomain();
        long folders = grants.sharedRoot(emptied);
        long one = store.mailboxes.create(folders, "One", "").id();
        assertThrows(TakenException.class, () -> store.domains.remove(Doer.MERCURY, emptied));
        store.mailboxes.delete(folders, one);
        assertTrue(store.domains.remove(Doer.MERCURY, emptied));
        assertEquals(Optional.empty(), grants.domainOf(folders));
    }

    @Test
    void messagesGoToAnotherOwnerWithTheFlagsThatMay() throws Exception {
        byte[] body = new byte[300_000];
        store.writer.write(Messages.arrival(body, List.of(Messages.filing(owner, work, 1 | 8 | 4, "$x"),
                Messages.filing(stranger, stranger.inbox(), 0)), List.of()));
        store.writer.write(Messages.to(owner, work, new byte[7]));
        Copied copied = store.mailboxes.copyTo(owner.id(), work, UidRange.ALL, stranger.id(), stranger.inbox(), false,
                1 | 4, false);
        assertArrayEquals(new long[] {1, 2}, copied.from());
        assertArrayEquals(new long[] {2, 3}, copied.to());
        long one = body.length + Messages.TRACE.length;
        assertEquals(2 * one + 7 + Messages.TRACE.length, store.accounts.usedBytes(stranger.id()));
        store.mailboxes.messages(stranger.id(), stranger.inbox(), List.of(UidRange.of(2)), true, true, row -> {
            assertEquals(5, row.flags());
            assertEquals(List.of(), row.keywords());
            assertEquals(one, row.size());
        });
        assertEquals(1, store.mailboxes.byId(stranger.id(), stranger.inbox()).orElseThrow().unseen() - 1);

        store.mailboxes.copyTo(owner.id(), work, UidRange.ALL, friend.id(), friend.inbox(), true, ~0, true);
        assertEquals(0, store.accounts.usedBytes(owner.id()));
        assertEquals(2, store.number("SELECT count(*) FROM expunged WHERE account = " + owner.id()));
        assertEquals(1, store.mailboxes.byId(friend.id(), friend.inbox()).orElseThrow().deleted());
        assertThrows(GoneException.class, () -> store.mailboxes.copyTo(owner.id(), work, UidRange.ALL, friend.id(), 1,
                false, 0, false));
        store.accounts.delete(Doer.MERCURY, owner.id());
        while (store.bodies.sweep(java.time.Duration.ZERO) > 0) {
            assertEquals(2, store.mailboxes.byId(friend.id(), friend.inbox()).orElseThrow().messages());
        }
        store.mailboxes.messages(friend.id(), friend.inbox(), List.of(UidRange.of(1)), false, false, row ->
                assertEquals(body.length, store.bodies.open(row.body(), 0, body.length).readAllBytes().length));
    }
}
