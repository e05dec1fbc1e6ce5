package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What strangers meet at the MX of a running server behind a load balancer: the PROXY header tells who they are, lists
 * in DNS turn some away, greylisting lets the others come again.
 */
final class StrangersIT {

    private static final String U1 = "u1@mercury.test";

    private static NameServer names;
    private static MercuryServer server;

    @BeforeAll
    static void start() {
        names = new NameServer();
        ServerPorts ports = ServerPorts.free();
        Map<String, String> settings = new HashMap<>(Map.of(
                "MERCURY_LISTEN_PROXIES", "127.0.0.1/32@%d,127.0.0.1/32@%d".formatted(ports.mx(), ports.imap()),
                "MERCURY_DNS_SERVERS", "127.0.0.1:" + names.port(),
                "MERCURY_SMTP_BLOCK_LISTS", "bl.test,silent.test",
                "MERCURY_SMTP_ALLOW_LISTS", "wl.test",
                "MERCURY_SMTP_GREYLIST", "true",
                "MERCURY_SMTP_GREYLIST_DELAY", "2s",
                "MERCURY_SMTP_GREETING_DELAY", "100ms",
                "MERCURY_SMTP_HELO", "refuse",
                "MERCURY_SMTP_NETWORK_RECIPIENTS", "10",
                "MERCURY_SMTP_TARPIT", "1s"));
        settings.put("MERCURY_LOGIN_PLAIN_NETWORKS", "127.0.0.0/8, 203.0.113.5/32");
        server = MercuryServer.fresh("strangers", ports, settings);
        names.beSilentAbout("silent.test");
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        names.close();
    }

    private static String header(String address) {
        return "PROXY TCP%d %s %s 40000 25\r\n".formatted(address.contains(":") ? 6 : 4, address,
                address.contains(":") ? "2001:db8::25" : "192.0.2.25");
    }

    /** A client that a load balancer passes on. */
    private static Smtp from(String address) {
        LineClient line = LineClient.plain(server.ports().mx());
        line.raw(header(address));
        Smtp smtp = Smtp.over(line);
        smtp.ehlo();
        return smtp;
    }

    private static Smtp.Reply rcpt(String address, String sender, String recipient) {
        try (Smtp smtp = from(address)) {
            smtp.expect(250, "MAIL FROM:<" + sender + ">");
            return smtp.send("RCPT TO:<" + recipient + ">");
        }
    }

    @Test
    void theReceivedFieldNamesTheClientNotTheBalancer() {
        names.address("77.113.0.203.wl.test", "127.0.5.2");
        byte[] message = Mail.of("a@else.test", U1, "proxied", "hello\r\n");
        try (Smtp smtp = from("203.0.113.77")) {
            assertEquals(250, smtp.deliver("a@else.test", message, U1).code());
        }
        try (Pop3 pop3 = Pop3.connect(server.ports().pop3())) {
            pop3.ok("USER " + U1);
            pop3.ok("PASS secret");
            String got = String.join("\n", pop3.multi("RETR 1"));
            assertTrue(got.contains("[203.0.113.77]"), got);
        }
    }

    @Test
    void withoutAHeaderTheBalancerIsNotServed() {
        try (LineClient line = LineClient.plain(server.ports().mx())) {
            line.raw("EHLO client.test\r\n".repeat(20));
            assertTrue(line.closedByServer());
        }
    }

    @Test
    void whoTalksBeforeTheGreetingIsRefused() {
        try (LineClient line = LineClient.plain(server.ports().mx())) {
            line.raw(header("203.0.113.9") + "EHLO client.test\r\n");
            String answer = line.line();
            assertTrue(answer.startsWith("554 5.5.1 "), answer);
            assertTrue(line.closedByServer());
        }
        try (Smtp smtp = from("203.0.113.9")) {
            smtp.line().raw("EHLO client.test\r\nMAIL FROM:<a@else.test>\r\n");
            assertEquals(554, smtp.reply().code(), "nor before EHLO was answered");
        }
        try (LineClient line = LineClient.plain(server.ports().mx())) {
            line.raw("PROXY UNKNOWN\r\nQUIT\r\n");
            assertTrue(line.line().startsWith("220 "), "the balancer's own look");
        }
    }

