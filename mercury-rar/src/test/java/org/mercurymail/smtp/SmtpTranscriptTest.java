package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.Verdict;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Transcript;
import org.mercurymail.wire.Wakeup;
import org.mercurymail.wire.SaslRules;

/** Every file of src/test/resources/smtp: line by line, in one go, and with the bytes split at every offset. */
class SmtpTranscriptTest {

    static final Wakeup NO_WAKEUP = new Wakeup() {
        @Override
        public void wake() { }

        @Override
        public void end(String reason) { }
    };

    private static final Path SCRIPTS = Path.of("src/test/resources/smtp");

    static SmtpSession session(Transcript script) {
        SmtpClient.Service kind = SmtpClient.Service.valueOf(script.setting("service", "MX"));
        SmtpService service = new SmtpService("mx.mercury.test", kind,
                Long.parseLong(script.setting("max-size", "10000000")),
                Integer.parseInt(script.setting("max-recipients", "1000")),
                script.has("tls"), peer -> script.has("login-in-clear"), SaslRules.STANDARD,
                Duration.ofDays(Long.parseLong(script.setting("hold-days", "31"))), peer -> script.has("proxy"),
                Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC));
        return new SmtpSession(service, peer(script.has("secure")), NO_WAKEUP, () -> new Spool(Path.of("target")));
    }

    static Peer peer(boolean secure) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
        return new Peer("c1", "mx", address, address, secure);
    }

    static ScriptedDoor door(Transcript script) {
        ScriptedDoor door = new ScriptedDoor();
        switch (script.setting("greeting", "accept")) {
            case "refuse" -> door.greeting = Verdict.refuse(554, "5.7.1", "go away", "test");
            case "later" -> door.greeting = Verdict.tryLater(421, "4.7.0", "too busy", "test");
            default -> { }
        }
        return door;
    }

    @TestFactory
    Stream<DynamicTest> lineByLine() throws IOException {
        return scripts().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            ScriptedDoor door = door(script);
            Pure wire = new Pure(new SessionPump<>(session(script), door), door);
            script.run(wire);
            assertEquals("", wire.rest(), "said more than the transcript has");
        }));
    }

    @TestFactory
    Stream<DynamicTest> splitAnywhere() throws IOException {
        return scripts().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            ScriptedDoor wholeDoor = door(script);
            byte[] whole = said(script, wholeDoor, Integer.MAX_VALUE, 0);
            ScriptedDoor singleDoor = door(script);
            assertArrayEquals(whole, said(script, singleDoor, 1, 0));
            assertEquals(wholeDoor.events, singleDoor.events);
            int length = script.sent().stream().mapToInt(piece -> piece.length).max().orElse(0);
            int stride = Math.max(1, length / 2000); // the long scripts are long by their repetitions
            for (int at = 1; at < length; at += stride) {
                ScriptedDoor door = door(script);
                assertArrayEquals(whole, said(script, door, Integer.MAX_VALUE, at), "split at " + at);
                assertEquals(wholeDoor.events, door.events, "split at " + at);
            }
        }));
    }

    private static byte[] said(Transcript script, ScriptedDoor door, int size, int split) {
        SessionPump<SmtpListener> pump = new SessionPump<SmtpListener>(session(script), door).open();
        for (byte[] piece : script.sent()) {
            int handshakes = pump.handshakes(); // what is left in the clear behind a STARTTLS never arrives
            int first = Math.min(split, piece.length);
            pump.feed(Arrays.copyOf(piece, first));
            for (long from = first; from < piece.length && pump.handshakes() == handshakes; from += size) {
                pump.feed(Arrays.copyOfRange(piece, (int) from, (int) Math.min(piece.length, from + size)));
            }
        }
        return pump.said();
    }

    private static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> sorted = files.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
            assertTrue(sorted.size() > 15, "the transcripts are missing");
            return sorted.stream();
        }
    }

    /** A pure session as the wire of a transcript. */
    private static final class Pure implements Transcript.Wire {

        private final SessionPump<SmtpListener> pump;
        private final ScriptedDoor door;
        private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
        private int handshakes;
        private int seen;

        Pure(SessionPump<SmtpListener> pump, ScriptedDoor door) {
            this.pump = pump.open();
            this.door = door;
        }

        @Override
        public void send(byte[] bytes) {
            pump.feed(bytes);
        }

        @Override
        public String line() {
            String text = rest();
            int end = text.indexOf("\r\n");
            if (end < 0) {
                return "";
            }
            unread.reset();
            unread.writeBytes(text.substring(end + 2).getBytes(StandardCharsets.US_ASCII));
            return text.substring(0, end);
        }

        String rest() {
            unread.writeBytes(pump.said());
            return unread.toString(StandardCharsets.US_ASCII);
        }

        @Override
        public void handshake() {
            assertEquals(++handshakes, pump.handshakes(), "no handshake was asked for");
        }

        @Override
        public boolean isClosed() {
            return pump.isClosed() && rest().isEmpty();
        }

        @Override
        public void door(String expected) {
            assertTrue(seen < door.events.size(), "the door did not see " + expected);
            assertEquals(expected, door.events.get(seen++));
        }
    }
}
