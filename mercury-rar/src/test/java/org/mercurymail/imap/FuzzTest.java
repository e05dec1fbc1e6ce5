package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;

/**
 * Commands bent at random, from a seed, in every state: nothing is thrown, and whatever came, the session can be used
 * afterwards or is closed.
 */
class FuzzTest {

    private static final int ROUNDS = 1_000;
    private static final List<String> SEEDS = List.of("NOOP", "CAPABILITY", "LOGIN \"a b\" {3+}\r\nabc",
            "AUTHENTICATE PLAIN AGEAYg==", "ENABLE CONDSTORE QRESYNC", "SELECT INBOX (QRESYNC (1001 1 1:9 (1 1)))",
            "CREATE a/b (USE (\\Sent))", "LIST (SUBSCRIBED) \"\" (% *) RETURN (STATUS (MESSAGES) CHILDREN)",
            "LSUB \"\" &AOk-*", "STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)", "RENAME a/b c", "DELETE c",
            "APPEND INBOX (\\Seen x) \" 1-Feb-2020 10:00:00 +0100\" {5+}\r\na: b\r",
            "APPEND INBOX UTF8 (~{3+}\r\nx\r\n)", "APPEND INBOX {1+}\r\nx (\\Seen) {1+}\r\ny",
            "APPEND INBOX CATENATE (TEXT {3+}\r\na\r\n URL \"/INBOX;UIDVALIDITY=1001/;UID=1/;SECTION=1.MIME\""
                    + " TEXT {0+}\r\n)",
            "APPEND INBOX CATENATE (URL {7+}\r\n;UID=%31)", "COMPRESS DEFLATE", "SETMETADATA INBOX (/private/a {2+}\r\nab /shared/b NIL)",
            "GETMETADATA (MAXSIZE 9 DEPTH 1) INBOX (/private/a /shared)",
            "UID REPLACE 2 INBOX (\\Seen) {2+}\r\nab", "REPLACE 1 INBOX CATENATE (URL \";UID=1\")", "SORT (REVERSE DATE) UTF-8 ALL", "UID THREAD REFERENCES UTF-8 ALL",
            "FETCH 1:*,2 (FLAGS UID ENVELOPE BODYSTRUCTURE BODY.PEEK[1.2.HEADER.FIELDS (a b)]<1.5> BINARY[1])",
            "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)", "STORE 1 (UNCHANGEDSINCE 9) +FLAGS.SILENT (\\Deleted)",
            "SEARCH RETURN (MIN MAX SAVE) OR (SUBJECT x NOT 1:2) HEADER a \"b\" SINCE 1-Feb-2020 TEXT {2+}\r\nxy",
            "FETCH 1 SAVEDATE", "SEARCH SAVEDATESUPPORTED OR SAVEDON 1-Feb-2020 SAVEDSINCE 1-Feb-2020",
            "SORT RETURN (MIN PARTIAL -1:-2 SAVE) (DATE) UTF-8 ALL",
            "UID FETCH 1:* FLAGS (PARTIAL 1:2 CHANGEDSINCE 1)", "COPY 1 INBOX", "UID MOVE $ INBOX", "EXPUNGE", "UID EXPUNGE 1:*", "ID (\"a\" NIL)", "CHECK", "NAMESPACE");
    private static final String BENDS = "\"\\(){}[]<>*%$&~+-.,:/ \t\r\n\0019aAé{3}";

    @TestFactory
    Stream<DynamicTest> everyState() {
        return Stream.of("fresh", "logged in", "selected", "examined", "rev2", "idle", "sasl").map(state ->
                DynamicTest.dynamicTest(state, () -> bend(state)));
    }

    private static void bend(String state) throws Exception {
        Random random = new Random(state.hashCode());
        SessionPump<MailboxListener> pump = started(state);
        for (int round = 0; round < ROUNDS; round++) {
            if (pump.isClosed()) {
                pump = started(state);
            }
            String command = bent(SEEDS.get(random.nextInt(SEEDS.size())), random);
            String sent = "t" + round + " " + command + "\r\n";
            pump.feed(sent.getBytes(StandardCharsets.UTF_8));
            String said = new String(pump.said(), StandardCharsets.UTF_8);
            assertFalse(said.contains("an error happened"), () -> "thrown by: " + sent);
            if (!pump.isClosed()) {
                // whatever it waits for ends here: a literal, a line of IDLE or SASL, a command half said
                pump.feed("\r\n*\r\nDONE\r\n".repeat(3).getBytes(StandardCharsets.US_ASCII));
                pump.feed((" ".repeat(12_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                pump.said();
            }
            if (!pump.isClosed()) {
                pump.feed("check NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                String end = new String(pump.said(), StandardCharsets.UTF_8);
                assertTrue(pump.isClosed() || end.endsWith("check OK NOOP completed\r\n"), () -> sent + " -> " + end);
            }
        }
    }

    private static String bent(String command, Random random) {
        StringBuilder out = new StringBuilder(command);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(out.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> out.insert(at, BENDS.charAt(random.nextInt(BENDS.length())));
                case 1 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(5)));
                case 2 -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(8))));
                default -> {
                    if (at < out.length()) {
                        out.setCharAt(at, BENDS.charAt(random.nextInt(BENDS.length())));
                    }
                }
            }
        }
        return out.toString();
    }

    private static SessionPump<MailboxListener> started(String state) throws Exception {
        MemoryMailboxes door = new MemoryMailboxes("");
        for (int i = 0; i < 3; i++) {
            door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(("Subject: x" + i
                    + "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n").getBytes(
                            StandardCharsets.US_ASCII)), Flags.NONE, Instant.EPOCH);
        }
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(ImapTranscriptTest.session(
                new MailboxDoorway("h", true, true, 10_000), ImapTranscriptTest.DEAF, false), door).open();
        String login = "l LOGIN u secret\r\n";
        String first = switch (state) {
            case "fresh" -> "";
            case "logged in" -> login;
            case "selected" -> login + "s SELECT INBOX\r\n";
            case "examined" -> login + "s EXAMINE INBOX\r\n";
            case "rev2" -> login + "e ENABLE IMAP4rev2 QRESYNC\r\ns SELECT INBOX\r\n";
            case "sasl" -> "s AUTHENTICATE PLAIN\r\n";
            default -> login + "s SELECT INBOX\r\ni IDLE\r\n";
        };
        pump.feed(first.getBytes(StandardCharsets.US_ASCII));
        pump.said();
        return pump;
    }

    @TestFactory
    Stream<DynamicTest> pureNoise() {
        return Stream.of(1L, 2L, 3L).map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
            Random random = new Random(seed);
            SessionPump<MailboxListener> pump = started("selected");
            for (int i = 0; i < 500 && !pump.isClosed(); i++) {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                pump.feed(noise);
            }
            assertEquals(false, new String(pump.said(), StandardCharsets.UTF_8).contains("an error happened"));
        }));
    }
}
