package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;

/**
 * Mail as it is: whatever a message holds, each response can be read by the grammar, and nothing of the message can
 * pass for a response. The messages are those of the shared data where they lie, and broken ones from a seed.
 */
class CorpusTest {

    private static final List<Path> CORPORA = List.of(Path.of("/work/shared/data/mime"),
            Path.of("/work/shared/data/imap-dialogues/james-mpt/imap-mailbox/core/imap/samples"));
    private static final String ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[1] "
            + "BODY.PEEK[1.1.MIME] BODY.PEEK[2.HEADER] BODY.PEEK[HEADER.FIELDS (Subject From)]<3.40> BODY.PEEK[TEXT] "
            + "BINARY.SIZE[1] PREVIEW EMAILID)";

    private final MemoryMailboxes door = new MemoryMailboxes("Return-Path: <x@y.test>\r\n");

    @Test
    void whatIsThere() throws Exception {
        List<Path> files = new ArrayList<>();
        for (Path corpus : CORPORA) {
            if (Files.isDirectory(corpus)) {
                try (Stream<Path> all = Files.walk(corpus)) {
                    all.filter(f -> Files.isRegularFile(f) && small(f)).limit(3_000).forEach(files::add);
                }
            }
        }
        for (Path file : files) {
            file(Files.readAllBytes(file));
        }
        check();
    }

    private static boolean small(Path file) {
        try {
            return Files.size(file) > 0 && Files.size(file) < 200_000;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatIsBroken() throws Exception {
        String text = "From: \"a\\\" \" <b@c>, group: d@e;\r\nSubject: x\r\n y \u00e9\0\r\nContent-Type: "
                + "multipart/mixed; boundary=\"b\"; name=\"q\\\"\r\n\"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: ((a)\r\n"
                + "Content-Type: text/html; charset=nonsense\r\n\r\n<p\r\n* 1 EXPUNGE\r\na OK\r\n--b\r\n"
                + "Content-Disposition: ; filename*0*=x''%\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@=\r\n"
                + "--b--\r\n";
        Random random = new Random(99);
        for (int i = 0; i < 800; i++) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int n = random.nextInt(20); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) "\r\n\0\"\\(){};:=<>, \u00e9".charAt(random.nextInt(17));
            }
            file(bytes);
        }
        check();
    }

    private void file(byte[] message) throws Exception {
        door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(message), Flags.NONE, Instant.EPOCH);
    }

    private void check() throws Exception {
        SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(ImapTranscriptTest.session(
                new MailboxDoorway("h", false, true, 1000), ImapTranscriptTest.DEAF, false), door).open();
        pump.feed("a LOGIN u secret\r\nb SELECT INBOX\r\n".getBytes(StandardCharsets.US_ASCII));
        pump.said();
        int size = door.mailboxes.get("INBOX").entries.size();
        for (int number = 1; number <= size; number++) {
            pump.feed(("c FETCH " + number + " " + ITEMS + "\r\n").getBytes(StandardCharsets.US_ASCII));
            List<ImaptestMatch.Reply> replies = ImaptestMatch.replies(pump.said());
            assertEquals(2, replies.size(), () -> "not one response and its end: " + replies);
            assertTrue(replies.get(1).isTagged("c"), () -> "no end: " + replies);
            List<ImaptestMatch.Node> items = replies.get(0).nodes().get(3).list();
            assertEquals(30, items.size(), () -> "items and values: " + items);
            for (int i = 0; i < items.size(); i += 2) {
                assertFalse(items.get(i).isList(), () -> "no name of an item: " + items);
            }
            assertEquals(10, items.get(9).list().size(), () -> "no envelope: " + items.get(9));
        }
        pump.feed("d SEARCH OR TEXT zzzzqq OR SUBJECT qqzz FROM qqzz\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(new String(pump.said(), StandardCharsets.US_ASCII).endsWith("d OK SEARCH completed\r\n"));
        pump.feed("e THREAD REFERENCES UTF-8 ALL\r\nf SORT (DATE FROM SUBJECT) UTF-8 ALL\r\n".getBytes(
                StandardCharsets.US_ASCII));
        assertTrue(new String(pump.said(), StandardCharsets.US_ASCII).endsWith("f OK SORT completed\r\n"));
    }
}
