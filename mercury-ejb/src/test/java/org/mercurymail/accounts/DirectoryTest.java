package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;

/** Domains, accounts, aliases and application passwords, over a real database. */
class DirectoryTest {

    private static final String PASSWORD = "long enough";

    private final TestServer server = new TestServer();
    private final DirectoryForTests directory = server.directory;
    private final String firm = server.domain;

    // ---- domains

    @Test
    void domainsComeAndGo() {
        HostedDomain made = directory.domains.add(ADMIN, " Company-" + firm.toUpperCase() + " ", Optional.empty(),
                Optional.empty());
        String name = "company-" + firm;
        assertEquals(new HostedDomain(new Domain(name), Optional.empty(), Optional.empty(), true,
                new HostedDomain.Limits(0, 0, 0, 0)), made);
        assertEquals(List.of(made), directory.domains.page(ADMIN, name.substring(0, name.length() - 1), 1));
        assertThrows(Taken.class, () -> directory.domains.add(ADMIN, name, Optional.empty(), Optional.empty()));
        directory.domains.remove(ADMIN, name);
        assertThrows(Missing.class, () -> directory.domains.domain(ADMIN, name));
        assertThrows(Missing.class, () -> directory.domains.remove(ADMIN, name));
    }

    @Test
    void aDomainInUseStays() {
        account("desk");
        assertThrows(Taken.class, () -> directory.domains.remove(ADMIN, firm));
        directory.domains.add(ADMIN, "a." + firm, Optional.empty(), Optional.empty());
        directory.domains.add(ADMIN, "b." + firm, Optional.of("a." + firm), Optional.empty());
        assertThrows(Taken.class, () -> directory.domains.remove(ADMIN, "a." + firm));
        assertThrows(Taken.class, () -> directory.domains.setAliasOf(ADMIN, firm, Optional.of("a." + firm)));
        assertThrows(Taken.class, () -> directory.domains.setAliasOf(ADMIN, "a." + firm, Optional.of(firm)));
        directory.domains.setAliasOf(ADMIN, "b." + firm, Optional.empty());
        assertEquals(Optional.of(new Domain(firm)),
                directory.domains.setAliasOf(ADMIN, "a." + firm, Optional.of(firm)).aliasOf());
    }

