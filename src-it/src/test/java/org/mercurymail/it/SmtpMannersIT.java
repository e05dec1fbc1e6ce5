package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input on the MX port: the proper reply or a closed connection, and nothing stored. */
final class SmtpMannersIT {

    private static final String U5 = "u5@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();

    static Stream<Arguments> smuggling() {
        String tail = "MAIL FROM:<spoof@mercury.test>\r\nRCPT TO:<u5@mercury.test>\r\nDATA\r\n"
                + "Subject: smuggled\r\n\r\nsmuggled\r\n.\r\n";
        return Stream.of(
                Arguments.of("LF dot LF", "\n.\n" + tail),
                Arguments.of("LF dot CRLF", "\n.\r\n" + tail),
                Arguments.of("CRLF dot LF", "\r\n.\n" + tail),
                Arguments.of("CR dot CR", "\r.\r" + tail),
                Arguments.of("CR dot CRLF", "\r.\r\n" + tail),
                Arguments.of("CRLF dot CR", "\r\n.\r" + tail),
                Arguments.of("CR LF dot CR CR LF", "\r\n.\r\r\n" + tail),
                Arguments.of("NUL in the end", "\r\n\0.\r\n" + tail),
                Arguments.of("dot NUL", "\r\n.\0\r\n" + tail),
                Arguments.of("CR CR LF dot", "\r\r\n.\r\n".substring(0, 3) + ".\n" + tail));
    }

    /** What another server might take for the end of DATA never starts a second message (RFC 5321 §4.1.1.4). */
    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggling")
    void nothingIsSmuggled(String name, String trick) {
        try (Inbox inbox = Inbox.of(server, U5)) {
            try (Smtp smtp = Smtp.connect(ports.mx())) {
                smtp.ehlo();
                smtp.envelope("stranger@away.test", U5);
                smtp.expect(354, "DATA");
                smtp.line().raw("Subject: outer\r\n\r\nouter" + trick);
                // the dot at the end of the tail is the first true end; one reply, and none to the tail's commands
                Smtp.Reply end = smtp.reply();
                assertTrue(end.code() == 250 || end.code() / 100 == 5, end.toString());
                if (end.code() != 421) {
                    assertEquals(250, smtp.send("NOOP").code(), "the next reply is to NOOP");
                }
                if (end.code() == 250) {
                    String text = new String(inbox.only(), StandardCharsets.ISO_8859_1);
                    assertTrue(text.contains("outer") && text.contains("smuggled"), text);
                }
            }
            inbox.assertNothing();
        }
    }

