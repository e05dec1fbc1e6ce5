package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.junit.jupiter.api.Test;

/** Mail for other domains: queued at 250, delivered at the next hop, retried, and reported when it cannot be. */
final class NextHopIT {

    private static final String U1 = "u1@mercury.test";
    private static final String U3 = "u3@mercury.test";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration RETRIED = Duration.ofSeconds(60);

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();
    private final Sink sink = MercuryServer.sharedSink();

    @Test
    void deliveredByteForByte() {
        String away = Mail.token() + "@away.test";
        byte[] message = Mail.of(U1, away, "out", "caf\u00e9\r\n.\r\n..two\r\nend\r\n");
        submit(message, away);
        Sink.Taken taken = sink.await(away, SOON);
        Mail.assertSame(message, taken.message());
        assertTrue(taken.mail().startsWith("MAIL FROM:<" + U1 + ">"), taken.mail());
        assertTrue(taken.mail().contains("BODY=8BITMIME"), taken.mail());
        assertEquals("mx.mercury.test", taken.helo());
        assertEquals(1, sink.count(away));
    }

    @Test
    void localAndForeignInOneTransaction() {
        String away = Mail.token() + "@away.test";
        byte[] message = Mail.of(U1, away, "both", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, "u4@mercury.test")) {
            submit(message, away, "u4@mercury.test");
            Mail.assertSame(message, inbox.only());
        }
        Mail.assertSame(message, sink.await(away, SOON).message());
    }

    @Test
    void retriedAfter4yz() {
        for (Sink.Manners manners : List.of(Sink.Manners.DEFER, Sink.Manners.DEFER_MESSAGE, Sink.Manners.DROP,
                Sink.Manners.SHUT)) {
            String away = manners + "-" + Mail.token() + "@away.test";
            sink.answer(away, manners, manners);
            byte[] message = Mail.of(U1, away, "later", "hello\r\n");
            submit(message, away);
            Mail.assertSame(message, sink.await(away, RETRIED).message());
            List<Sink.Attempt> attempts = sink.attempts(away);
            assertEquals(3, attempts.size(), attempts.toString());
            assertTrue(Duration.between(attempts.get(0).at(), attempts.get(1).at()).toMillis() >= 900,
                    "the schedule's first wait is one second: " + attempts);
            assertEquals(1, sink.count(away));
        }
    }

    @Test
    void onlyTheDeferredRecipientIsTriedAgain() {
        String good = "good-" + Mail.token() + "@away.test";
        String later = "later-" + Mail.token() + "@away.test";
        sink.answer(later, Sink.Manners.DEFER);
        submit(Mail.of(U1, good, "some", "hello\r\n"), good, later);
        sink.await(later, RETRIED);
        assertEquals(1, sink.count(good));
        assertEquals(1, sink.attempts(good).size(), sink.attempts(good).toString());
    }

    @Test
    void refusalIsReportedToTheSender() throws Exception {
        String away = "refused-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.REFUSE);
        byte[] message = Mail.of(U3, away, "will bounce", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U3)) {
            submit(U3, message, away);
            InternetHeaders recipient = report(inbox.await(SOON), away);
            assertEquals("failed", recipient.getHeader("Action", null));
            assertEquals("5.1.1", recipient.getHeader("Status", null));
            assertTrue(recipient.getHeader("Diagnostic-Code", null).startsWith("smtp;"),
                    recipient.getHeader("Diagnostic-Code", null));
            assertTrue(recipient.getHeader("Diagnostic-Code", null).contains("no such user here"));
        }
        assertEquals(1, sink.attempts(away).size());
    }

    @Test
    void refusalOfTheMessageIsReportedToo() throws Exception {
        String away = "spam-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.REFUSE_MESSAGE);
        try (Inbox inbox = Inbox.of(server, U3)) {
            submit(U3, Mail.of(U3, away, "will bounce", "hello\r\n"), away);
            assertEquals("5.7.1", report(inbox.await(SOON), away).getHeader("Status", null));
        }
    }

    /** Deferred to the end of mercury.retry.expire (20 s here), then reported. */
    @Test
    void expiryIsReported() throws Exception {
        String away = "never-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.DEFER);
        try (Inbox inbox = Inbox.of(server, U3)) {
            submit(U3, Mail.of(U3, away, "will expire", "hello\r\n"), away);
            InternetHeaders recipient = report(inbox.await(Duration.ofSeconds(90)), away);
            assertEquals("failed", recipient.getHeader("Action", null));
            assertTrue(sink.attempts(away).size() > 2, sink.attempts(away).toString());
        }
    }

    /** A report that cannot be delivered makes no report: RFC 5321 §4.5.5, RFC 3464 §2. */
    @Test
    void neverAReportAboutAReport() {
        String away = "null-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.REFUSE);
        String after = "after-" + Mail.token() + "@away.test";
        try (Inbox postmaster = Inbox.of(server, "admin@mercury.test"); Inbox inbox = Inbox.of(server, U3)) {
            submit("", Mail.of(U3, away, "null sender", "hello\r\n"), away);
            Await.until("the refused attempt", SOON, () -> sink.attempts(away).size() == 1);
            // A later message that makes the whole way shows that the queue went on past the refusal.
            submit(U3, Mail.of(U3, after, "after", "hello\r\n"), after);
            sink.await(after, SOON);
            inbox.assertNothing();
            postmaster.assertNothing();
            assertEquals(1, sink.attempts(away).size());
        }
    }

    @Test
    void noticeNeverMakesNoReport() {
        String away = "quiet-" + Mail.token() + "@away.test";
        sink.always(away, Sink.Manners.REFUSE);
        String after = "after-" + Mail.token() + "@away.test";
        try (Inbox inbox = Inbox.of(server, U3); Smtp smtp = Smtp.submission(ports.submission(), U3)) {
            if (!smtp.ehlo().offers("DSN")) {
                return; // not announced, not promised
            }
            smtp.expect(250, "MAIL FROM:<" + U3 + ">");
            smtp.expect(250, "RCPT TO:<" + away + "> NOTIFY=NEVER");
            assertEquals(250, smtp.data(Mail.of(U3, away, "quiet", "hello\r\n")).code());
            Await.until("the refused attempt", SOON, () -> sink.attempts(away).size() == 1);
            assertEquals(250, smtp.deliver(U3, Mail.of(U3, after, "after", "hello\r\n"), after).code());
            sink.await(after, SOON);
            inbox.assertNothing();
        }
    }

    /** One next hop that says nothing does not stop the mail of others. */
    @Test
    void aHangingDeliveryHoldsUpNobody() {
        String hanging = "hang-" + Mail.token() + "@away.test";
        sink.answer(hanging, Sink.Manners.HANG);
        submit(Mail.of(U1, hanging, "hang", "hello\r\n"), hanging);
        Await.until("the hanging attempt", SOON, () -> sink.attempts(hanging).size() == 1);
        String other = "other-" + Mail.token() + "@away.test";
        submit(Mail.of(U1, other, "other", "hello\r\n"), other);
        sink.await(other, SOON);
    }

    /** Mail waits while nobody listens at the next hop, and leaves when somebody does. */
    @Test
    void refusedConnectionIsRetried() {
        String away = "away-" + Mail.token() + "@away.test";
        sink.close();
        try {
            submit(Mail.of(U1, away, "closed", "hello\r\n"), away);
            try (Inbox inbox = Inbox.of(server, U1)) {
                inbox.assertNothing();
            }
        } finally {
            sink.open();
        }
        sink.await(away, RETRIED);
        assertEquals(1, sink.count(away));
    }

    private void submit(byte[] message, String... recipients) {
        submit(U1, message, recipients);
    }

    private void submit(String from, byte[] message, String... recipients) {
        try (Smtp smtp = Smtp.submission(ports.submission(), from.isEmpty() ? U3 : from)) {
            Smtp.Reply reply = smtp.deliver(from, message, recipients);
            assertEquals(250, reply.code(), reply.toString());
            smtp.quit();
        }
    }

    /** Reads a report with Jakarta Mail; the fields of its one recipient (RFC 3464 §2.3). */
    private static InternetHeaders report(byte[] message, String recipient) throws Exception {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("Return-Path: <>\r\n"), text);
        MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message));
        assertTrue(mail.getContent() instanceof MultipartReport, mail.getContentType());
        MultipartReport report = (MultipartReport) mail.getContent();
        assertTrue(report.getText().contains(recipient), report.getText());
        DeliveryStatus status = (DeliveryStatus) report.getReport();
        assertEquals("dns; mx.mercury.test", status.getMessageDSN().getHeader("Reporting-MTA", null));
        assertEquals(1, status.getRecipientDSNCount());
        InternetHeaders fields = status.getRecipientDSN(0);
        assertEquals("rfc822; " + recipient, fields.getHeader("Final-Recipient", null).replace(";r", "; r"));
        assertEquals(3, report.getCount(), "text, status, the message or its header (RFC 3462)");
        return fields;
    }
}