    @Test
    void aClosedDomainTakesNoMailAndNoLoginAndKeepsAllItHas() {
        Account desk = account("desk");
        directory.aliases.add(ADMIN, "info@" + firm, List.of("desk@" + firm));
        directory.domains.add(ADMIN, "brand-" + firm, Optional.of(firm), Optional.empty());
        String phone = directory.applicationPasswords.make(ADMIN, desk.id(), "phone").secret();
        Login.Granted open = (Login.Granted) login("desk@" + firm, phone);
        assertEquals(250, rcpt("desk@" + firm));
        assertFalse(directory.domains.close(ADMIN, firm).active());
        for (String address : List.of("desk@", "info@", "nobody@", "desk@brand-")) {
            assertEquals("550 5.2.1 This domain is closed", server.rcpt(address + firm).status().toString());
        }
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, phone));
        assertInstanceOf(Login.Denied.class, login("desk@brand-" + firm, PASSWORD));
        assertFalse(directory.logins.opens(open.account(), open.credential()), "its sessions end");
        assertEquals(Optional.empty(), directory.accounts.actor(open, Actor.Via.WEB));
        assertFalse(server.router.maySendAs(desk.id(), true, Optional.of(desk.address())));
        assertTrue(directory.accounts.account(ADMIN, desk.id()).active(), "the account itself is not closed");
        assertTrue(directory.domains.reopen(ADMIN, firm).active());
        assertEquals(250, rcpt("desk@" + firm));
        assertGranted(login("desk@" + firm, phone));
        assertTrue(directory.logins.opens(open.account(), open.credential()));
    }

    @Test
    void anotherNameIsClosedAlone() {
        account("desk");
        String brand = "brand-" + firm;
        directory.domains.add(ADMIN, brand, Optional.of(firm), Optional.empty());
        directory.domains.close(ADMIN, brand);
        assertEquals(550, rcpt("desk@" + brand));
        assertEquals(250, rcpt("desk@" + firm));
        assertInstanceOf(Login.Denied.class, login("desk@" + brand, PASSWORD));
        assertGranted(login("desk@" + firm, PASSWORD));
    }

    @Test
    void aDomainHasSoManyAccountsAndSoMuchQuota() {
        account("desk");
        directory.domains.setLimits(ADMIN, firm, new HostedDomain.Limits(2, 1000, 0, 0));
        assertField("quotaBytes", () -> directory.accounts.add(ADMIN, wanted("boss@" + firm)));
        assertField("quotaBytes", () -> directory.accounts.add(ADMIN,
                new NewAccount("boss@" + firm, "", Set.of(), PASSWORD, 1001)));
        Account boss = directory.accounts.add(ADMIN, new NewAccount("boss@" + firm, "", Set.of(), PASSWORD, 600));
        assertField("address", () -> directory.accounts.add(ADMIN,
                new NewAccount("more@" + firm, "", Set.of(), PASSWORD, 1)));
        directory.accounts.change(ADMIN, boss.id(), AccountPatch.NONE.withQuotaBytes(1000));
        assertField("quotaBytes", () -> directory.accounts.change(ADMIN, boss.id(),
                AccountPatch.NONE.withQuotaBytes(1001)));
        assertField("quotaBytes", () -> directory.accounts.change(ADMIN, boss.id(), AccountPatch.NONE.withQuotaBytes(0)));
        directory.domains.add(ADMIN, "brand-" + firm, Optional.of(firm), Optional.empty());
        assertField("name", () -> directory.domains.setLimits(ADMIN, "brand-" + firm, new HostedDomain.Limits(1, 0, 0, 0)));
        assertField("limitAccounts", () -> directory.domains.setLimits(ADMIN, firm, new HostedDomain.Limits(-1, 0, 0, 0)));
        directory.domains.setLimits(ADMIN, firm, new HostedDomain.Limits(0, 0, 0, 0));
        directory.accounts.add(ADMIN, wanted("more@" + firm));
    }

    @Test
    void nobodyClosesTheDomainOfTheOwnAccount() {
        Account boss = directory.accounts.add(ADMIN, new NewAccount("boss@" + firm, "", Set.of("admin"), PASSWORD, 0));
        Actor self = new Actor(Actor.Kind.ADMIN, boss.id(), boss.address().toString(), Actor.Via.WEB);
        assertField("active", () -> directory.domains.close(self, firm));
        assertThrows(Forbidden.class, () -> directory.domains.close(
                new Actor(Actor.Kind.ACCOUNT, boss.id(), "", Actor.Via.WEB), firm));
    }

    @Test
    void nonsenseNamesItsField() {
        assertField("name", () -> directory.domains.add(ADMIN, "-x-", Optional.empty(), Optional.empty()));
        assertField("name", () -> directory.domains.add(ADMIN, "[192.0.2.1]", Optional.empty(), Optional.empty()));
        String more = "more." + firm;
        assertField("aliasOf", () -> directory.domains.add(ADMIN, more, Optional.of("none.test"), Optional.empty()));
        assertField("aliasOf", () -> directory.domains.add(ADMIN, more, Optional.of(more), Optional.empty()));
        assertField("catchAll",
                () -> directory.domains.add(ADMIN, more, Optional.empty(), Optional.of("nobody@" + firm)));
        assertField("catchAll",
                () -> directory.domains.add(ADMIN, more, Optional.of(firm), Optional.of("desk@" + firm)));
        directory.domains.add(ADMIN, more, Optional.of(firm), Optional.empty());
        assertField("aliasOf",
                () -> directory.domains.add(ADMIN, "x." + firm, Optional.of(more), Optional.empty()));
        assertField("address", () -> directory.accounts.add(ADMIN, wanted("desk@" + more)));
        assertField("address", () -> directory.accounts.add(ADMIN, wanted("desk@else.test")));
        assertField("address", () -> directory.accounts.add(ADMIN, wanted("desk")));
        assertField("address", () -> directory.aliases.add(ADMIN, "info@else.test", List.of("a@b.test")));
        assertField("password", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of(), "short12", 0)));
        assertField("password", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of(), "é".repeat(513), 0)));
        assertField("password", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of(), "with\na line end", 0)));
        assertField("roles", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of("root"), PASSWORD, 0)));
        assertField("quotaBytes", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of(), PASSWORD, -1)));
        assertField("displayName", () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "a\r\nb", Set.of(), PASSWORD, 0)));
        assertField("targets", () -> directory.aliases.add(ADMIN, "info@" + firm, List.of()));
        assertField("targets", () -> directory.aliases.add(ADMIN, "info@" + firm, List.of("nonsense")));
        assertField("targets", () -> directory.aliases.add(ADMIN, "info@" + firm, List.of("INFO@" + firm)));
    }

    // ---- accounts

    @Test
    void twoDomainsTwoAccountsOrOneByTheAdministratorsChoice() throws Exception {
        directory.domains.add(ADMIN, "company-" + firm, Optional.empty(), Optional.empty());
        Account one = account("desk");
        Account two = directory.accounts.add(ADMIN, wanted("desk@company-" + firm));
        directory.domains.add(ADMIN, "brand-" + firm, Optional.of(firm), Optional.empty());
        send("desk@" + firm, "1");
        send("desk@company-" + firm, "2");
        send("desk@brand-" + firm, "3");
        assertEquals(2, server.contents(row(one), "INBOX").size());
        assertEquals(1, server.contents(row(two), "INBOX").size());
        assertGranted(login("desk@brand-" + firm, PASSWORD));
        assertThrows(Taken.class, () -> directory.accounts.add(ADMIN, wanted("Desk@" + firm)));
    }

    @Test
    void catchAllGetsWhatNobodyTakes() throws Exception {
        Account desk = account("desk");
        assertEquals(550, rcpt("nobody@" + firm));
        assertEquals(Optional.of(desk.address()),
                directory.domains.setCatchAll(ADMIN, firm, Optional.of("desk@" + firm)).catchAll());
        assertEquals(250, rcpt("nobody@" + firm));
        send("nobody@" + firm, "1");
        assertEquals(1, server.contents(row(desk), "INBOX").size());
        directory.domains.setCatchAll(ADMIN, firm, Optional.empty());
        assertEquals(550, rcpt("nobody@" + firm), "at once");
    }

    @Test
    void aNewNameTakesWhatTheCatchAllHadAMomentAgo() {
        account("desk");
        Account boss = account("boss");
        directory.domains.setCatchAll(ADMIN, firm, Optional.of("desk@" + firm));
        assertEquals(250, rcpt("new@" + firm));
        directory.aliases.add(ADMIN, "new@" + firm, List.of("boss@" + firm));
        assertEquals(List.of(boss.id()), server.router.spread(List.of(TestServer.to("new@" + firm))).local().stream()
                .map(filed -> filed.mailbox().account()).toList());
    }

    @Test
    void anAccountIsPatched() {
        Account desk = account("desk");
        Account after = directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withDisplayName(" The Desk ")
                .withRoles(Set.of("maildrop")).withQuotaBytes(10).withPassword("another one"));
        assertEquals(new Account(desk.id(), desk.address(), "The Desk", Set.of("maildrop"), true, 10), after);
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, PASSWORD));
        assertGranted(login("desk@" + firm, "another one"));
        assertField("quotaBytes", () -> directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE
                .withDisplayName("X").withQuotaBytes(-1)));
        assertEquals("The Desk", directory.accounts.account(ADMIN, desk.id()).displayName(), "all or nothing");
        assertThrows(Missing.class, () -> directory.accounts.change(ADMIN, -1, AccountPatch.NONE));
    }

    @Test
    void anAccountChangesItsOwnPasswordWithTheOldOne() {
        Account desk = account("desk");
        Actor self = directory.accounts.actor(new Login.Granted(desk.id(), desk.address()), Actor.Via.WEB).orElseThrow();
        assertField("currentPassword", () -> directory.accounts.changePassword(self, "wrong one", "new password"));
        assertField("password", () -> directory.accounts.changePassword(self, PASSWORD, "short"));
        directory.accounts.changePassword(self, PASSWORD, "new password");
        assertGranted(login("desk@" + firm, "new password"));
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, PASSWORD));
        assertThrows(Forbidden.class, () -> directory.accounts.change(self, desk.id(),
                AccountPatch.NONE.withPassword("without the old")));
        assertThrows(Forbidden.class, () -> directory.accounts.change(self, desk.id(),
                AccountPatch.NONE.withRoles(Set.of("admin"))));
        assertEquals("Me", directory.accounts.change(self, desk.id(), AccountPatch.NONE.withDisplayName("Me"))
                .displayName());
        String secret = directory.applicationPasswords.make(self, desk.id(), "phone").secret();
        assertField("currentPassword", () -> directory.accounts.changePassword(self, secret, "taken over"));
    }

    @Test
    void whoeverIsClosedIsOutAtOnce() {
        Account desk = account("desk");
        assertGranted(login("desk@" + firm, PASSWORD));
        String phone = directory.applicationPasswords.make(ADMIN, desk.id(), "phone").secret();
        assertGranted(login("desk@" + firm, phone));
        assertEquals(250, rcpt("desk@" + firm));
        directory.accounts.close(ADMIN, desk.id());
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, PASSWORD));
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, phone));
        assertEquals(550, rcpt("desk@" + firm));
        assertEquals(Optional.empty(), directory.accounts.actor(new Login.Granted(desk.id(), desk.address()), Actor.Via.WEB));
        directory.accounts.reopen(ADMIN, desk.id());
        assertGranted(login("desk@" + firm, phone));
        assertEquals(250, rcpt("desk@" + firm));
    }

    @Test
    void deletedWithAllItsMail() throws Exception {
        Account desk = account("desk");
        account("boss");
        directory.aliases.add(ADMIN, "both@" + firm, List.of("desk@" + firm, "boss@" + firm));
        directory.domains.setCatchAll(ADMIN, firm, Optional.of("desk@" + firm));
        directory.applicationPasswords.make(ADMIN, desk.id(), "phone");
        send("both@" + firm, "1");
        assertTrue(directory.accounts.usedBytes(ADMIN, desk.id()) > 0);
        directory.accounts.delete(ADMIN, desk.id());
        assertThrows(Missing.class, () -> directory.accounts.account(ADMIN, desk.address()));
        assertEquals(0, directory.accounts.usedBytes(ADMIN, desk.id()));
        assertEquals(Optional.empty(), directory.domains.domain(ADMIN, firm).catchAll());
        assertEquals(550, rcpt("desk@" + firm));
        assertEquals(250, rcpt("both@" + firm), "the other target takes it");
        account("desk");
        assertThrows(Missing.class, () -> directory.accounts.delete(ADMIN, desk.id()));
    }

    @Test
    void nobodyLocksHimselfOut() {
        Account boss = directory.accounts.add(ADMIN,
                new NewAccount("boss@" + firm, "", Set.of("admin"), PASSWORD, 0));
        Actor self = Actor.of(boss, new Login.Granted(boss.id(), boss.address()), Actor.Via.WEB);
        assertField("account", () -> directory.accounts.close(self, boss.id()));
        assertField("account", () -> directory.accounts.delete(self, boss.id()));
        assertField("roles", () -> directory.accounts.change(self, boss.id(), AccountPatch.NONE.withRoles(Set.of())));
    }

    @Test
    void pagesByCursorAndDomain() {
        Account one = account("one");
        Account two = account("two");
        Account three = account("three");
        Optional<Domain> domain = Optional.of(new Domain(firm));
        assertEquals(List.of(one, two), directory.accounts.page(ADMIN, domain, 0, 2));
        assertEquals(List.of(three), directory.accounts.page(ADMIN, domain, two.id(), 2));
        assertEquals(List.of(), directory.accounts.page(ADMIN, Optional.of(new Domain("none.test")), 0, 2));
        assertEquals(one, directory.accounts.page(ADMIN, Optional.empty(), one.id() - 1, 1).get(0));
        directory.devices.add(ADMIN, new NewDevice("printer@" + firm, "", List.of("one@" + firm), List.of()));
        assertEquals(3, directory.accounts.page(ADMIN, domain, 0, 10).size(), "devices are no accounts");
    }

    // ---- aliases

    @Test
    void anAliasLeadsHomeAndAway() {
        Account desk = account("desk");
        Alias info = directory.aliases.add(ADMIN, "Info@" + firm,
                List.of("desk@" + firm, "X@away.test", "x@away.test"));
        assertEquals(new Alias(Address.of("info@" + firm),
                List.of(Address.of("X@away.test"), Address.of("desk@" + firm))), info);
        var spread = server.router.spread(List.of(TestServer.to("info+detail@" + firm)));
        assertEquals(List.of(desk.id()), spread.local().stream().map(filed -> filed.mailbox().account()).toList());
        assertEquals(List.of("x@away.test"), spread.remote().stream().map(r -> r.address().key()).toList());
        assertEquals(List.of(Address.of("desk@" + firm)),
                directory.aliases.change(ADMIN, info.address(), List.of("desk@" + firm)).targets());
        assertTrue(server.router.spread(List.of(TestServer.to("info@" + firm))).remote().isEmpty(), "at once");
        assertThrows(Taken.class, () -> directory.aliases.add(ADMIN, "desk@" + firm, List.of("a@b.test")));
        assertThrows(Taken.class, () -> directory.accounts.add(ADMIN, wanted("info@" + firm)));
        directory.aliases.remove(ADMIN, info.address());
        assertEquals(550, rcpt("info@" + firm), "at once");
        assertThrows(Missing.class, () -> directory.aliases.remove(ADMIN, info.address()));
        assertThrows(Missing.class, () -> directory.aliases.change(ADMIN, info.address(), List.of("a@b.test")));
    }

    @Test
    void aliasesPageByCursor() {
        for (String name : List.of("a", "b", "c")) {
            directory.aliases.add(ADMIN, name + "@" + firm, List.of("x@away.test"));
        }
        Optional<Domain> domain = Optional.of(new Domain(firm));
        List<Alias> first = directory.aliases.page(ADMIN, domain, Optional.empty(), 2);
        assertEquals(List.of("a@" + firm, "b@" + firm), first.stream().map(a -> a.address().toString()).toList());
        assertEquals(List.of("c@" + firm), directory.aliases.page(ADMIN, domain, Optional.of(first.get(1).address()), 2)
                .stream().map(a -> a.address().toString()).toList());
    }

    // ---- application passwords

    @Test
    void anApplicationPasswordIsRevokedAloneAndAtOnce() {
        Account desk = account("desk");
        Actor self = Actor.of(desk, new Login.Granted(desk.id(), desk.address()), Actor.Via.WEB);
        ApplicationPassword.Made phone = directory.applicationPasswords.make(self, desk.id(), "phone");
        ApplicationPassword.Made laptop = directory.applicationPasswords.make(self, desk.id(), "laptop");
        assertTrue(phone.secret().replace("-", "").length() >= 25);
        assertFalse(phone.toString().contains(phone.secret()));
        assertThrows(Taken.class, () -> directory.applicationPasswords.make(self, desk.id(), "phone"));
        assertField("label", () -> directory.applicationPasswords.make(self, desk.id(), " "));
        assertGranted(login("desk@" + firm, phone.secret()));
        assertGranted(login("desk@" + firm, laptop.secret()));
        List<ApplicationPassword> both = directory.applicationPasswords.of(self, desk.id());
        assertEquals(List.of("phone", "laptop"), both.stream().map(ApplicationPassword::label).toList());
        assertEquals("192.0.2.1", both.get(0).lastFrom());
        assertTrue(both.get(0).lastUsed().isPresent());
        directory.applicationPasswords.revoke(self, desk.id(), phone.password().id());
        assertInstanceOf(Login.Denied.class, login("desk@" + firm, phone.secret()));
        assertGranted(login("desk@" + firm, laptop.secret()));
        assertGranted(login("desk@" + firm, PASSWORD));
        assertThrows(Missing.class,
                () -> directory.applicationPasswords.revoke(self, desk.id(), phone.password().id()));
        Account boss = account("boss");
        assertThrows(Missing.class,
                () -> directory.applicationPasswords.revoke(ADMIN, boss.id(), laptop.password().id()));
    }

    // ----

    private Account account(String localPart) {
        return directory.accounts.add(ADMIN, wanted(localPart + "@" + firm));
    }

    private static NewAccount wanted(String address) {
        return new NewAccount(address, "", Set.of(), PASSWORD, 0);
    }

    private org.mercurymail.store.AccountRow row(Account account) {
        return server.store.accounts().account(account.id()).orElseThrow();
    }

    private Login login(String user, String secret) {
        return directory.logins.login(new Credentials(user, secret, "PLAIN"), TestServer.ip("192.0.2.1"));
    }

    private int rcpt(String address) {
        return server.rcpt(address).status().reply();
    }

    private void send(String to, String text) {
        server.send("a@else.test", to, "Subject: " + text + "\n\n" + text + "\n");
    }

    private static void assertGranted(Login login) {
        assertInstanceOf(Login.Granted.class, login);
    }

    private static void assertField(String field, Executable call) {
        assertEquals(field, assertThrows(Invalid.class, call).field());
    }
}
