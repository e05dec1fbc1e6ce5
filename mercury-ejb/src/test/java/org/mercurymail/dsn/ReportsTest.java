package org.mercurymail.dsn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;

/** Writes reports, and reads them back with another's mail library. */
class ReportsTest {

    private static final Instant ARRIVED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-24T15:30:00Z");
    private static final String MESSAGE = """
            Received: by mx.mercury.test id 1
            From: desk@firm.test
            To: x@else.test
            Subject: Offer
            Message-ID: <1@firm.test>

            Body text.
            """.replace("\n", "\r\n");

    private final Reports reports = new Reports("mx.mercury.test");

    @Test
    void aFailure() throws Exception {
        Recipient recipient = new Recipient(Address.of("x@else.test"), Set.of(),
                Optional.of("rfc822;x+2Balias@else.test"));
        Report report = reports.about(original(MESSAGE, Envelope.Ret.UNSAID, Optional.of("id+2B7")), List.of(
                Reported.failed(recipient, new Status(550, "5.1.1", "no such user"), "mx.else.test[192.0.2.1]"),
                Reported.failed(Recipient.of(Address.of("y@else.test")), new Status(554, "5.4.7", "too late"), "")),
                NOW);
        assertEquals(Optional.empty(), report.envelope().sender());
        assertEquals(Address.of("desk@firm.test"), report.envelope().recipients().get(0).address());
        assertEquals(Set.of(Recipient.Notify.NEVER), report.envelope().recipients().get(0).notifyOn());

        MimeMessage read = read(report);
        assertEquals("Not delivered: your message was returned", read.getSubject());
        assertEquals("auto-replied", read.getHeader("Auto-Submitted", null));
        assertEquals("<1@firm.test>", read.getHeader("In-Reply-To", null));
        assertTrue(read.getContentType().contains("report-type=delivery-status"), read.getContentType());
        MimeMultipart parts = parts(read);
        assertEquals(3, parts.getCount());
        String text = (String) parts.getBodyPart(0).getContent();
        assertTrue(text.contains("Subject: Offer"), text);
        assertTrue(text.contains("The server mx.else.test[192.0.2.1] said: 550 5.1.1 no such user"), text);
        assertTrue(text.contains("Check the address for typing errors"), text);
        assertTrue(parts.getBodyPart(1).isMimeType("message/delivery-status"));
        List<InternetHeaders> groups = groups(parts.getBodyPart(1));
        assertEquals(3, groups.size());
        assertEquals("dns; mx.mercury.test", groups.get(0).getHeader("Reporting-MTA", null));
        assertEquals("id+7", groups.get(0).getHeader("Original-Envelope-Id", null));
        assertEquals("Tue, 24 Nov 2026 10:00:00 +0000", groups.get(0).getHeader("Arrival-Date", null));
        assertEquals("rfc822; x@else.test", groups.get(1).getHeader("Final-Recipient", null));
        assertEquals("rfc822; x+alias@else.test", groups.get(1).getHeader("Original-Recipient", null));
        assertEquals("failed", groups.get(1).getHeader("Action", null));
        assertEquals("5.1.1", groups.get(1).getHeader("Status", null));
        assertEquals("dns; mx.else.test", groups.get(1).getHeader("Remote-MTA", null));
        assertEquals("smtp; 550 5.1.1 no such user", groups.get(1).getHeader("Diagnostic-Code", null));
        assertEquals("x-mercury; 554 5.4.7 too late", groups.get(2).getHeader("Diagnostic-Code", null));
        assertTrue(parts.getBodyPart(2).isMimeType("text/rfc822-headers"));
        String returned = bytes(parts.getBodyPart(2).getInputStream());
        assertTrue(returned.contains("Subject: Offer") && !returned.contains("Body text"), returned);
    }

    @Test
    void aDelay() throws Exception {
        Report report = reports.about(original(MESSAGE, Envelope.Ret.HDRS, Optional.empty()), List.of(
                Reported.delayed(Recipient.of(Address.of("x@else.test")), new Status(451, "4.4.1", "no route"), "",
                        ARRIVED.plusSeconds(432_000))), NOW);
        MimeMultipart parts = parts(read(report));
        String text = (String) parts.getBodyPart(0).getContent();
        assertTrue(text.contains("the server goes on trying") && text.contains("It will be tried until Sunday, 29"), text);
        InternetHeaders group = groups(parts.getBodyPart(1)).get(1);
        assertEquals("delayed", group.getHeader("Action", null));
        assertEquals("Sun, 29 Nov 2026 10:00:00 +0000", group.getHeader("Will-Retry-Until", null));
    }

