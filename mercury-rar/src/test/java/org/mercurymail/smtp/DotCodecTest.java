package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dots of DATA, both ways, against a slow and simple reading of RFC 5321 §4.5.2. */
class DotCodecTest {

    private static final int[] SIZES = {1, 2, 3, 7, 1000};

    /** What a decoder gave. */
    private record Decoded(String content, boolean ended, boolean bare, int left) { }

    @Test
    void readsAsTheRuleSays() {
        Random random = new Random(2023);
        for (int i = 0; i < 15_000; i++) {
            String stream = noise(random, "\r\n.x\0", 24) + (random.nextBoolean() ? "\r\n.\r\n" : "")
                    + noise(random, "\r\n.", 4);
            Decoded expected = simply(stream);
            for (int size : SIZES) {
                assertEquals(expected, decoded(stream, size, false), () -> escaped(stream));
            }
            assertEquals(expected, decoded(stream, 5, true), () -> escaped(stream));
        }
    }

    /** No server in front of us or behind us may see an end that we do not see. */
    @ParameterizedTest
    @ValueSource(strings = {"x\n.\n", "x\n.\r\n", "x\r.\r", "x\r.\r\n", "x\r\n.\n", "x\r\n.\r", "x\r\n.\r\r\n",
        "x\n\n.\n\n",
        "x\r\n\0.\r\n", "x\r\n.\0\r\n", "x\r\r\n.\n", ".\n", ".\r", "\n.\r\n", "\r\n. \r\n"})
    void nothingElseEndsTheData(String stream) {
        for (int size : SIZES) {
            assertFalse(decoded(stream, size, false).ended);
        }
    }

    @Test
    void encodingAndDecodingGivesTheContentBack() {
        Random random = new Random(1982);
        for (int i = 0; i < 10_000; i++) {
            String content = noise(random, "..\n\nabc\u00e9\0", 60).replace("\n", "\r\n");
            String wanted = content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";
            for (int size : SIZES) {
                Decoded back = decoded(encoded(content, size), 1000, false);
                assertEquals(new Decoded(wanted, true, false, 0), back, () -> escaped(content));
            }
        }
    }

    /** Bare CR and LF leave as CRLF: whatever the content, one end is seen and nothing bare. */
    @Test
    void encodesNothingAmbiguous() {
        Random random = new Random(1123);
        for (int i = 0; i < 10_000; i++) {
            String content = noise(random, "\r\n.x", 20);
            String whole = encoded(content, 1000);
            for (int size : SIZES) {
                assertEquals(whole, encoded(content, size), () -> escaped(content));
            }
            Decoded back = decoded(whole, 1000, false);
            assertTrue(back.ended && !back.bare && back.left == 0, () -> escaped(content));
            assertEquals(content.replaceAll("\r\n|\r|\n", "|").replaceAll("[|]\\z", ""),
                    back.content.replace("\r\n", "|").replaceAll("[|]\\z", ""), () -> escaped(content));
        }
    }

    @Test
    void findsBreaksAsALoopWould() {
        Random random = new Random(7);
        for (int i = 0; i < 15_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = octets("\r\n\f\u000b\u008a\u008d")[random.nextInt(6)];
            }
            int from = random.nextInt(bytes.length + 1);
            int slow = from;
            while (slow < bytes.length && bytes[slow] != '\r' && bytes[slow] != '\n') {
                slow++;
            }
            assertEquals(slow, Breaks.next(bytes, from, bytes.length));
            assertEquals(slow, Breaks.next(ByteBuffer.wrap(bytes), from, bytes.length));
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            assertEquals(slow, Breaks.next(direct, from, bytes.length));
        }
    }

    private static Decoded decoded(String stream, int size, boolean direct) {
        byte[] bytes = octets(stream);
        DotDecoder decoder = new DotDecoder();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int from = 0; from < bytes.length; from += size) {
            int length = Math.min(size, bytes.length - from);
            ByteBuffer piece = (direct ? ByteBuffer.allocateDirect(length + 3) : ByteBuffer.allocate(length + 3));
            piece.position(3).put(bytes, from, length).flip().position(3);
            boolean ended = decoder.take(direct ? piece : piece.slice(), range -> {
                byte[] some = new byte[range.remaining()];
                range.get(some);
                content.writeBytes(some);
            });
            if (ended) {
                return new Decoded(latin(content), true, decoder.sawBare(), left(stream, bytes.length));
            }
        }
        return new Decoded(latin(content), false, decoder.sawBare(), 0);
    }

    /** How much the whole stream has behind its end, taken at once so that the buffer's position can tell. */
    private static int left(String stream, int length) {
        ByteBuffer whole = ByteBuffer.wrap(octets(stream));
        new DotDecoder().take(whole, range -> range.position(range.limit()));
        return whole.remaining();
    }

    private static Decoded simply(String stream) {
        String padded = "\r\n" + stream;
        int end = padded.indexOf("\r\n.\r\n");
        String raw = end < 0 ? padded : padded.substring(0, end + 2);
        boolean bare = raw.replace("\r\n", "").matches("(?s).*[\r\n].*");
        String content = raw.replace("\r\n.", "\r\n").substring(2);
        if (end < 0) { // what is still undecided at the end of the stream is neither content nor bare yet
            bare = raw.replaceFirst("\r\\z", "").replace("\r\n", "").matches("(?s).*[\r\n].*");
            content = raw.endsWith("\r\n.\r") ? content.substring(0, content.length() - 1) : content;
        }
        return new Decoded(content, end >= 0, bare, end < 0 ? 0 : padded.length() - end - 5);
    }

    private static String encoded(String content, int size) {
        DotEncoder encoder = new DotEncoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = octets(content);
        for (int from = 0; from < bytes.length; from += size) {
            encoder.encode(bytes, from, Math.min(bytes.length, from + size), out);
        }
        encoder.end(out);
        return latin(out);
    }

    private static String noise(Random random, String alphabet, int length) {
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(length); n > 0; n--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    @Test
    void longLinesPass() {
        String content = "x".repeat(200_000) + "\r\n." + "y".repeat(70_000) + "\r\n";
        assertArrayEquals(octets(content), octets(decoded(encoded(content, 8192), 4096, false).content));
    }
}
