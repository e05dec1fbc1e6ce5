package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;
import static org.mercurymail.intake.TestServer.envelope;
import static org.mercurymail.intake.TestServer.to;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountPatch;
import org.mercurymail.accounts.Device;
import org.mercurymail.accounts.NewDevice;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;
import org.mercurymail.wire.Wakeup;

/** Who may send without an account's password: devices, named networks, and whoever read mail a moment ago. */
class RelayTest {

    private static final SmtpClient.Service MX = SmtpClient.Service.MX;
    private static final SmtpClient.Service SUBMISSION = SmtpClient.Service.SUBMISSION;
    private static final SmtpClient.Service LMTP = SmtpClient.Service.LMTP;
    private static final String AWAY = "x@away.test";

    // ---- devices

    @Test
    void aDeviceIsLimitedToItsSendersAndNetworks() {
        TestServer server = new TestServer();
        String firm = server.domain;
        server.account("desk", 0);
        Device.Made made = server.directory.devices.add(ADMIN, new NewDevice("printer@" + firm, "", List.of(
                "Scan@" + firm, "desk@" + firm), List.of("10.0.0.0/8", "fd00::/8")));
        SmtpIntake intake = server.intake();
        Login.Granted login = assertInstanceOf(Login.Granted.class,
                login(intake, "printer@" + firm, made.secret(), "10.1.2.3"));
        assertInstanceOf(Login.Granted.class, login(intake, "printer@" + firm, made.secret(), "fd00::9"));
        assertInstanceOf(Login.Denied.class, login(intake, "printer@" + firm, made.secret(), "11.1.2.3"));
        assertInstanceOf(Login.Denied.class, server.directory.logins.login(
                new Credentials("printer@" + firm, made.secret(), "PLAIN"), TestServer.ip("10.1.2.3")));
        SmtpClient client = client(SUBMISSION, "10.1.2.3", 587, Optional.of(login));
        assertEquals(250, intake.mail(client, envelope("scan@" + firm)).status().reply());
        assertEquals(250, intake.recipient(client, envelope("scan@" + firm), to(AWAY), 0).status().reply());
        for (String other : new String[] {"printer@" + firm, "boss@" + firm, "scan+x@" + firm, ""}) {
            assertEquals(550, intake.mail(client, envelope(other)).status().reply(), other);
        }
        assertEquals(550, server.rcpt("printer@" + firm).status().reply(), "it has no mailbox");

        server.directory.devices.change(ADMIN, made.device().id(), new NewDevice("", "", List.of("boss@" + firm),
                List.of("11.0.0.0/8")));
        assertEquals(250, intake.mail(client, envelope("boss@" + firm)).status().reply());
        assertEquals(550, intake.mail(client, envelope("scan@" + firm)).status().reply());
        assertInstanceOf(Login.Denied.class, login(intake, "printer@" + firm, made.secret(), "10.1.2.3"));
        String renewed = server.directory.devices.renewSecret(ADMIN, made.device().id()).secret();
        assertInstanceOf(Login.Denied.class, login(intake, "printer@" + firm, made.secret(), "11.1.2.3"));
        assertInstanceOf(Login.Granted.class, login(intake, "printer@" + firm, renewed, "11.1.2.3"));
        server.directory.devices.setActive(ADMIN, made.device().id(), false);
        assertInstanceOf(Login.Denied.class, login(intake, "printer@" + firm, renewed, "11.1.2.3"));
        assertEquals(550, intake.mail(client, envelope("boss@" + firm)).status().reply());
    }

