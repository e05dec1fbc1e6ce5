package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The extensions that few senders use, on real ports: each from the client's MAIL to where it ends. */
final class SmtpExtensionsIT {

    private static final String U5 = "u5@mercury.test";
    private static final String U7 = "u7@mercury.test";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();
    private final Sink sink = MercuryServer.sharedSink();

    @Test
    void offersWhatWorksWhereItWorks() {
        try (Smtp mx = Smtp.connect(ports.mx()); Smtp submission = Smtp.connect(ports.submission());
                Smtp secure = Smtp.connectTls(ports.submissions()); Smtp lmtp = Smtp.connect(ports.lmtp())) {
            Smtp.Reply stranger = mx.ehlo();
            assertTrue(stranger.offers("MT-PRIORITY") && stranger.offers("DELIVERBY") && stranger.offers("LIMITS"));
            assertFalse(stranger.offers("FUTURERELEASE") || stranger.offers("REQUIRETLS") || stranger.offers("XCLIENT"));
            assertTrue(submission.ehlo().text().contains("\nFUTURERELEASE 2678400 20"));
            assertTrue(secure.ehlo().offers("REQUIRETLS"));
            assertFalse(lmtp.lhlo().offers("DELIVERBY"));
        }
    }

    /** RFC 4865: not before its time, here or elsewhere. */
    @Test
    void heldUntilItsTime() {
        String away = "held-" + Mail.token() + "@away.test";
        byte[] message = Mail.of(U5, away, "held", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U7)) {
            Instant until = Instant.now().plusSeconds(2);
            submit("HOLDUNTIL=" + until, message, away, U7);
            inbox.assertNothing();
            assertEquals(0, sink.count(away));
            Mail.assertSame(message, inbox.await(SOON));
            Mail.assertSame(message, sink.await(away, SOON).message());
            assertFalse(sink.await(away, SOON).at().isBefore(until));
        }
    }

    /** Who changes his mind, or an administrator, sees it in the queue. */
    @Test
    void aHeldMessageCanBeCancelled() {
        try (Inbox inbox = Inbox.of(server, U7)) {
            String id = submit("HOLDFOR=86400", Mail.of(U5, U7, "never", "hello\r\n"), U7);
            Rest admin = Rest.of(server, "admin@mercury.test");
            assertEquals(200, admin.get("queue/" + id).status());
            assertEquals(200, admin.delete("queue/" + id).status());
            assertEquals(404, admin.get("queue/" + id).status());
            inbox.assertNothing();
        }
    }

    /** RFC 6710, and RFC 2852 to a server that keeps to it. */
    @Test
    void priorityAndTimeAreHandedOn() {
        String away = "urgent-" + Mail.token() + "@away.test";
        submit("MT-PRIORITY=4 BY=3600;R", Mail.of(U5, away, "urgent", "hello\r\n"), away);
        Sink.Taken taken = sink.await(away, SOON);
        assertTrue(taken.mail().matches(".* MT-PRIORITY=4 BY=3[56]\\d\\d;R"), taken.mail());
        assertTrue(taken.text().contains("\r\n\tPRIORITY 4;\r\n"), taken.text());
    }

    @Test
    void aStrangerIsNotMoreUrgentThanOthers() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            assertEquals("250 2.3.6 0", smtp.send("MAIL FROM:<a@away.test> MT-PRIORITY=9").toString().substring(0, 11));
        }
    }

    /** RFC 2852: what did not arrive in time comes back, though it could be tried longer. */
    @Test
    void returnedWhenItsTimeIsOver() {
        String away = "late-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.DEFER);
        try (Inbox inbox = Inbox.of(server, U5)) {
            submit("BY=10;R", Mail.of(U5, away, "late", "hello\r\n"), away);
            String report = text(inbox.await(SOON));
            assertTrue(report.contains("Status: 5.4.7"), report);
        }
    }

    /** RFC 8689: the next hop has no TLS, so it gets nothing; the report says which promise could not be kept. */
    @Test
    void requireTlsIsNotBroken() {
        String away = "safe-" + Mail.token() + "@away.test";
        try (Inbox inbox = Inbox.of(server, U5); Smtp smtp = Smtp.connectTls(ports.submissions())) {
            smtp.ehlo();
            assertEquals(235, smtp.authPlain(U5, "secret").code());
            smtp.expect(250, "MAIL FROM:<" + U5 + "> REQUIRETLS RET=FULL");
            smtp.expect(250, "RCPT TO:<" + away + ">");
            assertEquals(250, smtp.data(Mail.of(U5, away, "safe", "the body\r\n")).code());
            String report = text(inbox.await(SOON));
            assertTrue(report.contains("Status: 5.7.10"), report);
            assertFalse(report.contains("the body"), "only the header returns (RFC 8689 §5)");
            assertEquals(0, sink.attempts(away).size());
        }
    }

    /** XCLIENT: what the proxy hands over counts as the client's. */
    @Test
    void aProxySaysWhomItSpeaksFor() {
        byte[] message = Mail.of("a@away.test", U7, "through a proxy", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U7); Smtp smtp = Smtp.connect(ports.mx(), "127.0.0.77")) {
            assertTrue(smtp.ehlo().offers("XCLIENT"));
            smtp.expect(220, "XCLIENT ADDR=192.0.2.99 NAME=[UNAVAILABLE] HELO=client.away.test PROTO=ESMTP");
            smtp.ehlo();
            assertEquals(250, smtp.deliver("a@away.test", message, U7).code());
            String filed = text(inbox.await(SOON));
            assertTrue(filed.contains("Received: from client.away.test ([192.0.2.99])"), filed);
        }
        try (Smtp other = Smtp.connect(ports.mx(), "127.0.0.78")) {
            other.ehlo();
            assertEquals(500, other.send("XCLIENT ADDR=192.0.2.99").code());
        }
    }

    /** The id that Mercury gave it. */
    private String submit(String parameters, byte[] message, String... recipients) {
        try (Smtp smtp = Smtp.submission(ports.submission(), U5)) {
            smtp.expect(250, "MAIL FROM:<" + U5 + "> " + parameters);
            for (String recipient : recipients) {
                smtp.expect(250, "RCPT TO:<" + recipient + ">");
            }
            Smtp.Reply reply = smtp.data(message);
            assertEquals(250, reply.code(), reply.toString());
            return reply.text().split(" ")[2];
        }
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }
}
