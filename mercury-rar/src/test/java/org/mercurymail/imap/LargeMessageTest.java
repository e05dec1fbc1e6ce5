package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Step;

/** Messages come back byte for byte, whatever is in them, and large ones pass in pieces. */
class LargeMessageTest {

    private static final MailboxDoorway DOORWAY = new MailboxDoorway("h", false, true, 100_000_000);

    @TempDir
    private Path directory;

    /** A message that is never in memory: its octets are made as they are read. */
    private static Body endless(long size) {
        byte[] head = "Subject: big\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        return new Body() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new java.io.SequenceInputStream(new ByteArrayInputStream(head), new InputStream() {
                    private long left = size - head.length;

                    @Override
                    public int read() {
                        return left-- > 0 ? (int) (left % 79 == 0 ? '\n' : 'a' + left % 26) : -1;
                    }
                });
            }
        };
    }

    @Test
    void aFetchLeavesInPieces() throws Exception {
        long size = 40 << 20;
        MailboxListener door = withBody(endless(size));
        ImapSession session = ImapTranscriptTest.session(DOORWAY, ImapTranscriptTest.DEAF, false);
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(session, door).open();
        pump.feed("a LOGIN u secret\r\nb SELECT INBOX\r\n".getBytes(StandardCharsets.US_ASCII));
        Step<MailboxListener> step = session.take(ByteBuffer.wrap("c FETCH 1 BODY.PEEK[]\r\n".getBytes(
                StandardCharsets.US_ASCII)));
        MessageDigest told = MessageDigest.getInstance("SHA-256");
        long[] most = {0};
        Step<MailboxListener> last = ((Step.Ask<MailboxListener>) step).question().put(door, (bytes, from, length) -> {
            most[0] = Math.max(most[0], length);
            told.update(bytes, from, length);
        });
        told.update(((Step.Answer<MailboxListener>) last).bytes());
        assertTrue(most[0] <= 64 << 10, "a piece of " + most[0]);
        MessageDigest wanted = MessageDigest.getInstance("SHA-256");
        wanted.update(("* 1 FETCH (BODY[] {" + size + "}\r\n").getBytes(StandardCharsets.US_ASCII));
        try (InputStream in = endless(size).open()) {
            in.transferTo(new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), wanted));
        }
        wanted.update(")\r\nc OK FETCH completed\r\n".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(wanted.digest(), told.digest());
    }

    /** One mailbox with one message of this body. */
    private static MailboxListener withBody(Body body) throws Exception {
        MemoryMailboxes memory = new MemoryMailboxes("");
        memory.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(new byte[] {'x'}), Flags.NONE, Instant.EPOCH);
        return (MailboxListener) Proxy.newProxyInstance(LargeMessageTest.class.getClassLoader(),
                new Class<?>[] {MailboxListener.class}, (self, method, arguments) -> {
                    if (method.getName().equals("fetch")) {
                        ((MailboxListener.MessageSink) arguments[4]).message(new StoredMessage(1, 1, Flags.NONE, 2,
                                Instant.EPOCH, Instant.EPOCH, body.size(), new byte[0], new byte[0], 0, body));
                        return null;
                    }
                    return method.invoke(memory, arguments);
                });
    }

    @Test
    void anAppendGoesToItsSpool() throws Exception {
        MemoryMailboxes door = new MemoryMailboxes("");
        ImapSession session = new ImapSession(DOORWAY, ImapTranscriptTest.peer(false), ImapTranscriptTest.DEAF,
                () -> new Spool(directory));
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(session, door).open();
        byte[] message = new byte[3 << 20];
        new Random(5).nextBytes(message);
        pump.feed(("a LOGIN u secret\r\nb APPEND INBOX {" + message.length + "+}\r\n").getBytes(
                StandardCharsets.US_ASCII));
        for (int at = 0; at < message.length; at += 100_000) {
            pump.feed(java.util.Arrays.copyOfRange(message, at, Math.min(message.length, at + 100_000)));
        }
        pump.feed("\r\n".getBytes(StandardCharsets.US_ASCII));
        String said = new String(pump.said(), StandardCharsets.US_ASCII);
        assertTrue(said.endsWith("b OK [APPENDUID 1001 1] APPEND completed\r\n"), said);
        assertArrayEquals(message, door.mailboxes.get("INBOX").entries.get(1L).message().content());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList(), "a spool was left");
        }
    }

    @Test
    void aConnectionLostInTheMiddleLeavesNoSpool() throws Exception {
        ImapSession session = new ImapSession(DOORWAY, ImapTranscriptTest.peer(false), ImapTranscriptTest.DEAF,
                () -> new Spool(directory));
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(session, new MemoryMailboxes("")).open();
        pump.feed("a LOGIN u secret\r\nb APPEND INBOX {5000000+}\r\n".getBytes(StandardCharsets.US_ASCII));
        pump.feed(new byte[2 << 20]);
        session.closed();
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList(), "a spool was left");
        }
    }

    @Test
    void aQuestionThatIsNeverPutLeavesNoSpool() throws Exception {
        ImapSession session = new ImapSession(DOORWAY, ImapTranscriptTest.peer(false), ImapTranscriptTest.DEAF,
                () -> new Spool(directory));
        MemoryMailboxes door = new MemoryMailboxes("");
        new SessionPump<MailboxListener>(session, door).open().feed("a LOGIN u secret\r\n".getBytes(
                StandardCharsets.US_ASCII));
        byte[] append = java.util.Arrays.copyOf("b APPEND INBOX {2000000+}\r\n".getBytes(StandardCharsets.US_ASCII),
                27 + 2_000_000 + 1); // and its line end
        append[append.length - 1] = '\n';
        assertTrue(session.take(ByteBuffer.wrap(append)) instanceof Step.Ask);
        session.closed();
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList(), "a spool was left");
        }
    }

    /** RFC 3502: together they take no more memory than one, which shows where there is no place for files. */
    @Test
    void manyMessagesLieInFiles() {
        ImapSession session = new ImapSession(DOORWAY, ImapTranscriptTest.peer(false), ImapTranscriptTest.DEAF,
                () -> new Spool(directory.resolve("nowhere")));
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(session, new MemoryMailboxes("")).open();
        pump.feed("a LOGIN u secret\r\n".getBytes(StandardCharsets.US_ASCII));
        pump.said();
        for (int messages : new int[] {2, 3}) {
            pump.feed("b APPEND INBOX".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < messages; i++) {
                pump.feed(" {400000+}\r\n".getBytes(StandardCharsets.US_ASCII));
                pump.feed(new byte[400_000]);
            }
            pump.feed("\r\n".getBytes(StandardCharsets.US_ASCII));
            String said = new String(pump.said(), StandardCharsets.US_ASCII);
            assertTrue(said.startsWith(messages == 2 ? "b OK [APPENDUID " : "b NO [UNAVAILABLE] "), said);
        }
    }

    @TestFactory
    Stream<DynamicTest> byteForByte() {
        Random random = new Random(11);
        return Stream.iterate(0, i -> i + 1).limit(40).map(i -> DynamicTest.dynamicTest("message " + i, () -> {
            byte[] message = new byte[random.nextInt(100_000) + 1];
            random.nextBytes(message);
            if (i % 2 == 0) {
                byte[] head = "Subject: x\nX: \r\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(head, 0, message, 0, Math.min(head.length, message.length));
            }
            MemoryMailboxes door = new MemoryMailboxes("Return-Path: <>\r\n");
            door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(message), Flags.NONE, Instant.EPOCH);
            assertArrayEquals(concat("Return-Path: <>\r\n".getBytes(StandardCharsets.US_ASCII), message),
                    fetched(door, "BODY.PEEK[]"));
            assertArrayEquals(concat(fetched(door, "BODY.PEEK[HEADER]"), fetched(door, "BODY.PEEK[TEXT]")),
                    fetched(door, "BODY.PEEK[]"));
        }));
    }

    private static byte[] fetched(MemoryMailboxes door, String item) {
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(ImapTranscriptTest.session(DOORWAY,
                ImapTranscriptTest.DEAF, false), door).open();
        pump.feed("a LOGIN u secret\r\nb SELECT INBOX\r\n".getBytes(StandardCharsets.US_ASCII));
        pump.said();
        pump.feed(("c FETCH 1 " + item + "\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] said = pump.said();
        String text = new String(said, StandardCharsets.ISO_8859_1);
        int from = text.indexOf("}\r\n") + 3;
        int size = Integer.parseInt(text.substring(text.indexOf('{') + 1, from - 3));
        assertEquals(")\r\nc OK FETCH completed\r\n", text.substring(from + size));
        return java.util.Arrays.copyOfRange(said, from, from + size);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
