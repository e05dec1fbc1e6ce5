package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.IndexingForTests;
import org.mercurymail.mime.Folding;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.TextMatches;
import org.mercurymail.port.TextMatches.Place;
import org.mercurymail.store.AccountRow;

/** The index answers what reading every message finds: random texts, charsets, encodings, needles. */
class IndexedSearchTest {

    private static final String[] BITS = {"a", "b", "ab", "The ", "meeting", "größe", "GRÖSSE", "straße", "été",
        "e\u0301t", "İstanbul", "ıI", "ΣΊΣΥΦΟΣ", "ς", "встреча", "Ё", "会議", "報告書", "한국어", "😀", "🂡x", "%", "_", "\\", "50%",
        "a_b", "@", ".", "-", " ", "\r\n", "=", "<b>", "</b>", "ﬁn", "Å", "ñandú", "\u0000", "\u0001", "ÿ", "0x1F", "://"};
    private static final String[] CHARSETS = {"utf-8", "iso-8859-1", "koi8-r", "iso-2022-jp", "gb18030", "utf-16be", "",
        "us-ascii", "nonsense"};
    private static final int MESSAGES = 120;
    private static final int NEEDLES = 120;

    private final TestServer server = new TestServer();
    private final AccountRow account = server.account("s", 0);
    private final long id = account.id();
    private final IndexingForTests indexing = new IndexingForTests();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theIndexFindsWhatReadingFinds(long seed) throws Exception {
        Random random = new Random(seed);
        indexing.all();
        for (int i = 0; i < MESSAGES; i++) {
            append(message(random));
            if (i == MESSAGES / 3) {
                indexing.all();
            }
        }
        MailboxSnapshot inbox = server.mailboxes.open(id, "INBOX");
        TreeMap<Long, StoredMessage> all = messages(inbox);
        compare(random, inbox, all, false); // a third of it is indexed
        indexing.all();
        compare(random, inbox, all, true);
    }

    private void compare(Random random, MailboxSnapshot inbox, TreeMap<Long, StoredMessage> all, boolean indexed)
            throws Exception {
        int sure = 0;
        int open = 0;
        for (int i = 0; i < NEEDLES; i++) {
            String needle = needle(random);
            Place place = Place.values()[random.nextInt(4)];
            String field = List.of("subject", "from", "to", "x-note", "message-id").get(random.nextInt(5));
            boolean summary = place == Place.SUMMARY || place == Place.HEADER;
            Place asked = summary ? field.equals("x-note") ? Place.HEADER : Place.SUMMARY : place;
            var answer = server.mailboxes.matches(id, inbox.mailbox(), asked, needle);
            assertEquals(answer.isEmpty(), needle.indexOf(0) >= 0 || needle.indexOf(1) >= 0
                    || Folding.plain(needle).isEmpty(), needle);
            if (answer.isEmpty()) {
                continue;
            }
            TextMatches matches = answer.get();
            assertEquals(matches, indexing.matches(id, inbox, asked, needle).orElseThrow(),
                    asked + " '" + needle + "'");
            for (var one : all.entrySet()) {
                MessageReader reader = new MessageReader(one.getValue());
                boolean truth = summary ? reader.headerContains(field, needle)
                        : reader.textContains(needle, place == Place.TEXT);
                boolean yes = matches.sure().contains(one.getKey());
                boolean maybe = matches.open().contains(one.getKey());
                String which = asked + " " + field + " '" + needle + "' uid " + one.getKey();
                assertTrue(!yes || truth, which + " is not there");
                assertTrue(!truth || yes || maybe, which + " is lost");
                sure += yes ? 1 : 0;
                open += maybe && !summary ? 1 : 0;
            }
        }
        assertTrue(sure > 100, "found " + sure);
        assertEquals(indexed, open == 0, "to be read " + open);
    }

    @Test
    void whatIsTooLongForTheIndexIsRead() throws Exception {
        String text = "words and words\r\n".repeat(40_000) + "atTheEnd\r\n";
        append(("Subject: long\r\n\r\n" + text).getBytes(StandardCharsets.US_ASCII));
        indexing.all();
        MailboxSnapshot inbox = server.mailboxes.open(id, "INBOX");
        TextMatches end = server.mailboxes.matches(id, inbox.mailbox(), Place.BODY, "attheend").orElseThrow();
        assertEquals("1", end.open().toString());
        TextMatches begin = server.mailboxes.matches(id, inbox.mailbox(), Place.BODY, "AND words").orElseThrow();
        assertEquals("1", begin.sure().toString());
    }

