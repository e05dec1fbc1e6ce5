package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every scan must hold true, whatever the bytes; used by all tests of the scanner. */
final class Scans {

    private Scans() { }

    static MimeMessageScan scan(String message) {
        return scan(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Scans, and checks the result against the bytes. */
    static MimeMessageScan scan(byte[] message) {
        MimeMessageScan scan;
        try {
            scan = MimeScanner.scan(new ByteArrayInputStream(message));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        check(message, scan);
        return scan;
    }

    private static void check(byte[] message, MimeMessageScan scan) {
        Part root = scan.root();
        assertEquals(0, root.headerStart());
        assertEquals(message.length, root.bodyEnd());
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        reassemble(message, root, again);
        assertArrayEquals(message, again.toByteArray(), "sections cover the bytes");
        assertEquals(root, Part.decode(root.encode()), "structure survives the store");
        assertEquals(scan.summary(), Summary.decode(scan.summary().encode()), "summary survives the store");
    }

    private static void reassemble(byte[] message, Part part, ByteArrayOutputStream out) {
        assertTrue(part.headerStart() <= part.bodyStart() && part.bodyStart() <= part.bodyEnd(), part::toString);
        assertEquals(lineFeeds(message, part.bodyStart(), part.bodyEnd()), part.lines(), part::toString);
        assertEquals(part.isMultipart(), !part.children().isEmpty(), "a multipart has children and nothing else has");
        assertEquals(part.is("message", "rfc822") || part.is("message", "global"), part.message().isPresent(), "a message has a message in it");
        copy(message, part.headerStart(), part.bodyStart(), out);
        long at = part.bodyStart();
        if (part.message().isPresent()) {
            Part nested = part.message().get().root();
            assertEquals(part.bodyStart(), nested.headerStart());
            assertEquals(part.bodyEnd(), nested.bodyEnd());
            reassemble(message, nested, out);
            return;
        }
        for (Part child : part.children()) {
            assertTrue(at <= child.headerStart() && child.bodyEnd() <= part.bodyEnd(), part::toString);
            copy(message, at, child.headerStart(), out);
            reassemble(message, child, out);
            at = child.bodyEnd();
        }
        copy(message, at, part.bodyEnd(), out);
    }

    private static void copy(byte[] message, long from, long to, ByteArrayOutputStream out) {
        out.write(message, (int) from, (int) (to - from));
    }

    private static long lineFeeds(byte[] message, long from, long to) {
        long n = 0;
        for (long i = from; i < to; i++) {
            n += message[(int) i] == '\n' ? 1 : 0;
        }
        return n;
    }

    /** {@code multipart/mixed(text/plain message/rfc822[text/plain])}: a multipart's made-up child is left out. */
    static String shape(Part part) {
        String type = part.type() + "/" + part.subtype();
        if (part.message().isPresent()) {
            return type + "[" + shape(part.message().get().root()) + "]";
        }
        if (!part.isMultipart()) {
            return type;
        }
        boolean madeUp = part.children().size() == 1 && part.children().get(0).headerStart() == part.bodyEnd();
        return type + "(" + (madeUp ? ""
                : part.children().stream().map(Scans::shape).collect(Collectors.joining(" "))) + ")";
    }

    static String body(byte[] message, Part part) {
        return new String(message, (int) part.bodyStart(), (int) part.bodySize(), StandardCharsets.UTF_8);
    }

    static String header(byte[] message, Part part) {
        return new String(message, (int) part.headerStart(), (int) part.headerSize(), StandardCharsets.UTF_8);
    }
}
