package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Domains, accounts, credentials, aliases, and what an address stands for. */
class AccountsTest {

    private static final Doer BY = new Doer(7, "admin@x.test", "rest");

    private final TestStore store = TestStore.get();
    private final Accounts accounts = store.accounts;

    @Test
    void aNewAccountHasItsMailboxesAndIsFound() {
        String domain = store.newDomain();
        AccountRow made = accounts.addAccount(BY, domain, "desk", "The Desk", Set.of("user", "admin"), "h1", 1000);
        assertEquals(Optional.of(made), accounts.account(made.id()));
        assertEquals(Optional.of(made), accounts.byAddress("desk", domain));
        assertEquals("desk@" + domain, made.address());
        assertEquals(Set.of("admin", "user"), accounts.account(made.id()).orElseThrow().roles());
        assertEquals(made.inbox(), accounts.inbox(made.id()));
        assertEquals(0, accounts.usedBytes(made.id()));
        assertEquals(List.of("Drafts \\Drafts", "INBOX ", "Junk \\Junk", "Sent \\Sent", "Trash \\Trash"),
                store.mailboxes.list(made.id()).stream().map(m -> m.name() + " " + m.specialUse()).toList());
        assertTrue(store.mailboxes.list(made.id()).stream().allMatch(MailboxRow::subscribed));
        assertEquals(Optional.empty(), accounts.byAddress("nobody", domain));
        assertEquals(0, accounts.inbox(-1));
    }

    @Test
    void namesAreGivenOnce() {
        String domain = store.newDomain();
        accounts.addAccount(BY, domain, "a", "", Set.of(), "", 0);
        store.aliases.add(BY, "b", domain, List.of("x@y.test"));
        assertThrows(TakenException.class, () -> store.domains.add(BY, domain, Optional.empty(), Optional.empty()));
        assertThrows(TakenException.class, () -> accounts.addAccount(BY, domain, "a", "", Set.of(), "", 0));
        assertThrows(TakenException.class, () -> accounts.addAccount(BY, domain, "b", "", Set.of(), "", 0));
        assertThrows(TakenException.class, () -> store.aliases.add(BY, "a", domain, List.of("x@y.test")));
        assertThrows(TakenException.class, () -> store.aliases.add(BY, "b", domain, List.of("z@y.test")));
        assertThrows(IllegalArgumentException.class,
                () -> accounts.addAccount(BY, "none.test", "a", "", Set.of(), "", 0));
        assertTrue(store.aliases.remove(BY, "b", domain));
        assertFalse(store.aliases.remove(BY, "b", domain));
        store.aliases.add(BY, "b", domain, List.of("z@y.test"));
    }

    @Test
    void listsByCursor() {
        String b = store.newDomain();
        AccountRow one = accounts.addAccount(BY, b, "one", "", Set.of(), "", 0);
        AccountRow two = accounts.addAccount(BY, b, "two", "", Set.of(), "", 0);
        assertEquals(List.of(one, two), accounts.accounts(one.id() - 1, 2));
        assertEquals(List.of(two), accounts.accounts(one.id(), 10).subList(0, 1));
        assertEquals(new DomainRow(b, Optional.empty(), Optional.empty(), true, DomainRow.Limits.NONE),
                accounts.domains(b.substring(0, b.length() - 1), 1).get(0));
        assertEquals(Optional.empty(), accounts.domain("none.test"));
    }

    @Test
    void resolvesAddresses() {
        String home = store.newDomain();
        AccountRow desk = accounts.addAccount(BY, home, "desk", "", Set.of("user"), "", 5);
        AccountRow plus = accounts.addAccount(BY, home, "a+b", "", Set.of(), "", 0);
        store.aliases.add(BY, "info", home, List.of("desk@" + home, "x@away.test"));
        store.domains.add(BY, "alias." + home, Optional.of(home), Optional.empty());
        assertThrows(IllegalArgumentException.class,
                () -> store.domains.add(BY, "more." + home, Optional.of("alias." + home), Optional.empty()));
        assertThrows(IllegalArgumentException.class,
                () -> accounts.addAccount(BY, "alias." + home, "x", "", Set.of(), "", 0));

        assertEquals(new Resolution.ToAccount(desk, "", false), resolve("desk", home));
        assertEquals(new Resolution.ToAccount(desk, "", false), resolve("desk", "alias." + home));
        assertEquals(new Resolution.ToAccount(desk, "news+2", false), resolve("desk+news+2", home));
        assertEquals(new Resolution.ToAccount(plus, "", false), resolve("a+b", home));
        assertEquals(Set.of("desk@" + home, "x@away.test"), targets("info", home));
        assertEquals(Set.of("desk@" + home, "x@away.test"), targets("info+x", "alias." + home));
        assertInstanceOf(Resolution.Unknown.class, resolve("nobody", home));
        assertInstanceOf(Resolution.Unknown.class, resolve("+desk", home));
        assertEquals(Optional.empty(), accounts.resolve("desk", "foreign.test"));

        store.domains.setCatchAll(BY, home, Optional.of(desk.id()));
        assertEquals(Optional.of(desk.id()), accounts.domain(home).orElseThrow().catchAll());
        assertEquals(new Resolution.ToAccount(desk, "", true), resolve("nobody", home));
        assertEquals(new Resolution.ToAccount(desk, "", true), resolve("nobody", "alias." + home));

        accounts.setActive(BY, desk.id(), false);
        assertFalse(accounts.account(desk.id()).orElseThrow().active());
        assertFalse(((Resolution.ToAccount) resolve("desk", home)).account().active());
        assertInstanceOf(Resolution.Unknown.class, resolve("nobody", home));
    }

    private Resolution resolve(String localPart, String domain) {
        return accounts.resolve(localPart, domain).orElseThrow();
    }

    private Set<String> targets(String localPart, String domain) {
        return Set.copyOf(((Resolution.ToTargets) resolve(localPart, domain)).targets());
    }
}
