package org.mercurymail.imap;

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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Peer;
import org.mercurymail.port.Spool;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Transcript;
import org.mercurymail.wire.Wakeup;

/** Every file of src/test/resources/imap: line by line, in one go, and with the bytes split at every offset or many. */
class ImapTranscriptTest {

    private static final Path SCRIPTS = Path.of("src/test/resources/imap");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);

    static final Wakeup DEAF = new Wakeup() {
        @Override
        public void wake() { }

        @Override
        public void end(String reason) { }
    };

    static ImapSession session(Transcript script) {
        MailboxDoorway doorway = new MailboxDoorway("mx.mercury.test", script.has("tls"), script.has("login-in-clear"),
                Long.parseLong(script.setting("max-append", "10000000")));
        return session(doorway, DEAF, script.has("secure"));
    }

    static ImapSession session(MailboxDoorway doorway, Wakeup wakeup, boolean secure) {
        return new ImapSession(doorway, peer(secure), wakeup, () -> new Spool(Path.of("target")), CLOCK);
    }

    static Peer peer(boolean secure) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 143);
        return new Peer("c1", "imap", address, address, secure);
    }

    /** A mailbox with the messages that the script names: files beside it. */
    static MemoryMailboxes door(Transcript script) throws Exception {
        MemoryMailboxes door = new MemoryMailboxes(script.has("trace") ? "Return-Path: <a@b.test>\r\n" : "");
        for (String file : script.setting("messages", "").split(" +")) {
            if (!file.isEmpty()) {
                byte[] bytes = Files.readString(SCRIPTS.resolve("messages").resolve(file + ".eml"),
                        StandardCharsets.ISO_8859_1).replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                door.append(MemoryMailboxes.ACCOUNT, "INBOX", org.mercurymail.port.Body.of(bytes),
                        org.mercurymail.mail.Flags.NONE, CLOCK.instant());
            }
        }
        return door;
    }

    @TestFactory
    Stream<DynamicTest> lineByLine() throws IOException {
        return scripts().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            SessionPump<MailboxListener> pump = new SessionPump<>(session(script), door(script));
            PureWire wire = new PureWire(pump.open());
            script.run(wire);
            assertEquals("", wire.line(), "said but not expected");
        }));
    }

    @TestFactory
    Stream<DynamicTest> splitAnywhere() throws IOException {
        return scripts().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            byte[] whole = said(script, Integer.MAX_VALUE, Integer.MAX_VALUE);
            assertArrayEquals(whole, said(script, 1, 1), "octet by octet");
            int longest = script.sent().stream().mapToInt(piece -> piece.length).max().orElse(0);
            for (int cut = 1; cut < longest; cut += 1 + longest / 100) {
                assertArrayEquals(whole, said(script, cut, Integer.MAX_VALUE), "split at " + cut);
            }
        }));
    }

    private static byte[] said(Transcript script, int firstLength, int length) throws Exception {
        SessionPump<MailboxListener> pump = new SessionPump<>(session(script), door(script));
        pump.open();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : script.sent()) {
            int at = 0;
            while (at < piece.length) {
                int end = (int) Math.min(piece.length, (long) at + (at == 0 ? firstLength : length));
                pump.feed(Arrays.copyOfRange(piece, at, end));
                at = end;
            }
            all.writeBytes(pump.said());
        }
        return all.toByteArray();
    }

    private static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> scripts = files.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
            assertTrue(scripts.size() > 5, "transcripts are missing");
            return scripts.stream();
        }
    }

    /** A pump as the other end of a transcript. */
    static final class PureWire implements Transcript.Wire {

        private final SessionPump<MailboxListener> pump;
        private String said = "";

        PureWire(SessionPump<MailboxListener> pump) {
            this.pump = pump;
        }

        @Override
        public void send(byte[] bytes) {
            pump.feed(bytes);
        }

        @Override
        public String line() {
            said += new String(pump.said(), StandardCharsets.UTF_8);
            int end = said.indexOf("\r\n");
            String line = end < 0 ? said : said.substring(0, end);
            said = end < 0 ? "" : said.substring(end + 2);
            return line;
        }

        @Override
        public void handshake() {
            assertTrue(pump.handshakes() > 0, "no handshake was asked for");
        }

        @Override
        public boolean isClosed() {
            return pump.isClosed() && line().isEmpty();
        }
    }
}
