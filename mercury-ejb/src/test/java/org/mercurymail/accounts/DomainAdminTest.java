package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mercurymail.intake.TestServer;
import org.mercurymail.lists.ListPatch;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.store.Doer;

/** What an administrator of one domain may, and above all what not, over a real database. */
class DomainAdminTest {

    private static final String PASSWORD = "long enough";

    private final TestServer server = new TestServer();
    private final DirectoryForTests directory = server.directory;
    private final String firm = server.domain;
    private final String other = "other-" + firm;
    private Actor chief;
    private Account desk;
    private Account foreign;
    private Account admin;
    private Account both;

    @BeforeEach
    void people() {
        directory.domains.add(ADMIN, other, Optional.empty(), Optional.empty());
        chief = actor(account("chief@" + firm, "admin:" + firm));
        desk = account("desk@" + firm);
        foreign = account("desk@" + other);
        admin = account("root@" + firm, "admin");
        both = account("both@" + firm, "admin:" + firm, "admin:" + other);
    }

    /** Without a hash, which would take its time. */
    private Account account(String address, String... roles) {
        Address wanted = Address.of(address);
        return Account.of(server.store.accounts().addAccount(Doer.MERCURY, wanted.domain().name(), wanted.localPart(),
                wanted.localPart(), Set.of(roles), "#", 0));
    }

    private Actor actor(Account account) {
        return directory.accounts.actor(new Login.Granted(account.id(), account.address()), Actor.Via.REST).orElseThrow();
    }

    private static void no(Executable wish) {
        assertThrows(Forbidden.class, wish);
    }

    @Test
    void administersItsAccounts() {
        Account made = directory.accounts.add(chief, new NewAccount("new@" + firm, "New", Set.of(), PASSWORD, 10));
        assertEquals(20, directory.accounts.change(chief, made.id(), AccountPatch.NONE.withQuotaBytes(20)
                .withPassword("another one").withRoles(Set.of())).quotaBytes());
        directory.accounts.close(chief, made.id());
        directory.accounts.reopen(chief, made.id());
        assertEquals(made.id(), directory.accounts.account(chief, made.address()).id());
        String secret = directory.applicationPasswords.make(chief, made.id(), "phone").secret();
        assertInstanceOf(Login.Granted.class, directory.logins.login(
                new Credentials("new@" + firm, secret, "PLAIN"), TestServer.ip("192.0.2.9")));
        long phone = directory.applicationPasswords.of(chief, made.id()).get(0).id();
        directory.applicationPasswords.revoke(chief, made.id(), phone);
        assertTrue(directory.accounts.page(chief, Optional.of(new Domain(firm)), 0, 100).size() >= 5);
        directory.accounts.delete(chief, made.id());
    }

    @Test
    void administersItsAliasesAndLists() {
        directory.aliases.add(chief, "info@" + firm, List.of("desk@" + firm));
        directory.aliases.change(chief, Address.of("info@" + firm), List.of("x@away.test"));
        assertEquals(1, directory.aliases.page(chief, Optional.of(new Domain(firm)), Optional.empty(), 9).size());
        directory.aliases.remove(chief, Address.of("info@" + firm));
        Address news = Address.of("news@" + firm);
        server.lists.service.add(chief, NewList.of(news.toString(), "anyone", List.of()));
        server.lists.service.addMember(chief, news, "desk@" + firm);
        assertEquals(1, server.lists.service.members(chief, news, "", Optional.empty(), 9).size());
        server.lists.service.remove(chief, news);
    }

    @Test
    void seesItsDomainAndChangesNoDomain() {
        assertEquals(List.of(firm), directory.domains.page(chief, "", 9).stream().map(one -> one.name().name()).toList());
        assertEquals(firm, directory.domains.domain(chief, firm).name().name());
        no(() -> directory.domains.domain(chief, other));
        no(() -> directory.domains.add(chief, "more-" + firm, Optional.empty(), Optional.empty()));
        no(() -> directory.domains.setLimits(chief, firm, new HostedDomain.Limits(0, 0, 0, 0)));
        no(() -> directory.domains.setAliasOf(chief, firm, Optional.empty()));
        no(() -> directory.domains.close(chief, firm));
        no(() -> directory.domains.reopen(chief, firm));
        no(() -> directory.domains.remove(chief, firm));
    }

