package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient.Notify;
import org.mercurymail.port.Manners;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.Verdict;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.Wakeup;
import org.mercurymail.wire.SaslRules;

/** What transcripts do not show: the envelope that the door gets, patience, farewells, spools, noise. */
class SmtpSessionTest {

    private static final SmtpService MX =
            new SmtpService("mx.mercury.test", SmtpClient.Service.MX, 10_000_000, 100, true, true);

    @TempDir
    Path directory;

    private final ScriptedDoor door = new ScriptedDoor();
    private final List<Spool> spools = new ArrayList<>();

    private final Wakeup wakeup = SmtpTranscriptTest.NO_WAKEUP;

    private SmtpSession session(SmtpService service) {
        return new SmtpSession(service, SmtpTranscriptTest.peer(false), wakeup, () -> {
            spools.add(new Spool(directory));
            return spools.get(spools.size() - 1);
        });
    }

    private SessionPump<SmtpListener> pump(SmtpSession session) {
        return new SessionPump<SmtpListener>(session, door).open();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The door can end the session of whoever logged in, as long as the connection is there. */
    @Test
    void aLoginIsWatchedToTheEnd() {
        SessionPump<SmtpListener> pump = pump(session(MX));
        pump.feed(bytes("EHLO c\r\nAUTH PLAIN AHUxAHdyb25n\r\n"));
        assertEquals(List.of(), door.watching);
        pump.feed(bytes("AUTH PLAIN AHUxQG1lcmN1cnkudGVzdABzZWNyZXQ=\r\n"));
        assertEquals(List.of(wakeup), door.watching);
        pump.feed(bytes("QUIT\r\n"));
        assertEquals(List.of(), door.watching);
    }

    @Test
    void whoCannotWaitForTheGreetingIsRefused() {
        door.manners = new Manners(Duration.ofSeconds(3), Duration.ZERO);
        SessionPump<SmtpListener> early = new SessionPump<SmtpListener>(session(MX), door).openEarly();
        assertEquals("554 5.5.1 Wait for your turn\r\n", text(early));
        assertTrue(early.isClosed());
        SessionPump<SmtpListener> patient = pump(session(MX));
        assertTrue(text(patient).startsWith("220 "));
        assertEquals(List.of(Duration.ofSeconds(3)), patient.pauses);
        patient.feed(bytes("EHLO c\r\nMAIL FROM:<a@b.test>\r\n"));
        assertEquals("554 5.5.1 Wait for your turn\r\n", text(patient), "nor for the answer to EHLO");
        assertTrue(patient.isClosed());
        door.early = Verdict.accept(250, "2.0.0", "noted");
        SessionPump<SmtpListener> spared = new SessionPump<SmtpListener>(session(MX), door).openEarly();
        assertTrue(text(spared.feed(bytes("EHLO c\r\nNOOP\r\n"))).endsWith("250 2.0.0 OK\r\n"));
        door.trusts = true;
        assertEquals(List.of(), pump(session(MX)).pauses, "whom we trust we keep waiting for nothing");
    }

    @Test
    void whoFailsIsAnsweredLaterAndLater() {
        door.manners = new Manners(Duration.ZERO, Duration.ofSeconds(5));
        SessionPump<SmtpListener> pump = pump(session(MX));
        pump.feed(bytes("EHLO c\r\nXYZZY\r\nAUTH PLAIN AHUxAHdyb25n\r\nMAIL FROM:<a@b.test>\r\n"));
        assertEquals(List.of(), pump.pauses, "anybody may err");
        pump.feed(bytes("RCPT TO:<nobody@mercury.test>\r\n".repeat(4) + "RCPT TO:<u1@mercury.test>\r\nNOOP\r\n"));
        assertEquals(List.of(1L, 2L, 4L, 5L), pump.pauses.stream().map(Duration::toSeconds).toList());
        pump.feed(bytes("RSET\r\nAUTH PLAIN AHUxQG1lcmN1cnkudGVzdABzZWNyZXQ=\r\nXYZZY\r\n"));
        assertEquals(4, pump.pauses.size(), "our own people are not kept waiting");
    }

    private static String text(SessionPump<SmtpListener> pump) {
        return new String(pump.said(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoIsTrustedSubmitsWithoutALogin() {
        SmtpService submission =
                new SmtpService("mx.mercury.test", SmtpClient.Service.SUBMISSION, 10_000_000, 100, true, true);
        for (boolean trusted : new boolean[] {false, true}) {
            door.trusts = trusted;
            SessionPump<SmtpListener> pump = pump(session(submission));
            pump.feed(bytes("EHLO c\r\n"));
            String said = new String(pump.said(), StandardCharsets.US_ASCII);
            assertTrue(said.contains("AUTH SCRAM-SHA-256 PLAIN LOGIN"), said);
            pump.feed(bytes("MAIL FROM:<a@away.test>\r\n"));
            assertEquals(trusted ? "250" : "530", new String(pump.said(), StandardCharsets.US_ASCII).substring(0, 3));
        }
    }

    @Test
    void theDoorGetsTheWholeEnvelope() {
        pump(session(MX)).feed(bytes("EHLO c\r\nMAIL FROM:<a@away.test> BODY=8BITMIME RET=FULL ENVID=q1\r\n"
                + "RCPT TO:<u1@mercury.test> NOTIFY=NEVER ORCPT=rfc822;o@o.test\r\nDATA\r\n.\r\n"));
        Envelope envelope = door.taken.get(0).envelope();
        assertEquals(Envelope.Ret.FULL, envelope.ret());
        assertEquals(Optional.of("q1"), envelope.envid());
        assertEquals(java.util.Set.of(Notify.NEVER), envelope.recipients().get(0).notifyOn());
        assertEquals(Optional.of("rfc822;o@o.test"), envelope.recipients().get(0).original());
        assertEquals("c", door.taken.get(0).client().helo());
    }

    @Test
    void waitsLongerForCommandsThanForData() {
        SmtpSession session = session(MX);
        SessionPump<SmtpListener> pump = pump(session);
        assertEquals(SmtpSession.COMMAND_PATIENCE, session.patience());
        pump.feed(bytes("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<u1@mercury.test>\r\nDATA\r\n"));
        assertEquals(SmtpSession.DATA_PATIENCE, session.patience());
        pump.feed(bytes(".\r\n"));
        assertEquals(SmtpSession.COMMAND_PATIENCE, session.patience());
        Step.Close<SmtpListener> close = assertInstanceOf(Step.Close.class, session.timedOut());
        assertTrue(new String(close.bytes(), StandardCharsets.US_ASCII).startsWith("421 4.4.2 mx.mercury.test "));
    }

    @Test
    void saysWhyItEnds() {
        SmtpSession session = session(MX);
        pump(session);
        Step.Close<SmtpListener> close = assertInstanceOf(Step.Close.class, session.ending("shutting down"));
        assertEquals("421 4.3.2 mx.mercury.test shutting down\r\n",
                new String(close.bytes(), StandardCharsets.US_ASCII));
        assertInstanceOf(Step.More.class, session.take(ByteBuffer.wrap(bytes("MAIL FROM:<>\r\n"))));
    }

    /** A large body is in a file; however the transaction goes, the file does not stay. */
    @Test
    void noSpoolStays() throws IOException {
        String large = ("x".repeat(98) + "\r\n").repeat(20_000);
        String[] ends = {".\r\n", "bare\n\r\n.\r\n", "", "y".repeat(9_000_000) + "\r\n.\r\n"};
        for (String end : ends) {
            SmtpSession session = session(MX);
            pump(session).feed(bytes("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<u1@mercury.test>\r\nDATA\r\n"))
                    .feed(bytes(large)).feed(bytes(end));
            session.closed();
            Spool spool = spools.get(spools.size() - 1);
            assertThrows(IOException.class, () -> spool.open().read(), end.length() + "");
        }
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
        assertEquals(1, door.taken.size());
        assertArrayEquals(bytes(large), door.taken.get(0).content());
    }

    /** A full disk is no reason to lose the connection, and none to say 250. */
    @Test
    void aSpoolThatFailsIsAnsweredWith452() {
        SmtpSession session = new SmtpSession(MX, SmtpTranscriptTest.peer(false), wakeup,
                () -> new Spool(directory.resolve("missing")));
        SessionPump<SmtpListener> pump = pump(session);
        pump.feed(bytes("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<u1@mercury.test>\r\nDATA\r\n"));
        pump.said();
        pump.feed(bytes(("x".repeat(98) + "\r\n").repeat(20_000) + ".\r\nNOOP\r\n"));
        String said = new String(pump.said(), StandardCharsets.US_ASCII);
        assertTrue(said.matches("(?s)452 4\\.3\\.1 [^\r]+\r\n250 [^\r]+\r\n"), said);
        assertEquals(List.of(), door.taken);
    }

    @Test
    void refusesAServiceThatCouldTakeNothing() {
        assertThrows(IllegalArgumentException.class,
                () -> new SmtpService("no host", SmtpClient.Service.MX, 1, 1, false, false));
        assertThrows(IllegalArgumentException.class,
                () -> new SmtpService("mx", SmtpClient.Service.MX, 0, 1, false, false));
        assertThrows(IllegalArgumentException.class,
                () -> new SmtpService("mx", SmtpClient.Service.MX, 1, 0, false, false));
    }

    /** Whatever comes: no exception, lines of at most 512 octets, and a message afterwards is taken byte for byte. */
    @Test
    void survivesNoise() {
        Random random = new Random(20261124);
        String[] lines = {"EHLO c", "HELO c", "LHLO c", "MAIL FROM:<a@b.test>", "MAIL FROM:<>",
            "RCPT TO:<u1@mercury.test>", "RCPT TO:<nobody@mercury.test>", "DATA", "BDAT 5", "BDAT 3 LAST",
            "BDAT 0", "RSET", "NOOP", "AUTH PLAIN",
            "AUTH LOGIN", "AUTH PLAIN AHUxAHNlY3JldA==", "*", "STARTTLS", ".", "", "..", "VRFY x", "HELP", "é", "x\ny",
            "MAIL FROM:<a@b.test> HOLDFOR=9 MT-PRIORITY=9", "MAIL FROM:<a@b.test> BY=60;RT REQUIRETLS",
            "MAIL FROM:<a@b.test> HOLDUNTIL=+999999999-12-31T23:59:59Z", "MAIL FROM:<a@b.test> BY=-999999999;N",
            "XCLIENT ADDR=192.0.2.1 PORT=1 HELO=x", "XCLIENT ADDR=IPV6:::1 DESTADDR=[TEMPUNAVAIL]", "XCLIENT NAME=+2B",
            "MAIL FROM:<a@b.test> BODY=BINARYMIME", "MAIL FROM:<later@b.test>", "x\ry"};
        int accepted = 0;
        for (int round = 0; round < 3_000; round++) {
            SmtpClient.Service kind = SmtpClient.Service.values()[random.nextInt(3)];
            boolean proxy = random.nextBoolean();
            boolean clear = random.nextBoolean();
            SmtpSession session = session(new SmtpService("mx.mercury.test", kind, 100_000, 5, random.nextBoolean(),
                    peer -> clear, new SaslRules(random.nextBoolean(), true, random.nextBoolean()), Duration.ofDays(1), peer -> proxy, Clock.systemUTC()));
            SessionPump<SmtpListener> pump = pump(session);
            for (int n = random.nextInt(12); n > 0; n--) {
                byte[] line = bytes(lines[random.nextInt(lines.length)] + (random.nextInt(20) == 0 ? "\n" : "\r\n"));
                if (random.nextInt(8) == 0 && line.length > 0) {
                    line[random.nextInt(line.length)] = (byte) random.nextInt();
                }
                pump.feed(line);
            }
            pump.feed(bytes("xxxxx\r\n*\r\n\r\n.\r\n")); // out of a chunk, a login, a message
            for (String line : new String(pump.said(), StandardCharsets.US_ASCII).split("\r\n")) {
                assertTrue(line.length() <= 510 && line.matches("\\d{3}[ -].*"), line);
            }
            accepted += takesAMessage(pump, kind, random) ? 1 : 0;
        }
        assertTrue(accepted > 1000, accepted + " messages were taken");
    }

    private boolean takesAMessage(SessionPump<SmtpListener> pump, SmtpClient.Service kind, Random random) {
        String content = "Subject: " + random.nextLong() + "\r\n\r\n.\r\n..\r\n\0\u00ff\r\n";
        pump.feed(bytes((kind == SmtpClient.Service.LMTP ? "LHLO" : "EHLO") + " c\r\nAUTH PLAIN AHUxQG1lcmN1cnkudGVzd"
                + "ABzZWNyZXQ=\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<u1@mercury.test>\r\n"));
        pump.said();
        pump.feed(bytes("DATA\r\n"));
        if (!new String(pump.said(), StandardCharsets.US_ASCII).startsWith("354")) {
            return false;
        }
        pump.feed(bytes(content.replace("\r\n.", "\r\n..") + ".\r\n"));
        assertTrue(new String(pump.said(), StandardCharsets.US_ASCII).startsWith("250"));
        assertArrayEquals(bytes(content), door.taken.get(door.taken.size() - 1).content());
        return true;
    }
}
