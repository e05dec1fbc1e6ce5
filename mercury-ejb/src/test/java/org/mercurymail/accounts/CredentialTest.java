package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mercurymail.intake.TestServer;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.wire.Wakeup;

/** A login is by one credential: what ends with it, and what a program's does not reach. Over a real database. */
class CredentialTest {

    private static final String PASSWORD = "long enough";

    private final TestServer server = new TestServer();
    private final DirectoryForTests directory = server.directory;
    private final String firm = server.domain;
    private final List<String> ended = new ArrayList<>();

    // ---- sessions

    @Test
    void aRevokedApplicationPasswordEndsItsSessionsAlone() {
        Account desk = account("desk", Set.of());
        ApplicationPassword.Made phone = directory.applicationPasswords.make(ADMIN, desk.id(), "phone");
        ApplicationPassword.Made laptop = directory.applicationPasswords.make(ADMIN, desk.id(), "laptop");
        watch("own", login(desk, PASSWORD));
        watch("phone", login(desk, phone.secret()));
        watch("phone too", login(desk, phone.secret()));
        watch("laptop", login(desk, laptop.secret()));
        directory.applicationPasswords.make(ADMIN, desk.id(), "tablet");
        directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withDisplayName("Desk").withQuotaBytes(1_000_000));
        assertEquals(List.of(), ended, "what takes no secret away ends nothing");
        directory.applicationPasswords.revoke(ADMIN, desk.id(), phone.password().id());
        assertEquals(Set.of("phone", "phone too"), Set.copyOf(ended));
    }

    @Test
    void aNewPasswordEndsWhatTheOldOneOpened() {
        Account desk = account("desk", Set.of());
        String phone = directory.applicationPasswords.make(ADMIN, desk.id(), "phone").secret();
        Login.Granted old = login(desk, PASSWORD);
        watch("own", old);
        watch("phone", login(desk, phone));
        Actor self = directory.accounts.actor(old, Actor.Via.WEB).orElseThrow();
        Login.Granted next = directory.accounts.changePassword(self, PASSWORD, "another one");
        assertEquals(List.of("own"), ended);
        assertEquals(Optional.empty(), directory.accounts.actor(old, Actor.Via.WEB), "a web session of it");
        assertEquals(self, directory.accounts.actor(next, Actor.Via.WEB).orElseThrow(), "who changed it goes on");
        assertEquals(next, login(desk, "another one"));
        watch("late", old);
        assertEquals(List.of("own", "late"), ended, "granted before, watched after");
        watch("next", next);
        directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withPassword("the administrator's"));
        assertEquals(List.of("own", "late", "next"), ended);
    }

    @Test
    void aClosedOrDeletedAccountEndsAllOfThem() {
        for (boolean deleted : new boolean[] {false, true}) {
            ended.clear();
            Account desk = account("desk" + deleted, Set.of());
            Account other = account("other" + deleted, Set.of());
            watch("own", login(desk, PASSWORD));
            watch("phone", login(desk, directory.applicationPasswords.make(ADMIN, desk.id(), "phone").secret()));
            watch("other", login(other, PASSWORD));
            if (deleted) {
                directory.accounts.delete(ADMIN, desk.id());
            } else {
                directory.accounts.close(ADMIN, desk.id());
            }
            assertEquals(Set.of("own", "phone"), Set.copyOf(ended));
        }
    }

    @Test
    void aDevicesNewSecretEndsWhatTheOldOneOpened() {
        Device.Made printer = directory.devices.add(ADMIN, new NewDevice("printer@" + firm, "",
                List.of("scan@" + firm), List.of()));
        long id = printer.device().id();
        watch("first", device(printer.secret()));
        Device.Made renewed = directory.devices.renewSecret(ADMIN, id);
        assertEquals(List.of("first"), ended);
        watch("second", device(renewed.secret()));
        directory.devices.setActive(ADMIN, id, false);
        assertEquals(List.of("first", "second"), ended);
        directory.devices.setActive(ADMIN, id, true);
        watch("third", device(renewed.secret()));
        directory.devices.delete(ADMIN, id);
        assertEquals(List.of("first", "second", "third"), ended);
    }

    // ---- programs

    @Test
    void aProgramReadsItsOwnAndNoMore() {
        Account desk = account("desk", Set.of());
        String secret = directory.applicationPasswords.make(ADMIN, desk.id(), "phone").secret();
        Actor phone = actor(desk, secret);
        assertEquals(Actor.Kind.PROGRAM, phone.kind());
        assertEquals(desk, directory.accounts.account(phone, desk.id()));
        assertProgramMayNot(() -> directory.applicationPasswords.of(phone, desk.id()));
        assertProgramMayNot(() -> directory.applicationPasswords.make(phone, desk.id(), "another"));
        assertProgramMayNot(() -> directory.applicationPasswords.revoke(phone, desk.id(), 1));
        assertProgramMayNot(() -> directory.accounts.changePassword(phone, PASSWORD, "taken over"));
        assertProgramMayNot(() -> directory.accounts.change(phone, desk.id(), AccountPatch.NONE.withPassword("x")));
        assertProgramMayNot(() -> directory.accounts.change(phone, desk.id(), AccountPatch.NONE.withDisplayName("x")));
        assertEquals(1, directory.applicationPasswords.of(actor(desk, PASSWORD), desk.id()).size());
    }

    @Test
    void anAdministratorsProgramIsNoAdministrator() {
        Account boss = account("boss", Set.of(Account.ADMIN));
        Account desk = account("desk", Set.of());
        String secret = directory.applicationPasswords.make(ADMIN, boss.id(), "phone").secret();
        Actor phone = actor(boss, secret);
        assertTrue(actor(boss, PASSWORD).isAdmin());
        assertFalse(phone.isAdmin());
        assertProgramMayNot(() -> directory.accounts.close(phone, desk.id()));
        assertProgramMayNot(() -> directory.accounts.change(phone, boss.id(), AccountPatch.NONE.withPassword("x")));
        assertProgramMayNot(() -> directory.accounts.account(phone, desk.id()));
        assertEquals(550, server.submission.senderRefusal(login(boss, secret), Optional.of(desk.address()))
                .orElseThrow().reply(), "nor does it send as everybody");
        assertEquals(Optional.empty(), server.submission.senderRefusal(login(boss, secret),
                Optional.of(boss.address())));
        assertEquals(Optional.empty(), server.submission.senderRefusal(login(boss, PASSWORD),
                Optional.of(desk.address())));
        assertFalse(boss.mayUseMaildrop(false));
        assertTrue(boss.mayUseMaildrop(true));
    }

    @Test
    void theCommandLinesPasswordAdministers() {
        Account boss = account("boss", Set.of(Account.ADMIN));
        Account desk = account("desk", Set.of());
        ApplicationPassword.Made tool = directory.applicationPasswords.makeAdministering(boss.id(), "command line");
        Actor actor = actor(boss, tool.secret());
        assertTrue(actor.isAdmin());
        directory.accounts.close(actor, desk.id());
        directory.applicationPasswords.revoke(actor, boss.id(), tool.password().id());
        assertInstanceOf(Login.Denied.class, answer(boss, tool.secret()), "and is revoked like every other");
    }

    // ----

    private Account account(String localPart, Set<String> roles) {
        return directory.accounts.add(ADMIN, new NewAccount(localPart + "@" + firm, "", roles, PASSWORD, 0));
    }

    private Actor actor(Account account, String secret) {
        return directory.accounts.actor(login(account, secret), Actor.Via.REST).orElseThrow();
    }

    private Login.Granted login(Account account, String secret) {
        return assertInstanceOf(Login.Granted.class, answer(account, secret));
    }

    private Login answer(Account account, String secret) {
        return directory.logins.login(new Credentials(account.address().toString(), secret, "PLAIN"),
                TestServer.ip("192.0.2.1"));
    }

    private Login.Granted device(String secret) {
        return assertInstanceOf(Login.Granted.class, directory.logins.loginToSend(
                new Credentials("printer@" + firm, secret, "PLAIN"), TestServer.ip("192.0.2.1")));
    }

    private void watch(String name, Login.Granted login) {
        server.watchers.watch(login, new Wakeup() {
            @Override
            public void wake() { }

            @Override
            public void end(String reason) {
                ended.add(name);
                server.watchers.unwatch(login, this); // as a session does when its connection is gone
            }
        });
    }

    private static void assertProgramMayNot(Executable call) {
        assertEquals(Refusal.APPLICATION_PASSWORD, assertThrows(Forbidden.class, call).code());
    }
}
