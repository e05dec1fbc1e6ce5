package org.mercurymail.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes CRLF-ended lines out of arriving bytes, in pieces of any size. Holds at most one line up to its limit and
 * never looks at a byte twice. A bare LF or CR does not end a line: {@link Line#bare} tells of it, and the protocol
 * decides.
 */
public final class LineTaker {

    /**
     * One line without its CRLF.
     *
     * @param bytes   the line, cut at the limit
     * @param tooLong more came before the CRLF than the limit allows
     * @param bare    a CR or LF stood alone in it
     */
    public record Line(byte[] bytes, boolean tooLong, boolean bare) { }

    private final int limit;
    private byte[] held = new byte[0];
    private int length;
    private boolean tooLong;
    private boolean bare;
    private boolean afterCr;

    /** @param limit octets of a line, its CRLF not counted */
    public LineTaker(int limit) {
        this.limit = limit;
    }

    /** The next whole line, or empty when all bytes were taken and none ended. */
    public Optional<Line> take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (afterCr && b == '\n') {
                return Optional.of(finished());
            }
            if (afterCr) {
                bare = true;
                keep((byte) '\r');
                afterCr = false;
            }
            if (b == '\r') {
                afterCr = true;
            } else {
                bare |= b == '\n';
                keep(b);
            }
        }
        return Optional.empty();
    }

    /** True when a line has begun and not ended. */
    public boolean isInside() {
        return length > 0 || afterCr || tooLong;
    }

    private void keep(byte b) {
        if (length == limit) {
            tooLong = true;
            return;
        }
        if (length == held.length) {
            held = java.util.Arrays.copyOf(held, Math.min(limit, Math.max(128, held.length * 2)));
        }
        held[length++] = b;
    }

    private Line finished() {
        Line line = new Line(java.util.Arrays.copyOf(held, length), tooLong, bare);
        held = new byte[0]; // an idle connection keeps no buffer
        length = 0;
        tooLong = false;
        bare = false;
        afterCr = false;
        return line;
    }
}
