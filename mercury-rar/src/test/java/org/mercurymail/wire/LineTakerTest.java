package org.mercurymail.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTakerTest {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Lines as {@code text/tooLong/bare}. */
    private static List<String> taken(String stream, int limit, int size) {
        LineTaker taker = new LineTaker(limit);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < stream.length(); from += size) {
            ByteBuffer piece = bytes(stream.substring(from, Math.min(stream.length(), from + size)));
            for (Optional<LineTaker.Line> line = taker.take(piece); line.isPresent(); line = taker.take(piece)) {
                lines.add(new String(line.get().bytes(), StandardCharsets.ISO_8859_1) + "/" + line.get().tooLong() + "/"
                        + line.get().bare());
            }
        }
        return lines;
    }

    @Test
    void takesLines() {
        assertEquals(List.of("a/false/false", "/false/false", "b c/false/false"),
                taken("a\r\n\r\nb c\r\nrest", 10, 100));
        assertEquals(List.of("0123456789/false/false", "0123456789/true/false", "x/false/false"),
                taken("0123456789\r\n0123456789a\r\nx\r\n", 10, 100));
        assertEquals(List.of("a\nb\rc/false/true", "d/false/false"), taken("a\nb\rc\r\nd\r\n", 10, 100));
        assertEquals(List.of("\r/false/true"), taken("\r\r\n", 10, 100));
    }

    @Test
    void takesTheSameFromAnyPieces() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder stream = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                stream.append("ab\r\n\r\n".charAt(random.nextInt(6)));
            }
            List<String> whole = taken(stream.toString(), 6, 1000);
            for (int size : new int[] {1, 2, 3, 5}) {
                assertEquals(whole, taken(stream.toString(), 6, size));
            }
        }
    }

    @Test
    void knowsWhetherALineIsOpen() {
        LineTaker taker = new LineTaker(3);
        assertFalse(taker.isInside());
        taker.take(bytes("\r"));
        assertTrue(taker.isInside());
        assertTrue(taker.take(bytes("\n")).isPresent());
        assertFalse(taker.isInside());
        taker.take(bytes("abcdefgh"));
        assertTrue(taker.isInside());
    }

    @Test
    void leavesWhatFollows() {
        ByteBuffer buffer = bytes("a\r\nliteral");
        new LineTaker(10).take(buffer);
        assertEquals(3, buffer.position());
    }
}
