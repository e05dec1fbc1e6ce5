package org.mercurymail.mime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes quoted-printable as it comes (RFC 2045 §6.7): soft line breaks and the white space that transport put at a
 * line's end are taken out; an {@code =} that introduces nothing stays as it is.
 */
final class QuotedPrintableStream extends InputStream {

    private static final int SOFT_BREAK = -2;
    private static final int MAX_BLANKS = 1024; // more white space than that is content, whatever follows

    private final InputStream in;
    private final int[] back = new int[3]; // octets read too far
    private int backCount;
    private final byte[] blanks = new byte[MAX_BLANKS]; // white space that may stand at the end of a line
    private int blankCount;
    private int blankNext;

    QuotedPrintableStream(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    @Override
    public int read() throws IOException {
        if (blankNext < blankCount) {
            return blanks[blankNext++];
        }
        int b = next();
        while (b == '=') {
            int escaped = escape();
            if (escaped >= -1) {
                return escaped;
            }
            b = next(); // a soft line break
        }
        return b == ' ' || b == '\t' ? blank(b) : b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int b = read();
            if (b < 0) {
                return n == 0 ? -1 : n;
            }
            bytes[offset + n++] = (byte) b;
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** What an equals sign introduces: an octet, or SOFT_BREAK. */
    private int escape() throws IOException {
        int first = next();
        int high = first < 0 ? -1 : Character.digit(first, 16);
        if (high >= 0) {
            int second = next();
            int low = second < 0 ? -1 : Character.digit(second, 16);
            if (low >= 0) {
                return high << 4 | low;
            }
            unread(second);
            unread(first);
            return '=';
        }
        if (first == '\n' || first < 0) {
            return first < 0 ? -1 : SOFT_BREAK;
        }
        if (first == '\r') {
            int second = next();
            if (second != '\n') {
                unread(second);
            }
            return SOFT_BREAK;
        }
        if (first == ' ' || first == '\t') {
            return escapeThenBlank(first);
        }
        unread(first);
        return '=';
    }

    /** {@code "=  \r\n"}: white space between the sign and the break. */
    private int escapeThenBlank(int first) throws IOException {
        int b = blank(first);
        if (b == '\r' || b == '\n') {
            int after = b == '\r' ? next() : '\n';
            if (after != '\n') {
                unread(after);
            }
            return SOFT_BREAK;
        }
        blankNext = 0; // the white space was content: it follows the sign
        return b < 0 ? -1 : '=';
    }

    /** White space: dropped before a line's end, else kept and given one by one. Answers the octet to give now. */
    private int blank(int first) throws IOException {
        blankCount = 0;
        blankNext = 0;
        int b = first;
        while ((b == ' ' || b == '\t') && blankCount < MAX_BLANKS) {
            blanks[blankCount++] = (byte) b;
            b = next();
        }
        if (b == '\r' || b == '\n' || b < 0) {
            blankCount = 0;
            return b;
        }
        unread(b);
        return blanks[blankNext++];
    }

    private int next() throws IOException {
        return backCount > 0 ? back[--backCount] : in.read();
    }

    private void unread(int octet) {
        if (octet >= 0) {
            back[backCount++] = octet;
        }
    }
}