    @Test
    void aClosedAccountsSmtpSessionEndsAndTakesNoMore() {
        TestServer server = new TestServer();
        AccountRow desk = server.account("desk", 0);
        SmtpIntake intake = server.intake();
        List<String> heard = new ArrayList<>();
        Wakeup session = new Wakeup() {
            @Override
            public void wake() { }

            @Override
            public void end(String reason) {
                heard.add(reason);
            }
        };
        intake.watch(server.login(desk), session);
        server.directory.accounts.close(ADMIN, desk.id());
        assertEquals(List.of("This login is no longer valid"), heard);
        SmtpClient client = client(SUBMISSION, "192.0.2.7", 587, Optional.of(server.login(desk)));
        assertEquals(550, intake.mail(client, envelope(desk.address())).status().reply());
        assertEquals(550, intake.mail(client, envelope("")).status().reply());
        intake.watch(server.login(desk), session);
        assertEquals(2, heard.size(), "one whose login was granted before it was closed");
        intake.unwatch(server.login(desk), session);
        server.directory.accounts.reopen(ADMIN, desk.id());
        assertEquals(250, intake.mail(client, envelope(desk.address())).status().reply());
    }

    // ---- networks

    @Test
    void aNetworkRelaysAtItsListenerOnly() {
        TestServer server = new TestServer("mercury.smtp.relay-networks",
                "10.0.0.0/8@2525, 192.0.2.0/24@2587, 192.0.2.0/24@2424");
        SmtpIntake intake = server.intake();
        assertRelays(true, intake, client(MX, "10.1.2.3", 2525, Optional.empty()), "anybody@else.test");
        assertRelays(false, intake, client(MX, "11.1.2.3", 2525, Optional.empty()), "anybody@else.test");
        assertRelays(false, intake, client(MX, "192.0.2.1", 2525, Optional.empty()), "anybody@else.test");
        assertRelays(true, intake, client(SUBMISSION, "192.0.2.1", 2587, Optional.empty()), "anybody@else.test");
        assertRelays(false, intake, client(SUBMISSION, "10.1.2.3", 2587, Optional.empty()), "anybody@else.test");
        assertRelays(false, intake, client(LMTP, "192.0.2.1", 2424, Optional.empty()), "anybody@else.test");
        SmtpClient stranger = client(SUBMISSION, "10.1.2.3", 2587, Optional.empty());
        assertEquals(530, intake.mail(stranger, envelope("a@else.test")).status().reply());
        assertRelays(false, new TestServer().intake(), client(MX, "127.0.0.1", 2525, Optional.empty()), "a@b.test");
    }

    @Test
    void whatATrustedClientSubmitsIsCompleted() throws Exception {
        TestServer server = new TestServer("mercury.smtp.relay-networks", "192.0.2.0/24@2587");
        AccountRow desk = server.account("desk", 0);
        SmtpClient client = client(SUBMISSION, "192.0.2.1", 2587, Optional.empty());
        server.submission.submit(new Origin.Wire(client), envelope("scan@else.test", desk.address()),
                TestServer.body("Subject: scan\n\npage\n"));
        String kept = server.contents(desk, "INBOX").get(0);
        assertTrue(kept.contains("\r\nDate: ") && kept.contains("\r\nMessage-ID: "), kept);
    }

    // ---- POP before SMTP

