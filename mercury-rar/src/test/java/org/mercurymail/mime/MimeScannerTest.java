package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class MimeScannerTest {

    private static final String MIXED = """
            From: Jean <jean@firm.test>
            Subject: two
            Content-Type: multipart/mixed; boundary="b"

            preamble
            --b
            Content-Type: text/plain; charset=utf-8
            Content-Disposition: inline; filename*=utf-8''%C3%A9t%C3%A9.txt
            Content-ID: <a@b>
            Content-Language: fr, en

            one
            two
            --b
            Content-Type: message/rfc822

            Subject: inner

            deep

            --b--
            epilogue
            """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aMultipartWithAMessageInIt(String lineEnd) {
        byte[] bytes = MIXED.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
        Part root = Scans.scan(bytes).root();
        assertEquals("multipart/mixed(text/plain message/rfc822[text/plain])", Scans.shape(root));
        Part text = root.children().get(0);
        assertEquals("one" + lineEnd + "two", Scans.body(bytes, text));
        assertEquals(1, text.lines());
        assertEquals(Optional.of("été.txt"), text.fileName());
        assertEquals(Optional.of("utf-8"), text.charset());
        assertEquals(Optional.of("<a@b>"), text.id());
        assertEquals(List.of("fr", "en"), text.languages());
        assertEquals("inline", text.disposition().orElseThrow().type());
        assertTrue(Scans.header(bytes, text).endsWith("en" + lineEnd + lineEnd));
        MimeMessageScan inner = root.children().get(1).message().orElseThrow();
        assertEquals("inner", inner.summary().subjectText());
        assertEquals("deep" + lineEnd, Scans.body(bytes, inner.root()));
        assertEquals(3, root.children().get(1).lines());
    }

    @Test
    void theSummaryIsWhatEnvelopeNeeds() {
        Summary summary = Scans.scan("""
                Date: Tue, 24 Nov 2026 16:20:00 +0100
                Subject: =?utf-8?Q?caf=C3=A9?= for
                  two
                From: "Jean, chef" <jean@firm.test>
                Reply-To:
                To: a@x.test, team: b@x.test, C <c@x.test>;
                To: d@x.test
                Message-ID: <1@firm.test>
                In-Reply-To: <0@firm.test>
                References: <a@f>
                  <b@f> junk <c@f>

                """).summary();
        assertEquals("café for two", summary.subjectText());
        assertEquals(Optional.of("=?utf-8?Q?caf=C3=A9?= for  two"), summary.subject());
        assertEquals(Instant.parse("2026-11-24T15:20:00Z"), summary.sentDate().orElseThrow());
        assertEquals("Jean, chef", summary.fromText());
        assertEquals(summary.from(), summary.senderOrFrom());
        assertEquals(summary.from(), summary.replyToOrFrom());
        assertEquals(6, summary.to().size());
        assertEquals(Optional.of("team"), summary.to().get(1).mailbox());
        assertTrue(summary.to().get(4).isGroupEnd());
        assertEquals(List.of("<a@f>", "<b@f>", "<c@f>"), summary.references());
        assertEquals(Optional.of("<0@firm.test>"), summary.inReplyTo());
        assertEquals(Optional.of("<1@firm.test>"), summary.messageId());
    }

    /** Messages that are not what they should be, and what is said of them. */
    @ParameterizedTest
    @ValueSource(strings = {
        "|text/plain",
        "~|text/plain",
        "no header at all~two~|text/plain",
        "Subject: x|text/plain",
        "Subject: x~~|text/plain",
        "Content-Type: text~~|text/plain",
        "Content-Type: nonsense~~|text/plain",
        "Content-Type: TEXT/HTML~~|text/html",
        "Content-Type: multipart/mixed~~--b~~x~--b--~|text/plain",
        "Content-Type: multipart/mixed; boundary=b~~|multipart/mixed()",
        "Content-Type: multipart/mixed; boundary=b~~--b--~|multipart/mixed()",
        "Content-Type: multipart/mixed; boundary=b~--b~~x~--b--~|multipart/mixed(text/plain)",
        "Content-Type: multipart/mixed; boundary=b~~--b|multipart/mixed()",
        "Content-Type: multipart/mixed; boundary=b~~--b~--b~--b--|multipart/mixed(text/plain text/plain)",
        "Content-Type: multipart/mixed; boundary=b~~--b  ~~x~--b--  junk~|multipart/mixed(text/plain)",
        "Content-Type: multipart/digest; boundary=b~~--b~~Subject: x~~y~--b--~|"
                + "multipart/digest(message/rfc822[text/plain])",
        "Content-Type: multipart/digest; boundary=b~~--b~Content-Type: text/plain~~y~--b--~|"
                + "multipart/digest(text/plain)",
        "Content-Type: message/rfc822~~|message/rfc822[text/plain]",
        "Content-Type: message/global~~Subject: é~~|message/global[text/plain]",
        "Content-Type: multipart/mixed; boundary=b~~--b~Content-Type: message/rfc822~--b--~|"
                + "multipart/mixed(message/rfc822[text/plain])",
        "Content-Type: multipart/mixed; boundary=a~~--a~Content-Type: multipart/mixed; boundary=ab~~--ab~~x~--ab--~--a~"
                + "~y~--a--~|multipart/mixed(multipart/mixed(text/plain) text/plain)",
        "From jean@firm.test Tue Nov 24 2026~Content-Type: text/html~~x|text/html",
    })
    void oddMessages(String row) {
        String message = row.substring(0, row.lastIndexOf('|'));
        String shape = row.substring(row.lastIndexOf('|') + 1);
        assertEquals(shape, Scans.shape(Scans.scan(message.replace("~", "\r\n")).root()));
        assertEquals(shape, Scans.shape(Scans.scan(message.replace("~", "\n")).root()));
    }

    @Test
    void nestingStopsWhereItMust() {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n--b").append(i)
                    .append("\r\n");
        }
        Part part = Scans.scan(message.toString()).root();
        int depth = 0;
        while (part.isMultipart()) {
            part = part.children().get(0);
            depth++;
        }
        assertEquals(MimeScanner.MAX_DEPTH, depth);
        assertTrue(part.is("application", "octet-stream"));
    }

    @Test
    void messagesInMessagesStopToo() {
        Part part = Scans.scan("Content-Type: message/rfc822\n\n".repeat(1000)).root();
        int depth = 0;
        while (part.message().isPresent()) {
            part = part.message().get().root();
            depth++;
        }
        assertEquals(MimeScanner.MAX_DEPTH, depth);
    }

    @Test
    void moreParts() {
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n\r\nx\r\n".repeat(20_000) + "--b--\r\n";
        Part root = assertTimeout(Duration.ofSeconds(5), () -> Scans.scan(message)).root();
        assertEquals(MimeScanner.MAX_PARTS - 1, root.children().size());
    }

    /** What costs much if a scanner is not careful: each takes well under its limit here, seconds on a slow day. */
    @ParameterizedTest
    @ValueSource(strings = {"Subject: ", "To: ", "Content-Type: text/plain; a=", "Content-Type: ", "References: ", "X",
        "Content-Type: multipart/mixed; boundary=\"", " ", "\r\n\r\n"})
    void aHundredMegabyteLine(String start) {
        for (String filler : List.of("a", "=?", "<,", " ", "(", "\"", ";a", " (a", "a=b;", "<a", ":", "--",
                "\t=?a?Q?=")) {
            assertTimeout(Duration.ofSeconds(20), () -> MimeScanner.scan(repeated(start, filler, 10_000_000)));
        }
        assertTimeout(Duration.ofSeconds(20), () -> MimeScanner.scan(repeated(start, "a", 100_000_000)));
    }

    @Test
    void manyKeptFieldsStayBounded() throws Exception {
        String field = "Subject: " + "s".repeat(200_000) + "\r\nTo: " + "a,".repeat(100_000) + "\r\n";
        String message = "Content-Type: multipart/digest; boundary=b\r\n\r\n"
                + ("--b\r\n\r\n" + field + "\r\n").repeat(100);
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
        assertEquals(100, scan.root().children().size());
        assertTrue(scan.root().encode().length < 2_000_000);
    }

    @Test
    void anythingScans() {
        Random random = new Random(20261124);
        String[] words = {"\r\n", "\n", "\r", "--", "--b", "--b--", "--c", "Content-Type: ",
            "multipart/mixed; boundary=b", "multipart/digest; boundary=\"c\"", "message/rfc822", "text/plain", "; charset=", "=?utf-8?B?",
            "?=", " ", "\t", ":", "a", "é", "\0", "From ", "To: ", "<", ">", "@", ",", ";", "(", ")", "\"", "\\", "\r\n\r\n", "\n\n",
            "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename*0*=utf-8''%", "b", "c"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message = new StringBuilder();
            int length = random.nextInt(60);
            for (int n = 0; n < length; n++) {
                message.append(words[random.nextInt(words.length)]);
            }
            byte[] bytes = message.toString().getBytes(StandardCharsets.UTF_8);
            MimeMessageScan scan = Scans.scan(bytes);
            scan.summary().subjectText();
            scan.summary().fromText();
            scan.root().fileName();
            assertEquals(scan, trickled(bytes), () -> "read in small pieces: " + message);
        }
    }

    @Test
    void damagedFormsAreRefused() {
        byte[] good = Scans.scan(MIXED).root().encode();
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
            for (int n = 0; n < 3 && bad.length > 0; n++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                Part.decode(bad);
            } catch (IllegalArgumentException refused) {
                continue;
            }
        }
    }

    private static MimeMessageScan trickled(byte[] bytes) {
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 3));
            }
        };
        try {
            return MimeScanner.scan(slow);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A stream of so many octets that holds only one piece of it. */
    private static InputStream repeated(String start, String filler, int length) {
        byte[] head = start.getBytes(StandardCharsets.UTF_8);
        byte[] piece = filler.repeat(8192).getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at >= length ? -1 : octet(at++);
            }

            @Override
            public int read(byte[] into, int offset, int wanted) {
                if (at >= length) {
                    return -1;
                }
                if (at < head.length) {
                    into[offset] = (byte) octet(at++);
                    return 1;
                }
                int from = (at - head.length) % piece.length;
                int n = Math.min(Math.min(wanted, piece.length - from), length - at);
                System.arraycopy(piece, from, into, offset, n);
                at += n;
                return n;
            }

            private int octet(int i) {
                return i < head.length ? head[i] : piece[(i - head.length) % piece.length];
            }
        };
    }
}