    @Test
    void bareLineFeedsEndNoCommand() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.line().raw("EHLO client.test\nMAIL FROM:<a@b.test>\n\r\n");
            Smtp.Reply reply = smtp.reply();
            assertEquals(5, reply.code() / 100, reply.toString());
            assertEquals(250, smtp.ehlo().code());
        }
    }

    @Test
    void unknownVerbs() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            assertEquals(500, smtp.send("XYZZY").code());
            assertEquals(500, smtp.send("\u00ff\u00fe\u0080").code());
            assertEquals(500, smtp.send("").code());
            assertEquals(250, smtp.send("NOOP").code());
            assertEquals(503, smtp.send("DATA").code());
            assertEquals(503, smtp.send("RCPT TO:<" + U5 + ">").code());
            assertEquals(501, smtp.send("MAIL FROM:nonsense nonsense").code());
        }
    }

    /** A browser that was made to talk to the port gets nothing done. */
    @Test
    void httpIsCutOff() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            assertEquals(421, smtp.send("GET / HTTP/1.1").code());
            assertTrue(smtp.line().closedByServer());
        }
    }

    @Test
    void overlongLine() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            Smtp.Reply reply = smtp.send("NOOP " + "x".repeat(100_000));
            assertEquals(500, reply.code(), reply.toString());
            assertEquals(250, smtp.send("NOOP").code());
        }
    }

    /** A line that never ends is not gathered in memory: the server cuts it off or goes on eating, and serves others. */
    @Test
    void endlessLine() {
        long before = server.javaResidentKib();
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 1600; i++) {
                    smtp.line().raw(block);
                }
            } catch (java.io.UncheckedIOException cutOff) {
                assertTrue(cutOff.getMessage() != null);
            }
        }
        assertTrue(server.javaResidentKib() - before < 64 * 1024, "100 MiB of line are not kept");
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            assertEquals(250, smtp.ehlo().code());
        }
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() {
        byte[] message = Mail.of("a@away.test", U5, "pipelined", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U5); Smtp smtp = Smtp.connect(ports.mx())) {
            assertTrue(smtp.ehlo().offers("PIPELINING"));
            smtp.line().raw("MAIL FROM:<a@away.test>\r\nRCPT TO:<" + U5 + ">\r\nRCPT TO:<nobody@mercury.test>\r\n"
                    + "DATA\r\n");
            assertEquals(250, smtp.reply().code());
            assertEquals(250, smtp.reply().code());
            assertEquals(550, smtp.reply().code());
            assertEquals(354, smtp.reply().code());
            smtp.line().raw(new String(message, StandardCharsets.ISO_8859_1) + ".\r\nNOOP\r\nQUIT\r\n");
            assertEquals(250, smtp.reply().code());
            assertEquals(250, smtp.reply().code());
            assertEquals(221, smtp.reply().code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void aClientThatVanishesInDataStoresNothing() {
        String away = "vanish-" + Mail.token() + "@away.test";
        try (Inbox inbox = Inbox.of(server, U5)) {
            for (String part : new String[] {"", "Subject: half\r\n", "Subject: half\r\n\r\nhalf a line",
                    "Subject: half\r\n\r\nhello\r\n", "Subject: half\r\n\r\nhello\r\n."}) {
                Smtp smtp = Smtp.submission(ports.submission(), U5);
                smtp.envelope(U5, U5, away);
                smtp.expect(354, "DATA");
                smtp.line().raw(part);
                smtp.line().vanish();
            }
            // a whole message after them shows that the server went on
            byte[] whole = Mail.of(U5, U5, "whole", "hello\r\n");
            try (Smtp smtp = Smtp.submission(ports.submission(), U5)) {
                assertEquals(250, smtp.deliver(U5, whole, U5).code());
            }
            Mail.assertSame(whole, inbox.only());
            inbox.assertNothing();
            assertEquals(0, MercuryServer.sharedSink().attempts(away).size());
        }
    }

    /** RFC 3030 §4.2: what comes between the chunks of BDAT is a command; a chunk cut off stores nothing. */
    @Test
    void aClientThatVanishesInBdatStoresNothing() {
        try (Inbox inbox = Inbox.of(server, U5)) {
            Smtp smtp = Smtp.submission(ports.submission(), U5);
            smtp.envelope(U5, U5);
            assertEquals(250, smtp.bdat("Subject: half\r\n\r\n".getBytes(StandardCharsets.US_ASCII), false).code());
            smtp.line().raw("BDAT 1000 LAST\r\nonly this");
            smtp.line().vanish();
            byte[] whole = Mail.of(U5, U5, "whole", "hello\r\n");
            try (Smtp next = Smtp.submission(ports.submission(), U5)) {
                assertEquals(250, next.deliver(U5, whole, U5).code());
            }
            Mail.assertSame(whole, inbox.only());
            inbox.assertNothing();
        }
    }

    @Test
    void rsetForgetsTheTransaction() {
        try (Inbox inbox = Inbox.of(server, U5); Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.envelope("a@away.test", U5);
            assertEquals(250, smtp.send("RSET").code());
            assertEquals(503, smtp.send("DATA").code());
            inbox.assertNothing();
        }
    }

    /** Many connections that say nothing do not keep a normal client waiting. */
    @Test
    void silentConnectionsHoldUpNobody() {
        java.util.List<Smtp> silent = Stream.generate(() -> Smtp.connect(ports.mx())).limit(200).toList();
        try {
            long start = System.nanoTime();
            byte[] message = Mail.of("a@away.test", U5, "among the silent", "hello\r\n");
            try (Inbox inbox = Inbox.of(server, U5); Smtp smtp = Smtp.connect(ports.mx())) {
                smtp.ehlo();
                assertEquals(250, smtp.deliver("a@away.test", message, U5).code());
                Mail.assertSame(message, inbox.only());
            }
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
        } finally {
            silent.forEach(Smtp::close);
        }
    }
}