    @Test
    void successReturnsTheWholeMessageWhenAsked() throws Exception {
        Report report = reports.about(original(MESSAGE, Envelope.Ret.FULL, Optional.empty()), List.of(
                Reported.delivered(Recipient.of(Address.of("u1@firm.test"))),
                Reported.relayed(Recipient.of(Address.of("x@else.test")), new Status(250, "2.0.0", "ok"), "h[1.2.3.4]")),
                NOW);
        MimeMultipart parts = parts(read(report));
        List<InternetHeaders> groups = groups(parts.getBodyPart(1));
        assertEquals("delivered", groups.get(1).getHeader("Action", null));
        assertEquals("relayed", groups.get(2).getHeader("Action", null));
        assertTrue(parts.getBodyPart(2).isMimeType("message/rfc822"));
        assertEquals(MESSAGE, bytes(parts.getBodyPart(2).getInputStream()));
    }

    @Test
    void aLargeMessageComesBackAsItsHeader() throws Exception {
        String large = MESSAGE + "x".repeat(1 << 20);
        Report report = reports.about(original(large, Envelope.Ret.FULL, Optional.empty()),
                List.of(failed("x@else.test")), NOW);
        assertTrue(parts(read(report)).getBodyPart(2).isMimeType("text/rfc822-headers"));
        assertTrue(report.body().size() < 5000);
    }

    @Test
    void nothingLeavesButAscii() throws Exception {
        String message = "Subject: Größe\r\nX: \0\u0007\r\nTo: ü\r\n\r\nb";
        Report report = reports.about(original(message, Envelope.Ret.UNSAID, Optional.empty()),
                List.of(failed("jörg@else.test")), NOW);
        String raw = bytes(report.body().open());
        assertTrue(raw.chars().allMatch(c -> c < 0x7f && c != 0), raw);
        MimeMultipart parts = parts(read(report));
        assertTrue(((String) parts.getBodyPart(0).getContent()).contains("Subject: Größe"));
        assertTrue(bytes(parts.getBodyPart(2).getInputStream()).contains("Subject: Größe"));
        assertEquals("utf-8; j\\x{F6}rg@else.test", groups(parts.getBodyPart(1)).get(1).getHeader("Final-Recipient", null));
    }

    /** What a remote server or a sender says cannot add fields to the report. */
    @Test
    void nothingBreaksOutOfItsLine() throws Exception {
        Recipient recipient = new Recipient(Address.of("x@else.test"), Set.of(),
                Optional.of("rfc822;a+0D+0AAction: delivered"));
        Report report = reports.about(original("Message-ID: <a\u00e9>\r\n\r\n", Envelope.Ret.UNSAID,
                Optional.of("e+0D+0AX: y")), List.of(Reported.failed(recipient,
                new Status(550, "5.0.0", "bad\r\nAction: delivered"), "h\r\nX: y[1]")), NOW);
        List<InternetHeaders> groups = groups(parts(read(report)).getBodyPart(1));
        assertEquals("failed", groups.get(1).getHeader("Action", ","));
        assertFalse(bytes(report.body().open()).contains("\nX: y"));
    }

    private static Reported failed(String address) {
        return Reported.failed(Recipient.of(Address.of(address)), new Status(550, "5.1.1", "no"), "");
    }

    private static Original original(String message, Envelope.Ret ret, Optional<String> envid) {
        return new Original(Address.of("desk@firm.test"), ARRIVED, envid, ret, false, Terms.NONE,
                Body.of(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static MimeMessage read(Report report) throws MessagingException, IOException {
        try (InputStream in = report.body().open()) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }

    private static MimeMultipart parts(MimeMessage message) throws MessagingException, IOException {
        return (MimeMultipart) message.getContent();
    }

    private static List<InternetHeaders> groups(BodyPart part) throws MessagingException, IOException {
        List<InternetHeaders> groups = new java.util.ArrayList<>();
        try (InputStream in = part.getInputStream()) {
            while (in.available() > 0) {
                groups.add(new InternetHeaders(in));
            }
        }
        return groups;
    }

    private static String bytes(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