    @Test
    void aStrangerDoesNotCallItselfByOurNames() {
        for (String name : new String[] {"mercury.test", "[192.0.2.25]", "203.0.113.9", "what?"}) {
            try (Smtp smtp = from("203.0.113.9")) {
                smtp.expect(250, "EHLO " + name);
                smtp.expect(250, "MAIL FROM:<a@else.test>");
                Smtp.Reply reply = smtp.send("RCPT TO:<" + U1 + ">");
                assertTrue(reply.toString().startsWith("550 5.7.1 You call yourself " + name + ", which is "),
                        reply.toString());
                assertEquals(250, smtp.send("RCPT TO:<postmaster@mercury.test>").code());
            }
        }
    }

    @Test
    void whoFailsAgainAndAgainIsAnsweredSlowly() {
        try (Smtp smtp = from("203.0.113.10")) {
            smtp.expect(250, "MAIL FROM:<a@else.test>");
            smtp.expect(550, "RCPT TO:<nobody@mercury.test>");
            smtp.expect(550, "RCPT TO:<nobody@mercury.test>");
            long before = System.nanoTime();
            smtp.expect(550, "RCPT TO:<nobody@mercury.test>");
            assertTrue(System.nanoTime() - before >= Duration.ofSeconds(1).toNanos());
        }
    }

    /** Who may log in without TLS is asked of the client, not of the balancer. */
    @Test
    void imapBehindTheBalancer() {
        assertTrue(loginFrom("203.0.113.5").startsWith("a OK"));
        assertTrue(loginFrom("203.0.113.6").startsWith("a NO [PRIVACYREQUIRED]"));
    }

    private static String loginFrom(String address) {
        try (LineClient line = LineClient.plain(server.ports().imap())) {
            line.raw("PROXY TCP4 " + address + " 192.0.2.25 40000 143\r\n");
            assertTrue(line.line().startsWith("* OK"));
            line.send("a LOGIN " + U1 + " secret");
            return line.line();
        }
    }

    @Test
    void aListedClientHearsWhereAndWhyAndCanStillReachThePostmaster() {
        names.address("66.113.0.203.bl.test", "127.0.0.2");
        names.text("66.113.0.203.bl.test", "sends junk");
        Smtp.Reply reply = rcpt("203.0.113.66", "a@else.test", U1);
        assertEquals("550 5.7.1 Client 203.0.113.66 is listed at bl.test: sends junk", reply.toString());
        assertEquals(250, rcpt("203.0.113.66", "a@else.test", "postmaster@mercury.test").code());
    }

    @Test
    void aStrangerIsPutOffAndTakenWhenHeComesAgain() {
        assertEquals(451, rcpt("198.51.100.7", "a@else.test", U1).code());
        assertEquals("4.7.1", rcpt("198.51.100.7", "a@else.test", U1).enhanced());
        assertEquals(550, rcpt("198.51.100.7", "a@else.test", "nobody@mercury.test").code());
        Await.until("the stranger to be let in", Duration.ofSeconds(20),
                () -> rcpt("198.51.100.7", "a@else.test", U1).code() == 250);
        assertEquals(250, rcpt("198.51.100.8", "a@else.test", U1).code(), "its neighbour is it, too");
        try (Smtp smtp = from("198.51.100.9")) {
            smtp.expect(250, "MAIL FROM:<a@else.test>");
            Smtp.Reply reply = smtp.send("RCPT TO:<" + U1 + ">");
            for (int i = 0; i < 10 && reply.code() == 250; i++) {
                reply = smtp.send("RCPT TO:<" + U1 + ">");
            }
            assertTrue(reply.toString().startsWith("450 4.7.1 Too much from your network, come again in "),
                    reply.toString());
        }
        assertEquals(451, rcpt("2001:db8::7", "a@else.test", U1).code());
    }

    @Test
    void whoLogsInIsNoStranger() {
        try (Smtp smtp = Smtp.submission(server.ports().submission(), U1)) {
            smtp.envelope(U1, "u2@mercury.test");
        }
    }
}
