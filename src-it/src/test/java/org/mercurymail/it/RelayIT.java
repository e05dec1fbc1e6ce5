package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may send to the world without a login: on a server with several listeners, a network that relays at one of them,
 * and POP before SMTP. Clients come from different addresses of loopback, as from different machines.
 */
final class RelayIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String INSIDE = "127.0.0.9"; // of the network that relays
    private static final int SECOND = FreePorts.take();
    private static final int THIRD = FreePorts.take();
    private static final int SECURE = FreePorts.take();

    private static MercuryServer server;
    private static ServerPorts ports;
    private static Sink sink;

    private final Firm firm = Firm.on(server);

    @BeforeAll
    static void start() {
        ports = ServerPorts.free();
        Certificate certificate = Certificate.selfSigned();
        server = MercuryServer.fresh("relay", ports, Map.of(
                "MERCURY_SMTP_LISTENERS", ("mx@127.0.0.1:%d, mx@127.0.0.1:%d, submission@127.0.0.1:%d, mx@127.0.0.1:%d/tls, "
                        + "lmtp@127.0.0.1:%d, submission@127.0.0.1:%d/tls").formatted(ports.mx(), SECOND, ports.submission(),
                        THIRD, ports.lmtp(), SECURE),
                "MERCURY_TLS_AUTHORITIES", certificate.pem().toString(),
                "MERCURY_SMTP_RELAY_NETWORKS", "127.0.0.8/29@%d, 127.0.0.8/29@%d".formatted(SECOND, ports.lmtp()),
                "MERCURY_POP_BEFORE_SMTP", "true", "MERCURY_POP_BEFORE_SMTP_WINDOW", "8s",
                "MERCURY_LOGIN_FAILURES_BY_ADDRESS", "3"));
        sink = new Sink(ports.sink(), certificate.context());
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        sink.close();
    }

    @Test
    void everyListenerTakesMailAtItsOwnPort() {
        String desk = firm.account("desk");
        try (Inbox inbox = firm.inbox(desk)) {
            for (Smtp smtp : List.of(Smtp.connect(ports.mx()), Smtp.connect(SECOND), Smtp.connectTls(THIRD))) {
                smtp.ehlo();
                byte[] message = Mail.of("a@away.test", desk, "by each", "hello\r\n");
                assertEquals(250, smtp.deliver("a@away.test", message, desk).code());
                Mail.assertSame(message, inbox.only());
                smtp.quit();
            }
        }
    }

    /** RFC 8689: over TLS to a server that proves its name and keeps the promise too, and the promise goes along. */
    @Test
    void whatRequiresTlsGoesOverVerifiedTls() {
        String desk = firm.account("safe");
        String away = "safe-" + Mail.token() + "@away.test";
        byte[] message = Mail.of(desk, away, "safe", "hello\r\n");
        try (Smtp smtp = Smtp.connectTls(SECURE)) {
            assertTrue(smtp.ehlo().offers("REQUIRETLS"));
            assertEquals(235, smtp.authPlain(desk, Firm.PASSWORD).code());
            smtp.expect(250, "MAIL FROM:<" + desk + "> REQUIRETLS");
            smtp.expect(250, "RCPT TO:<" + away + ">");
            assertEquals(250, smtp.data(message).code());
        }
        Sink.Taken taken = sink.await(away, SOON);
        Mail.assertSame(message, taken.message());
        assertTrue(taken.mail().endsWith(" REQUIRETLS") || taken.mail().contains(" REQUIRETLS "), taken.mail());
    }

    // ---- networks

    @Test
    void aNetworkRelaysAtItsListenerAndAtNoOther() {
        String away = Mail.token() + "@away.test";
        byte[] message = Mail.of("anybody@else.test", away, "from the machine", "hello\r\n");
        try (Smtp smtp = Smtp.connect(SECOND, INSIDE)) {
            smtp.ehlo();
            assertEquals(250, smtp.deliver("anybody@else.test", message, away).code());
            Mail.assertSame(message, sink.await(away, SOON).message());
        }
        assertRelays(false, ports.mx(), INSIDE, "anybody@else.test");
        assertRelays(false, THIRD, INSIDE, "anybody@else.test");
        assertRelays(false, ports.submission(), INSIDE, "anybody@else.test");
        assertRelays(true, SECOND, "127.0.0.15", "anybody@else.test");
        assertRelays(false, SECOND, "127.0.0.16", "anybody@else.test");
        assertRelays(false, SECOND, "127.0.0.7", "anybody@else.test");
        try (Smtp lmtp = Smtp.connect(ports.lmtp(), INSIDE)) {
            lmtp.lhlo();
            lmtp.expect(250, "MAIL FROM:<anybody@else.test>");
            assertEquals("5.7.1", lmtp.expect(550, "RCPT TO:<x@away.test>").enhanced(), "LMTP never relays");
        }
    }

    // ---- POP before SMTP

    @Test
    void readingMailOpensSmtpForAWhileFromThere() {
        String desk = firm.account("desk");
        String boss = firm.account("boss");
        for (String from : new String[] {"127.0.0.20", "127.0.0.21"}) {
            assertRelays(false, ports.mx(), from, desk);
            assertRelays(false, ports.submission(), from, desk);
            readMail(desk, from, Firm.PASSWORD, from.endsWith("0"));
            assertRelays(true, ports.mx(), from, desk);
            assertRelays(true, ports.submission(), from, desk);
            assertRelays(false, ports.mx(), from, boss);
            assertRelays(false, ports.mx(), from, "x@else.test");
            assertRelays(false, ports.mx(), "127.0.0.22", desk);
        }
        Await.until("the window to be over", Duration.ofSeconds(60), () ->
                !relays(ports.mx(), "127.0.0.20", desk) && !relays(ports.submission(), "127.0.0.21", desk));
    }

    @Test
    void whatReadTheMailIsRevokedAndSoIsSmtp() {
        String boss = firm.account("boss", "admin");
        String desk = firm.account("desk");
        Firm.Key phone = firm.applicationPassword(boss, "phone");
        readMail(boss, "127.0.0.25", phone.secret(), true);
        assertRelays(true, ports.mx(), "127.0.0.25", boss);
        assertRelays(false, ports.mx(), "127.0.0.25", desk); // no administrator, for where he sits
        firm.revoke(boss, phone);
        assertRelays(false, ports.mx(), "127.0.0.25", boss);
    }

    // ---- open-relay probes

    /** Refused at MAIL or RCPT, or delivered here: to the account that catches all of the firm's addresses. */
    @Test
    void nothingThatAStrangerTriesIsRelayed() {
        String desk = firm.account("desk");
        firm.change("domains/" + firm.domain, "{\"catchAll\":\"" + desk + "\"}");
        String alias = firm.otherName();
        String idn = firm.otherName("xn--mnchen-3ya." + firm.domain);
        int taken = sink.taken().size();
        try (Inbox inbox = firm.inbox(desk)) {
            for (String path : List.of("desk@F", "DESK@F", "desk+x@F", "victim%away.test@F", "away.test!victim@F",
                    "F!away.test!victim@F", "\"victim@away.test\"@F", "\"victim%away.test\"@F", "\"@away.test:victim\"@F",
                    "@away.test:desk@F", "@F,@away.test:desk@F", "@away.test,@F:desk@A", "desk@A",
                    "victim%away.test@A", "\"victim@away.test\"@A", "desk@I", "desk@XN--MNCHEN-3YA.F",
                    "victim%away.test@I")) {
                String recipient = named(path, alias, idn);
                byte[] message = Mail.of("spam@evil.test", "you@evil.test", "probe", recipient + "\r\n");
                for (int port : new int[] {ports.mx(), SECOND}) {
                    try (Smtp smtp = Smtp.connect(port)) {
                        smtp.ehlo();
                        assertEquals(250, smtp.deliver("spam@evil.test", message, recipient).code(), recipient);
                        Mail.assertSame(message, inbox.only());
                    }
                }
            }
            for (String path : List.of("victim@away.test", "VICTIM@AWAY.TEST", "\"victim\"@away.test",
                    "victim@F@away.test", "victim@away.test@F", "\"victim@F\"@away.test", "victim%F@away.test",
                    "@F:victim@away.test", "@F,@A:victim@away.test", "@A:victim@away.test", "@I:victim@away.test",
                    "victim@away.test.", "desk@F.", "victim@F.away.test", "victim@sub.F", "victim@notF",
                    "victim@[203.0.113.9]", "victim@[127.0.0.1]", "victim@[IPv6:2001:db8::9]", "victim@[IPv6:::1]",
                    "victim%away.test@[127.0.0.1]", "victim@127.0.0.1", "victim", "victim%away.test",
                    "victim@localhost", "victim@m\u00fcnchen.F", "victim@xn--mnchen-3ya.away.test",
                    "victim@F\\@away.test", "victim@F;away.test", "victim@F,victim@away.test", "victim@F victim@away.test")) {
                for (String sender : List.of("spam@evil.test", "", desk, "postmaster@F", "desk@A", "desk@localhost",
                        "desk@[127.0.0.1]", "@F:desk@F")) {
                    refused(named(sender, alias, idn), named(path, alias, idn));
                }
            }
            inbox.assertNothing();
        }
        assertEquals(taken, sink.taken().size());
        assertEquals(0, firm.admin().get("queue?q=victim").json().getJsonArray("items").size(), "and nothing waits");
    }

    private void refused(String sender, String recipient) {
        for (int port : new int[] {ports.mx(), SECOND, ports.submission()}) {
            try (Smtp smtp = Smtp.connect(port, "127.0.0.30")) {
                smtp.ehlo();
                if (smtp.send("MAIL FROM:<" + sender + ">").code() == 250) {
                    Smtp.Reply reply = smtp.send(octets("RCPT TO:<" + recipient + ">"));
                    assertEquals(5, reply.code() / 100, sender + " to " + recipient + " at " + port + " -> " + reply);
                }
                assertEquals(5, smtp.send("DATA").code() / 100);
            }
        }
    }

    private String named(String path, String alias, String idn) {
        return path.replace("XN--MNCHEN-3YA.F", idn.toUpperCase(java.util.Locale.ROOT)).replaceAll("\\bF\\b|(?<=not)F", firm.domain)
                .replaceAll("\\bA\\b", alias).replaceAll("\\bI\\b", idn);
    }

    /** UTF-8, as LineClient sends it: one character an octet. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    // ---- what failures cost an address

    /** Three are free, whatever the name; after the seventh the pause is eight seconds. */
    @Test
    void failuresFromOneAddressSlowItDownAtEveryPort() {
        String desk = firm.account("desk");
        String from = "127.0.0.40";
        for (int failed = 0; failed < 7; failed++) {
            String name = "guess" + failed + "@" + firm.domain;
            boolean byPop3 = failed % 2 == 0;
            Await.until("a login of " + name + " to be looked at", SOON, () ->
                    byPop3 ? deniedByPop3(name, from) : deniedByImap(name, from));
        }
        try (Smtp smtp = Smtp.connect(ports.submission(), from); Pop3 pop3 = Pop3.connect(ports.pop3(), from)) {
            smtp.ehlo();
            Smtp.Reply reply = smtp.authPlain(desk, Firm.PASSWORD);
            assertEquals("454 4.7.0", reply.code() + " " + reply.enhanced(), "the right password, too");
            pop3.ok("USER " + desk);
            assertTrue(pop3.send("PASS " + Firm.PASSWORD).startsWith("-ERR [SYS/TEMP]"));
        }
        Smtp.submission(ports.submission(), desk, Firm.PASSWORD).quit(); // others do not wait
    }

    private static boolean deniedByPop3(String name, String from) {
        try (Pop3 pop3 = Pop3.connect(ports.pop3(), from)) {
            pop3.ok("USER " + name);
            return pop3.send("PASS wrong").startsWith("-ERR [AUTH]");
        }
    }

    private static boolean deniedByImap(String name, String from) {
        try (Imap imap = Imap.connect(ports.imap(), from)) {
            return imap.command("LOGIN " + name + " wrong").status().startsWith("NO [AUTHENTICATIONFAILED]");
        }
    }

    // ----

    private static void readMail(String address, String from, String secret, boolean byPop3) {
        if (byPop3) {
            try (Pop3 pop3 = Pop3.connect(ports.pop3(), from)) {
                pop3.ok("USER " + address);
                pop3.ok("PASS " + secret);
            }
        } else {
            try (Imap imap = Imap.connect(ports.imap(), from)) {
                imap.ok("LOGIN " + address + " \"" + secret + "\"");
            }
        }
    }

    private static void assertRelays(boolean expected, int port, String from, String sender) {
        assertEquals(expected, relays(port, from, sender), sender + " from " + from + " at " + port);
    }

    /** Whether a recipient elsewhere is taken; nothing is sent. */
    private static boolean relays(int port, String from, String sender) {
        try (LineClient line = LineClient.plain(port, from)) {
            if (port == THIRD) {
                line.startTls();
            }
            Smtp smtp = Smtp.over(line);
            smtp.ehlo();
            return smtp.send("MAIL FROM:<" + sender + ">").code() == 250
                    && smtp.send("RCPT TO:<x@away.test>").code() == 250;
        }
    }
}
