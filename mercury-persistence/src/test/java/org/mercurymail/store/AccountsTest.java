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

    private final TestStore store = TestStore.get();
    private final Accounts accounts = store.accounts;

    @Test
    void aNewAccountHasItsMailboxesAndIsFound() {
        String domain = store.newDomain();
        AccountRow made = accounts.addAccount(domain, "desk", "The Desk", Set.of("user", "admin"), "h1", 1000);
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
        accounts.addAccount(domain, "a", "", Set.of(), "", 0);
        accounts.addAlias("b", domain, List.of("x@y.test"));
        assertThrows(TakenException.class, () -> accounts.addDomain(domain, Optional.empty()));
        assertThrows(TakenException.class, () -> accounts.addAccount(domain, "a", "", Set.of(), "", 0));
        assertThrows(TakenException.class, () -> accounts.addAccount(domain, "b", "", Set.of(), "", 0));
        assertThrows(TakenException.class, () -> accounts.addAlias("a", domain, List.of("x@y.test")));
        assertThrows(TakenException.class, () -> accounts.addAlias("b", domain, List.of("z@y.test")));
        assertThrows(IllegalArgumentException.class,
                () -> accounts.addAccount("none.test", "a", "", Set.of(), "", 0));
        assertTrue(accounts.removeAlias("b", domain));
        assertFalse(accounts.removeAlias("b", domain));
        accounts.addAlias("b", domain, List.of("z@y.test"));
    }

    @Test
    void passwordsAreReplacedAndApplicationPasswordsRevokedAlone() {
        AccountRow a = store.newAccount();
        accounts.setPassword(a.id(), "h2");
        long phone = accounts.addCredential(a.id(), "phone", "h3");
        assertThrows(TakenException.class, () -> accounts.addCredential(a.id(), "phone", "h4"));
        assertEquals(List.of(" h2", "phone h3"),
                accounts.credentials(a.id()).stream().map(c -> c.label() + " " + c.hash()).toList());
        assertFalse(accounts.credentials(a.id()).get(0).toString().contains("h2"));
        assertFalse(accounts.revokeCredential(a.id() + 1, phone));
        assertTrue(accounts.revokeCredential(a.id(), phone));
        assertEquals(1, accounts.credentials(a.id()).size());
        AccountRow mute = accounts.addAccount(a.domain(), "mute", "", Set.of(), "", 0);
        assertEquals(List.of(), accounts.credentials(mute.id()));
        accounts.setPassword(mute.id(), "first");
        assertEquals("first", accounts.credentials(mute.id()).get(0).hash());
    }

    @Test
    void listsByCursor() {
        String b = store.newDomain();
        AccountRow one = accounts.addAccount(b, "one", "", Set.of(), "", 0);
        AccountRow two = accounts.addAccount(b, "two", "", Set.of(), "", 0);
        assertEquals(List.of(one, two), accounts.accounts(one.id() - 1, 2));
        assertEquals(List.of(two), accounts.accounts(one.id(), 10).subList(0, 1));
        assertEquals(new DomainRow(b, Optional.empty(), Optional.empty()),
                accounts.domains(b.substring(0, b.length() - 1), 1).get(0));
        assertEquals(Optional.empty(), accounts.domain("none.test"));
    }

    @Test
    void resolvesAddresses() {
        String home = store.newDomain();
        AccountRow desk = accounts.addAccount(home, "desk", "", Set.of("user"), "", 5);
        AccountRow plus = accounts.addAccount(home, "a+b", "", Set.of(), "", 0);
        accounts.addAlias("info", home, List.of("desk@" + home, "x@away.test"));
        accounts.addDomain("alias." + home, Optional.of(home));
        assertThrows(IllegalArgumentException.class,
                () -> accounts.addDomain("more." + home, Optional.of("alias." + home)));
        assertThrows(IllegalArgumentException.class,
                () -> accounts.addAccount("alias." + home, "x", "", Set.of(), "", 0));

        assertEquals(new Resolution.ToAccount(desk, "", false), resolve("desk", home));
        assertEquals(new Resolution.ToAccount(desk, "", false), resolve("desk", "alias." + home));
        assertEquals(new Resolution.ToAccount(desk, "news+2", false), resolve("desk+news+2", home));
        assertEquals(new Resolution.ToAccount(plus, "", false), resolve("a+b", home));
        assertEquals(Set.of("desk@" + home, "x@away.test"), targets("info", home));
        assertEquals(Set.of("desk@" + home, "x@away.test"), targets("info+x", "alias." + home));
        assertInstanceOf(Resolution.Unknown.class, resolve("nobody", home));
        assertInstanceOf(Resolution.Unknown.class, resolve("+desk", home));
        assertEquals(Optional.empty(), accounts.resolve("desk", "foreign.test"));

        accounts.setCatchAll(home, Optional.of(desk.id()));
        assertEquals(Optional.of(desk.id()), accounts.domain(home).orElseThrow().catchAll());
        assertEquals(new Resolution.ToAccount(desk, "", true), resolve("nobody", home));
        assertEquals(new Resolution.ToAccount(desk, "", true), resolve("nobody", "alias." + home));

        accounts.close(desk.id());
        assertFalse(accounts.account(desk.id()).orElseThrow().active());
        assertInstanceOf(Resolution.Unknown.class, resolve("desk", home));
        assertInstanceOf(Resolution.Unknown.class, resolve("nobody", home));
    }

    private Resolution resolve(String localPart, String domain) {
        return accounts.resolve(localPart, domain).orElseThrow();
    }

    private Set<String> targets(String localPart, String domain) {
        return Set.copyOf(((Resolution.ToTargets) resolve(localPart, domain)).targets());
    }
}
