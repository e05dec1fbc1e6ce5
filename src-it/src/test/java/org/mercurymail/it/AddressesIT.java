package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an address leads to, and one account for every protocol, on the running server: each test has a domain of its own. */
final class AddressesIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STRANGER = "stranger@away.test";

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();
    private final Sink sink = MercuryServer.sharedSink();
    private final Firm firm = Firm.on(server);

    // ---- where mail goes

    @Test
    void theSameNameInTwoDomainsIsTwoAccounts() {
        Firm other = Firm.on(server);
        try (Inbox here = firm.inbox(firm.account("desk")); Inbox there = other.inbox(other.account("desk"))) {
            byte[] message = arrives(firm.at("desk"));
            Mail.assertSame(message, here.only());
            there.assertNothing();
            Mail.assertSame(arrives(other.at("desk")), there.only());
            here.assertNothing();
        }
    }

    @Test
    void anAliasDomainIsAnotherNameForEverything() {
        String desk = firm.account("desk");
        firm.make("aliases", "{\"address\":\"" + firm.at("info") + "\",\"targets\":[\"" + desk + "\"]}");
        String byOtherName = "desk@" + firm.otherName();
        try (Inbox inbox = firm.inbox(desk)) {
            Mail.assertSame(arrives(byOtherName), inbox.only());
            Mail.assertSame(arrives("Desk+News@OTHER-" + firm.domain), inbox.only());
            Mail.assertSame(arrives("info@other-" + firm.domain), inbox.only());
        }
        assertEquals("550 5.1.1", rcpt("nobody@other-" + firm.domain));
        Imap.login(ports.imap(), byOtherName, Firm.PASSWORD).logout();
        Pop3.login(ports.pop3(), byOtherName, Firm.PASSWORD).quit();
        assertEquals(200, firm.rest(byOtherName, Firm.PASSWORD).get("accounts/" + desk).status());
        try (Smtp smtp = Smtp.submission(ports.submission(), byOtherName, Firm.PASSWORD)) {
            assertEquals(250, smtp.send("MAIL FROM:<" + byOtherName + ">").code(), "it may send by that name, too");
        }
    }

    @Test
    void anAliasReachesHereAndThereOnce() {
        String desk = firm.account("desk");
        String boss = firm.account("boss");
        String away = Mail.token() + "@away.test";
        firm.make("aliases", "{\"address\":\"" + firm.at("team") + "\",\"targets\":[\"" + desk + "\",\"" + boss + "\",\""
                + away + "\"]}");
        try (Inbox one = firm.inbox(desk); Inbox two = firm.inbox(boss)) {
            byte[] message = arrives(firm.at("team"));
            Mail.assertSame(message, one.only());
            Mail.assertSame(message, two.only());
            Sink.Taken taken = sink.await(away, SOON);
            Mail.assertSame(message, taken.message());
            assertTrue(taken.mail().startsWith("MAIL FROM:<" + STRANGER + ">"), taken.mail());
            assertEquals(1, sink.count(away));
        }
    }

    @Test
    void aDetailReachesItsAccountUnlessItIsANameOfItsOwn() {
        String desk = firm.account("desk");
        try (Inbox inbox = firm.inbox(desk)) {
            Mail.assertSame(arrives(firm.at("desk+orders")), inbox.only());
            Mail.assertSame(arrives(firm.at("DESK+Orders+2026")), inbox.only());
            try (Inbox own = firm.inbox(firm.account("desk+orders"))) {
                Mail.assertSame(arrives(firm.at("desk+orders")), own.only());
                inbox.assertNothing();
            }
        }
        assertEquals("550 5.1.1", rcpt(firm.at("nobody+desk")));
    }

    @Test
    void aCatchAllAccountGetsWhatNobodyTakes() {
        String desk = firm.account("desk");
        String boss = firm.account("boss");
        assertEquals("550 5.1.1", rcpt(firm.at("misspelt")));
        firm.change("domains/" + firm.domain, "{\"catchAll\":\"" + boss + "\"}");
        try (Inbox all = firm.inbox(boss); Inbox own = firm.inbox(desk)) {
            Mail.assertSame(arrives(firm.at("misspelt")), all.only());
            Mail.assertSame(arrives(desk), own.only());
            all.assertNothing();
        }
        firm.change("domains/" + firm.domain, "{\"catchAll\":null}");
        assertEquals("550 5.1.1", rcpt(firm.at("misspelt")));
    }

    @Test
    void theUnknownAreRefusedAtRcptAndTheOthersServed() {
        String desk = firm.account("desk");
        try (Inbox inbox = firm.inbox(desk); Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.envelope(STRANGER, desk);
            for (String unknown : List.of("nobody", "nobody+x", "desk.x", "des")) {
                Smtp.Reply reply = smtp.send("RCPT TO:<" + firm.at(unknown) + ">");
                assertEquals("550 5.1.1", reply.code() + " " + reply.enhanced(), unknown);
            }
            byte[] message = Mail.of(STRANGER, desk, "for those who are", "hello\r\n");
            assertEquals(250, smtp.data(message).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void aClosedAccountTakesNoMailAndKeepsWhatItHas() {
        String desk = firm.account("desk");
        byte[] message = arrives(desk);
        firm.close(desk);
        assertEquals("550 5.2.1", rcpt(desk));
        firm.change("accounts/" + desk, "{\"active\":true}");
        try (Imap imap = Imap.login(ports.imap(), desk, Firm.PASSWORD)) {
            imap.ok("SELECT INBOX");
            Mail.assertSame(message, imap.body(1));
        }
    }

    @Test
    void aClosedDomainTakesNoMailAndNoLogin() {
        String desk = firm.account("desk");
        byte[] message = arrives(desk);
        try (Imap open = Imap.login(ports.imap(), desk, Firm.PASSWORD)) {
            firm.change("domains/" + firm.domain, "{\"active\":false}");
            assertEquals("550 5.2.1", rcpt(desk));
            assertEquals("550 5.2.1", rcpt(firm.at("nobody")));
            assertTrue(open.line().untilClosed().contains("This login is no longer valid"), "its sessions end");
        }
        assertEquals(401, firm.rest(desk, Firm.PASSWORD).get("accounts/" + desk).status());
        try (Imap imap = Imap.connect(ports.imap())) {
            assertTrue(imap.command("LOGIN " + desk + " \"" + Firm.PASSWORD + "\"").status().startsWith("NO "));
        }
        firm.change("domains/" + firm.domain, "{\"active\":true}");
        try (Imap imap = Imap.login(ports.imap(), desk, Firm.PASSWORD)) {
            imap.ok("SELECT INBOX");
            Mail.assertSame(message, imap.body(1));
        }
    }

    @Test
    void whatCannotFitIsSaidAtRcpt() {
        String small = firm.at("small");
        firm.make("accounts", "{\"address\":\"" + small + "\",\"password\":\"" + Firm.PASSWORD
                + "\",\"quotaBytes\":2000}");
        arrives(small);
        for (String[] sizeAndReply : new String[][] {{"100", "250 2.1.5"}, {"1999", "452 4.2.2"}, {"2001", "552 5.2.3"}}) {
            try (Smtp smtp = Smtp.connect(ports.mx())) {
                smtp.ehlo();
                smtp.expect(250, "MAIL FROM:<" + STRANGER + "> SIZE=" + sizeAndReply[0]);
                Smtp.Reply reply = smtp.send("RCPT TO:<" + small + ">");
                assertEquals(sizeAndReply[1], reply.code() + " " + reply.enhanced());
            }
        }
    }

    @Test
    void aDomainHasItsOwnAdministrator() {
        Firm other = Firm.on(server);
        Rest chief = firm.rest(firm.account("chief", "admin:" + firm.domain), Firm.PASSWORD);
        String json = "{\"address\":\"%s\",\"password\":\"" + Firm.PASSWORD + "\",\"roles\":[%s]}";
        assertEquals(201, chief.post("accounts", json.formatted(firm.at("desk"), "")).status());
        assertEquals(200, chief.patch("accounts/" + firm.at("desk"), "{\"password\":\"another one\"}").status());
        assertEquals(201, chief.post("aliases", "{\"address\":\"" + firm.at("info") + "\",\"targets\":[\""
                + firm.at("desk") + "\"]}").status());
        assertEquals(200, chief.get("accounts?domain=" + firm.domain).status());
        for (Rest.Answer no : List.of(chief.post("accounts", json.formatted(firm.at("boss"), "\"admin\"")),
                chief.post("accounts", json.formatted(other.at("desk"), "")), chief.get("accounts"),
                chief.patch("domains/" + firm.domain, "{\"limitAccounts\":0,\"active\":true}"),
                chief.patch("domains/" + firm.domain, "{\"limitAccounts\":9}"), chief.get("queue"), chief.get("audit"),
                chief.get("status"), chief.patch("accounts/" + firm.account("root", "admin"), "{\"password\":\"taken over\"}"))) {
            assertEquals(403, no.status(), no.toString());
        }
        try (Imap imap = Imap.login(ports.imap(), firm.at("desk"), "another one")) {
            imap.ok("SELECT INBOX");
        }
    }

    @Test
    void aDomainHasLimits() {
        firm.account("desk");
        firm.change("domains/" + firm.domain, "{\"limitAccounts\":1,\"limitMessagesPerHour\":1,\"limitSizeBytes\":1000}");
        assertEquals(422, firm.admin().post("accounts", "{\"address\":\"" + firm.at("more") + "\",\"password\":\""
                + Firm.PASSWORD + "\"}").status());
        String desk = firm.at("desk");
        try (Smtp smtp = Smtp.submission(ports.submission(), desk, Firm.PASSWORD)) {
            assertEquals("5.3.4", smtp.deliver(desk, Mail.of(desk, desk, "large", "x".repeat(70) + "\r\n" + ("y".repeat(70)
                    + "\r\n").repeat(20)), desk).enhanced());
            assertEquals(250, smtp.deliver(desk, Mail.of(desk, desk, "one", "x\r\n"), desk).code());
            assertEquals("4.7.1", smtp.expect(450, "MAIL FROM:<" + desk + ">").enhanced());
        }
    }

    // ---- who logs in

    @Test
    void anAccountWorksAtOnceForEveryProtocol() {
        String desk = firm.account("desk");
        worksEverywhere(desk, Firm.PASSWORD);
    }

    @Test
    void anApplicationPasswordWorksForEveryProtocolAndIsNotThePerson() {
        String desk = firm.account("desk");
        Firm.Key phone = firm.applicationPassword(desk, "phone");
        worksEverywhere(desk, phone.secret());
        Rest program = firm.rest(desk, phone.secret());
        String passwords = "accounts/" + desk + "/passwords";
        mayNot(program.get(passwords));
        mayNot(program.post(passwords, "{\"label\":\"another\"}"));
        mayNot(program.delete(passwords + "/" + phone.id()));
        mayNot(program.patch("accounts/" + desk, "{\"password\":\"taken over\"}"));
        mayNot(program.patch("accounts/" + desk,
                "{\"currentPassword\":\"" + phone.secret() + "\",\"password\":\"taken over\"}"));
        assertEquals(1, firm.rest(desk, Firm.PASSWORD).get(passwords).json().getJsonArray("items").size());
        firm.revoke(desk, phone);
        assertEquals(401, program.get("accounts/" + desk).status());
        assertFalse(Webmail.of(server).login(desk, phone.secret()).uri().getPath().contains("/mail/"));
    }

    @Test
    void anAdministratorsApplicationPasswordAdministersNothing() {
        String boss = firm.account("boss", "admin");
        String desk = firm.account("desk");
        String phone = firm.applicationPassword(boss, "phone").secret();
        Rest program = firm.rest(boss, phone);
        assertEquals(200, firm.rest(boss, Firm.PASSWORD).get("status").status());
        assertEquals(200, program.get("accounts/" + boss).status(), "its own");
        mayNot(program.get("status"));
        mayNot(program.get("domains"));
        mayNot(program.get("accounts/" + desk));
        mayNot(program.patch("accounts/" + boss, "{\"password\":\"taken over\"}"));
        mayNot(program.patch("accounts/" + desk, "{\"active\":false}"));
        mayNot(program.post("domains", "{\"name\":\"taken-" + firm.domain + "\"}"));
        Webmail pages = Webmail.of(server);
        pages.login(boss, phone);
        assertTrue(pages.isIn());
        assertEquals(403, pages.get("/admin/index.xhtml").statusCode());
        try (Smtp smtp = Smtp.submission(ports.submission(), boss, phone)) {
            assertEquals("5.7.1", smtp.expect(550, "MAIL FROM:<" + desk + ">").enhanced(), "only as its own");
            smtp.expect(250, "MAIL FROM:<" + boss + ">");
        }
    }

    @Test
    void aDeviceSendsAsItsSendersAndReadsNothing() {
        String desk = firm.account("desk");
        String printer = firm.at("printer");
        JsonObject made = firm.make("devices", "{\"address\":\"" + printer + "\",\"senders\":[\"" + firm.at("scan")
                + "\",\"" + desk + "\"],\"networks\":[\"127.0.0.1/32\"]}");
        String secret = made.getString("password");
        try (Inbox inbox = firm.inbox(desk); Smtp smtp = Smtp.submission(ports.submission(), printer, secret)) {
            for (String foreign : List.of(printer, firm.at("boss"), "x@away.test", "")) {
                assertEquals("5.7.1", smtp.expect(550, "MAIL FROM:<" + foreign + ">").enhanced(), foreign);
            }
            byte[] message = Mail.of(firm.at("scan"), desk, "scanned", "hello\r\n");
            assertEquals(250, smtp.deliver(firm.at("scan"), message, desk).code());
            Mail.assertSame(message, inbox.only());
            String away = Mail.token() + "@away.test";
            byte[] out = Mail.of(desk, away, "scanned", "hello\r\n");
            assertEquals(250, smtp.deliver(desk, out, away).code());
            Mail.assertSame(out, sink.await(away, SOON).message());
        }
        try (Imap imap = Imap.connect(ports.imap()); Pop3 pop3 = Pop3.connect(ports.pop3());
                Smtp elsewhere = Smtp.connect(ports.submission(), "127.0.0.2")) {
            assertTrue(imap.command("LOGIN " + printer + " " + secret).status().startsWith("NO "));
            pop3.ok("USER " + printer);
            assertTrue(pop3.send("PASS " + secret).startsWith("-ERR "));
            elsewhere.ehlo();
            assertEquals(535, elsewhere.authPlain(printer, secret).code(), "not from where it may log in");
        }
        assertEquals(401, firm.rest(printer, secret).get("accounts/" + printer).status());
        assertEquals("550 5.1.1", rcpt(printer));
    }

    /** Sends a message to itself, and finds it by every way to read. */
    private void worksEverywhere(String address, String secret) {
        String subject = "to myself " + Mail.token();
        byte[] message = Mail.of(address, address, subject, "hello\r\n");
        try (Smtp smtp = Smtp.submission(ports.submission(), address, secret)) {
            assertEquals(250, smtp.deliver(address, message, address).code());
        }
        try (Pop3 pop3 = Pop3.login(ports.pop3(), address, secret)) {
            assertEquals(1, pop3.count());
            Mail.assertSame(message, pop3.retr(1));
            pop3.quit();
        }
        try (Imap imap = Imap.login(ports.imap(), address, secret)) {
            imap.ok("SELECT INBOX");
            Mail.assertSame(message, imap.body(1));
        }
        Webmail pages = Webmail.of(server);
        pages.login(address, secret);
        assertTrue(pages.get("/mail/").body().contains(subject));
        Rest rest = firm.rest(address, secret);
        assertEquals(address, rest.get("accounts/" + address).json().getString("address"));
        assertEquals(202, rest.post("messages", "{\"to\":[\"" + address + "\"],\"subject\":\"by REST\",\"text\":\"x\"}")
                .status());
    }

    private static void mayNot(Rest.Answer answer) {
        assertEquals(403, answer.status(), answer.toString());
        assertEquals("application-password", answer.json().getString("code"));
        assertEquals("An application password may not do this", answer.json().getString("detail"));
    }

    /** A message from a stranger, which is taken. */
    private byte[] arrives(String recipient) {
        byte[] message = Mail.of(STRANGER, recipient, "from outside", "hello\r\n");
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            assertEquals(250, smtp.deliver(STRANGER, message, recipient).code());
        }
        return message;
    }

    /** What a stranger hears at RCPT. */
    private String rcpt(String recipient) {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.expect(250, "MAIL FROM:<" + STRANGER + ">");
            Smtp.Reply reply = smtp.send("RCPT TO:<" + recipient + ">");
            return reply.code() + " " + reply.enhanced();
        }
    }
}
