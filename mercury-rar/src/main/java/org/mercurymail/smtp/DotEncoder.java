package org.mercurymail.smtp;

import java.io.ByteArrayOutputStream;

/**
 * Makes content into DATA, in pieces of any size (RFC 5321 §4.5.2): a dot before each leading dot, and the end.
 * A CR or LF that stands alone leaves as CRLF, so that nobody downstream can see an end where there is none. Moves
 * whole ranges, never single octets.
 */
final class DotEncoder {

    private static final byte[] CRLF = {'\r', '\n'};

    private boolean lineStart = true;
    private boolean afterCr;

    void encode(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
        int start = from; // first octet not yet given out
        int i = from;
        while (i < to) {
            if (afterCr) {
                afterCr = false;
                lineStart = true;
                if (bytes[i] == '\n') {
                    i++;
                    continue;
                }
                out.write(bytes, start, i - start);
                out.write('\n'); // the CR stood alone
                start = i;
            }
            if (lineStart && bytes[i] == '.') {
                out.write(bytes, start, i - start);
                out.write('.');
                start = i;
            }
            lineStart = false;
            i = Breaks.next(bytes, i, to);
            if (i < to && bytes[i] == '\r') {
                afterCr = true;
                i++;
            } else if (i < to) {
                out.write(bytes, start, i - start);
                out.writeBytes(CRLF); // the LF stood alone
                lineStart = true;
                start = ++i;
            }
        }
        out.write(bytes, start, to - start);
    }

    /** The end of the content, with the CRLF that its last line may lack (RFC 5321 §4.1.1.4). */
    void end(ByteArrayOutputStream out) {
        if (afterCr) {
            out.write('\n');
        } else if (!lineStart) {
            out.writeBytes(CRLF);
        }
        out.write('.');
        out.writeBytes(CRLF);
    }
}