    @Test
    void copiesShareWhatIsIndexedAndWhatIsGoneIsNotFound() throws Exception {
        append("Subject: one\r\n\r\nthe quick brown fox\r\n".getBytes(StandardCharsets.US_ASCII));
        append("Subject: two\r\n\r\nthe quick red fox\r\n".getBytes(StandardCharsets.US_ASCII));
        indexing.all();
        MailboxSnapshot inbox = server.mailboxes.open(id, "INBOX");
        server.mailboxes.copy(id, inbox.mailbox(), NumberSet.of(1), "Sent", false);
        server.mailboxes.copy(id, inbox.mailbox(), NumberSet.of(2), "Sent", true);
        MailboxSnapshot sent = server.mailboxes.open(id, "Sent");
        assertEquals(new TextMatches(NumberSet.range(1, 2), NumberSet.EMPTY),
                indexing.matches(id, sent, Place.BODY, "quick").orElseThrow());
        assertEquals(new TextMatches(NumberSet.of(1), NumberSet.EMPTY),
                indexing.matches(id, inbox, Place.BODY, "quick").orElseThrow());
        server.mailboxes.expunge(id, inbox.mailbox(), NumberSet.of(1));
        assertEquals(new TextMatches(NumberSet.EMPTY, NumberSet.EMPTY),
                indexing.matches(id, inbox, Place.BODY, "quick").orElseThrow());
    }

    private TreeMap<Long, StoredMessage> messages(MailboxSnapshot inbox) throws Exception {
        TreeMap<Long, StoredMessage> all = new TreeMap<>();
        server.mailboxes.fetch(id, inbox.mailbox(), NumberSet.range(1, 1 << 20),
                Set.of(StoredMessage.Part.values()), message -> all.put(message.uid(), message));
        return all;
    }

    private void append(byte[] message) throws Exception {
        server.mailboxes.append(id, "INBOX", List.of(new Appended(Body.of(message), Flags.NONE, java.time.Instant.EPOCH)));
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(BITS[random.nextInt(BITS.length)]);
        }
        return text.toString();
    }

    /** Mostly of pieces as they come together, in any case, with or without accents. */
    private static String needle(Random random) {
        String text = text(random, 3);
        return switch (random.nextInt(4)) {
            case 0 -> text.toUpperCase(Locale.ROOT);
            case 1 -> Folding.plain(text).isEmpty() ? text : Folding.plain(text);
            case 2 -> text.substring(0, text.offsetByCodePoints(0, (text.codePointCount(0, text.length()) + 1) / 2));
            default -> text;
        };
    }

    private static byte[] message(Random random) {
        List<byte[]> parts = new ArrayList<>();
        String head = "Message-ID: <" + random.nextInt(99) + "@a_b.test>\r\nSubject: " + word(random) + "\r\nFrom: "
                + word(random) + " <jean." + random.nextInt(5) + "@Firm.test>, root\r\n"
                + "To: =?utf-8?q?=C3=A9t=C3=A9?= <a%b@x.test>\r\n"
                + "X-Note: " + word(random) + "\r\n";
        parts.add(head.getBytes(StandardCharsets.UTF_8));
        if (random.nextInt(3) > 0) {
            parts.add(part(random));
        } else {
            parts.add("Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n".getBytes());
            parts.add(part(random));
            parts.add("\r\n--q\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner ".getBytes());
            parts.add((word(random) + "\r\n").getBytes(StandardCharsets.UTF_8));
            parts.add(part(random));
            parts.add("\r\n--q\r\nContent-Type: application/octet-stream\r\n\r\nmeeting\r\n--q--\r\n".getBytes());
        }
        return joined(parts);
    }

    private static byte[] part(Random random) {
        String label = CHARSETS[random.nextInt(CHARSETS.length)];
        Charset charset = label.isEmpty() || label.equals("nonsense") || label.equals("us-ascii")
                ? random.nextBoolean() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8 : Charset.forName(label);
        byte[] bytes = text(random, 40).getBytes(charset);
        boolean encoded = random.nextBoolean() || label.startsWith("utf-16");
        String head = "Content-Type: text/" + (random.nextBoolean() ? "plain" : "html")
                + (label.isEmpty() ? "" : "; charset=" + label) + "\r\n"
                + (encoded ? "Content-Transfer-Encoding: base64\r\n" : "") + "\r\n";
        return joined(List.of(head.getBytes(), encoded ? Base64.getMimeEncoder().encode(bytes) : bytes));
    }

    private static String word(Random random) {
        String text = text(random, 4).replaceAll("[\r\n\0]", "");
        return random.nextBoolean() ? text : "=?utf-8?B?"
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static byte[] joined(List<byte[]> parts) {
        var out = new java.io.ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