    @Test
    void namesTheCatchAllAmongItsOwn() {
        assertEquals(Optional.of(desk.address()), directory.domains.setCatchAll(chief, firm,
                Optional.of(desk.address().toString())).catchAll());
        for (String elsewhere : List.of(foreign.address().toString(), "nobody@" + other, "nobody@nowhere.test", "x")) {
            assertEquals(Refusal.NO_OPEN_ACCOUNT, assertThrows(Invalid.class, () ->
                    directory.domains.setCatchAll(chief, firm, Optional.of(elsewhere))).code(), elsewhere);
        }
        no(() -> directory.domains.setCatchAll(chief, other, Optional.of(desk.address().toString())));
        assertEquals(Optional.empty(), directory.domains.setCatchAll(chief, firm, Optional.empty()).catchAll());
    }

    @Test
    void areNamedAndDismissedByAnAdministratorOfAll() {
        DomainAdministrators administrators = new DomainAdministrators(server.store.accounts(), directory.accounts);
        Domain domain = new Domain(firm);
        assertEquals(List.of(chief.account(), both.id()),
                administrators.of(ADMIN, domain).stream().map(Account::id).toList());
        administrators.name(ADMIN, domain, foreign.address().toString());
        assertEquals(Set.of(firm), actor(directory.accounts.account(ADMIN, foreign.id())).domains());
        administrators.dismiss(ADMIN, domain, both.id());
        assertEquals(Set.of("admin:" + other), directory.accounts.account(ADMIN, both.id()).roles());
        assertThrows(Invalid.class, () -> administrators.name(ADMIN, domain, "nobody@" + firm));
        assertThrows(Invalid.class, () -> administrators.name(ADMIN, new Domain("nowhere.test"), desk.address().toString()));
        no(() -> administrators.of(chief, domain));
        no(() -> administrators.name(chief, domain, desk.address().toString()));
        no(() -> administrators.dismiss(chief, domain, both.id()));
    }

    @Test
    void seesWhichAccountsItMayChange() {
        assertTrue(chief.mayChange(desk));
        for (Account not : List.of(foreign, admin, both)) {
            assertFalse(chief.mayChange(not), not.address().toString());
        }
    }

    @Test
    void isBoundByItsLimits() {
        directory.domains.setLimits(ADMIN, firm, new HostedDomain.Limits(4, 100, 0, 0));
        assertThrows(Invalid.class, () -> directory.accounts.add(chief,
                new NewAccount("new@" + firm, "", Set.of(), PASSWORD, 10)));
        assertThrows(Invalid.class, () -> directory.accounts.change(chief, desk.id(),
                AccountPatch.NONE.withQuotaBytes(101)));
    }

