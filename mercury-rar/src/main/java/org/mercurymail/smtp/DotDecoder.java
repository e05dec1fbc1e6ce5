package org.mercurymail.smtp;

import java.nio.ByteBuffer;

/**
 * Takes the content of DATA, or of a POP3 answer, out of arriving bytes, in pieces of any size (RFC 5321 §4.1.1.4,
 * §4.5.2, RFC 1939 §3). Only
 * {@code <CRLF>.<CRLF>} ends it, and only CRLF begins a line: a CR or LF that stands alone does neither, so that no
 * two servers disagree about the end ("SMTP smuggling"); it is passed on and told of by {@link #sawBare}. Moves whole
 * ranges, never single octets.
 */
public final class DotDecoder {

    /** Where the content goes. */
    public interface Sink {
        /** Takes all that remains in the buffer. */
        void write(ByteBuffer range);
    }

    private enum At { LINE_START, DOT, DOT_CR, CR, INSIDE }

    private At at = At.LINE_START;
    private boolean bare;

    /** Takes what belongs to the content. @return true when it has ended; the bytes behind it are left alone */
    public boolean take(ByteBuffer bytes, Sink sink) {
        int limit = bytes.limit();
        int from = bytes.position(); // first octet not yet given to the sink
        int i = from;
        while (i < limit) {
            if (at == At.INSIDE) {
                i = Breaks.next(bytes, i, limit);
                if (i == limit) {
                    break;
                }
            }
            byte b = bytes.get(i);
            if (at == At.LINE_START && b == '.') {
                give(bytes, from, i, sink);
                from = i + 1; // the dot itself is never content
                at = At.DOT;
            } else if (at == At.DOT && b == '\r') {
                from = i + 1; // held back until the next octet tells
                at = At.DOT_CR;
            } else if (at == At.DOT_CR && b == '\n') {
                bytes.position(i + 1);
                return true;
            } else {
                if (at == At.DOT_CR) {
                    sink.write(ByteBuffer.wrap(new byte[] {'\r'}));
                    at = At.CR;
                }
                at = within(b);
            }
            i++;
        }
        if (from < limit) {
            give(bytes, from, limit, sink);
        }
        bytes.position(limit);
        return false;
    }

    /** True when a CR or an LF stood alone anywhere in the content. */
    public boolean sawBare() {
        return bare;
    }

    private At within(byte b) {
        if (b == '\n') {
            bare |= at != At.CR;
            return at == At.CR ? At.LINE_START : At.INSIDE;
        }
        bare |= at == At.CR;
        return b == '\r' ? At.CR : At.INSIDE;
    }

    private static void give(ByteBuffer bytes, int from, int to, Sink sink) {
        if (from < to) {
            sink.write(bytes.duplicate().position(from).limit(to));
        }
    }
}