    @Test
    void readingMailOpensSmtpForAWhile() {
        TestServer server = new TestServer("mercury.pop-before-smtp", "true");
        AccountRow desk = server.account("desk", 0);
        AccountRow boss = server.account("boss", 0);
        SmtpIntake intake = server.intake();
        SmtpClient mx = client(MX, "192.0.2.7", 2525, Optional.empty());
        SmtpClient submission = client(SUBMISSION, "192.0.2.7", 2587, Optional.empty());
        assertRelays(false, intake, mx, desk.address());
        server.popBeforeSmtp.loggedIn(server.login(desk), TestServer.ip("192.0.2.7"));
        assertRelays(true, intake, mx, desk.address());
        assertRelays(true, intake, submission, desk.address());
        assertFalse(relays(intake, mx, boss.address()), "only as the account that read its mail");
        assertFalse(relays(intake, mx, "a@else.test"));
        assertRelays(false, intake, client(MX, "192.0.2.8", 2525, Optional.empty()), desk.address());
        assertRelays(false, intake, client(LMTP, "192.0.2.7", 2424, Optional.empty()), desk.address());

        server.clock.now = server.clock.now.plus(Duration.ofMinutes(10));
        assertRelays(true, intake, mx, desk.address());
        server.clock.now = server.clock.now.plus(Duration.ofMillis(1));
        assertRelays(false, intake, mx, desk.address());

        server.popBeforeSmtp.loggedIn(server.login(desk), TestServer.ip("192.0.2.7"));
        server.popBeforeSmtp.loggedIn(server.login(boss), TestServer.ip("192.0.2.7"));
        assertRelays(true, intake, mx, desk.address());
        assertRelays(true, intake, mx, boss.address());
        server.clock.now = server.clock.now.plus(Duration.ofMinutes(9));
        server.popBeforeSmtp.loggedIn(server.login(desk), TestServer.ip("192.0.2.7"));
        server.clock.now = server.clock.now.plus(Duration.ofMinutes(2));
        assertTrue(relays(intake, mx, desk.address()), "the window began anew");
        assertFalse(relays(intake, mx, boss.address()));
        server.directory.accounts.close(ADMIN, desk.id());
        assertFalse(relays(intake, mx, desk.address()), "closed");
    }

    @Test
    void aPlaceLastsAsLongAsTheLoginThatOpenedIt() {
        TestServer server = new TestServer("mercury.pop-before-smtp", "true");
        AccountRow desk = server.account("desk", 0);
        SmtpClient mx = client(MX, "192.0.2.9", 2525, Optional.empty());
        server.popBeforeSmtp.loggedIn(server.login(desk), TestServer.ip("192.0.2.9"));
        assertRelays(true, server.intake(), mx, desk.address());
        server.directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withPassword("another one"));
        assertRelays(false, server.intake(), mx, desk.address());
    }

    @Test
    void aPlaceHasNoRole() {
        TestServer server = new TestServer("mercury.pop-before-smtp", "true");
        AccountRow desk = server.account("desk", 0);
        AccountRow boss = server.account("boss", 0);
        server.directory.accounts.change(ADMIN, boss.id(), AccountPatch.NONE.withRoles(Set.of(Account.ADMIN)));
        SmtpClient mx = client(MX, "192.0.2.10", 2525, Optional.empty());
        server.popBeforeSmtp.loggedIn(server.login(boss), TestServer.ip("192.0.2.10"));
        assertRelays(true, server.intake(), mx, boss.address());
        assertFalse(relays(server.intake(), mx, desk.address()), "nobody is an administrator for where he sits");
    }

    @Test
    void offByDefault() {
        TestServer server = new TestServer();
        AccountRow desk = server.account("desk", 0);
        server.popBeforeSmtp.loggedIn(server.login(desk), TestServer.ip("192.0.2.77"));
        assertRelays(false, server.intake(), client(MX, "192.0.2.77", 2525, Optional.empty()), desk.address());
        assertEquals(List.of(), server.store.loginPlaces().since("192.0.2.77", server.clock.now.minusSeconds(60)));
    }

    // ----

    private static void assertRelays(boolean expected, SmtpIntake intake, SmtpClient client, String sender) {
        assertEquals(expected, intake.isTrusted(client), "trusted");
        assertEquals(expected, relays(intake, client, sender), "relays");
    }

    private static boolean relays(SmtpIntake intake, SmtpClient client, String sender) {
        return intake.mail(client, envelope(sender)).isAccept()
                && intake.recipient(client, envelope(sender), to(AWAY), 0).isAccept();
    }

    private static Login login(SmtpIntake intake, String user, String secret, String from) {
        return intake.login(client(SUBMISSION, from, 2587, Optional.empty()), new Credentials(user, secret, "PLAIN"));
    }

    private static SmtpClient client(SmtpClient.Service service, String from, int port,
            Optional<Login.Granted> login) {
        return TestServer.client(service, from, port, login);
    }
}