    @Test
    void mayNothingInAnotherDomain() {
        no(() -> directory.accounts.account(chief, foreign.address()));
        no(() -> directory.accounts.account(chief, foreign.id()));
        no(() -> directory.accounts.page(chief, Optional.of(new Domain(other)), 0, 9));
        no(() -> directory.accounts.page(chief, Optional.empty(), 0, 9));
        no(() -> directory.accounts.usedBytes(chief, foreign.id()));
        no(() -> directory.accounts.add(chief, new NewAccount("new@" + other, "", Set.of(), PASSWORD, 0)));
        no(() -> directory.accounts.add(chief, new NewAccount("\"x@" + firm + "\"@" + other, "", Set.of(), PASSWORD, 0)));
        mayNotManage(foreign);
        no(() -> directory.aliases.add(chief, "info@" + other, List.of("desk@" + firm)));
        no(() -> directory.aliases.page(chief, Optional.empty(), Optional.empty(), 9));
        no(() -> directory.aliases.page(chief, Optional.of(new Domain(other)), Optional.empty(), 9));
        no(() -> server.lists.service.add(chief, NewList.of("news@" + other, "anyone", List.of())));
        server.lists.service.add(ADMIN, NewList.of("news@" + other, "anyone", List.of()));
        Address news = Address.of("news@" + other);
        no(() -> server.lists.service.list(chief, news));
        no(() -> server.lists.service.members(chief, news, "", Optional.empty(), 9));
        no(() -> server.lists.service.addMember(chief, news, "x@away.test"));
        no(() -> server.lists.service.change(chief, news, new ListPatch(Optional.of("x"), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
        no(() -> server.lists.service.remove(chief, news));
        assertEquals(List.of(), server.lists.service.page(chief, Optional.of(new Domain(other)), Optional.empty(), 9));
    }

    /** A new password for one of these would make an administrator of all. */
    @Test
    void mayNothingOfWhoMayMore() {
        mayNotManage(admin);
        mayNotManage(both);
        assertEquals(admin.id(), directory.accounts.account(chief, admin.id()).id(), "but sees that it is there");
    }

    private void mayNotManage(Account account) {
        no(() -> directory.accounts.change(chief, account.id(), AccountPatch.NONE.withPassword("taken over")));
        no(() -> directory.accounts.change(chief, account.id(), AccountPatch.NONE.withQuotaBytes(5)));
        no(() -> directory.accounts.change(chief, account.id(), AccountPatch.NONE.withDisplayName("x")));
        no(() -> directory.accounts.close(chief, account.id()));
        no(() -> directory.accounts.reopen(chief, account.id()));
        no(() -> directory.accounts.delete(chief, account.id()));
        no(() -> directory.applicationPasswords.of(chief, account.id()));
        no(() -> directory.applicationPasswords.make(chief, account.id(), "phone"));
        no(() -> directory.applicationPasswords.revoke(chief, account.id(), 1));
    }

    @Test
    void makesNoAdministrators() {
        for (String role : List.of("admin", "admin:" + firm, "admin:" + other, "maildrop")) {
            no(() -> directory.accounts.add(chief, new NewAccount("new@" + firm, "", Set.of(role), PASSWORD, 0)));
            no(() -> directory.accounts.change(chief, desk.id(), AccountPatch.NONE.withRoles(Set.of(role))));
            no(() -> directory.accounts.change(chief, chief.account(),
                    AccountPatch.NONE.withRoles(new HashSet<>(List.of("admin:" + firm, role, "maildrop")))));
        }
        no(() -> directory.accounts.change(chief, chief.account(), AccountPatch.NONE.withRoles(Set.of())));
    }

    @Test
    void seesNeitherQueueNorAuditNorDevices() {
        no(() -> directory.audit.page(chief, Optional.empty(), 0, 9));
        no(() -> directory.devices.page(chief, 0, 9));
    }

    @Test
    void itsProgramAdministersNothing() {
        String secret = directory.applicationPasswords.make(chief, chief.account(), "script").secret();
        Login.Granted login = (Login.Granted) directory.logins.login(
                new Credentials(chief.name(), secret, "PLAIN"), TestServer.ip("192.0.2.9"));
        Actor program = directory.accounts.actor(login, Actor.Via.REST).orElseThrow();
        no(() -> directory.accounts.account(program, desk.id()));
        no(() -> directory.accounts.page(program, Optional.of(new Domain(firm)), 0, 9));
    }

    @Test
    void theRoleIsOfADomainOfOursAndGoesWithIt() {
        for (String role : List.of("admin:", "admin:nowhere.test", "admin:-x-", "admin:" + firm + " admin")) {
            assertThrows(Invalid.class, () -> directory.accounts.add(ADMIN,
                    new NewAccount("x@" + firm, "", Set.of(role), PASSWORD, 0)), role);
        }
        assertEquals(Set.of("admin:" + firm), directory.accounts.change(ADMIN, desk.id(),
                AccountPatch.NONE.withRoles(Set.of("admin:" + firm.toUpperCase()))).roles());
        String gone = "gone-" + firm;
        directory.domains.add(ADMIN, gone, Optional.empty(), Optional.empty());
        Account keeper = account("keeper@" + firm, "maildrop", "admin:" + gone, "admin:" + firm);
        directory.domains.remove(ADMIN, gone);
        assertEquals(Set.of("maildrop", "admin:" + firm), directory.accounts.account(ADMIN, keeper.id()).roles());
    }
}
