package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A sliding window on a message that is read once: where we are, how many line ends lie behind, and a fast way to the
 * next line. Holds 64 KiB, two of them behind the position, so that the line break in front can be seen.
 */
final class ScanWindow {

    private static final int SIZE = 64 * 1024;
    private static final int BEHIND = 2;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVERY_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * EVERY_BYTE;

    final byte[] bytes = new byte[SIZE];
    int pos;
    int limit;

    private final InputStream in;
    private long base; // the offset of bytes[0]
    private long lineEnds;
    private boolean exhausted;

    ScanWindow(InputStream in) {
        this.in = in;
    }

    long offset() {
        return base + pos;
    }

    /** Line feeds in front of the position. */
    long lineEnds() {
        return lineEnds;
    }

    /** Has so many bytes in the window if the message has them; answers how many there are. */
    int ensure(int wanted) throws IOException {
        while (limit - pos < wanted && !exhausted) {
            fill();
        }
        return limit - pos;
    }

    /** How long the line break in front of the position is: 2, 1, or 0 at the very start. */
    int breakBehind() {
        if (pos == 0 || bytes[pos - 1] != '\n') {
            return 0;
        }
        return pos > 1 && bytes[pos - 2] == '\r' ? 2 : 1;
    }

    /** Goes behind the next line feed; false when there is none, and then to the end. */
    boolean skipLine() throws IOException {
        return copyLine(null, 0);
    }

    /** As {@link #skipLine}, and keeps what was skipped until the output holds so many bytes; null keeps nothing. */
    boolean copyLine(ByteArrayOutputStream kept, int most) throws IOException {
        while (ensure(1) > 0) {
            int from = pos;
            int end = lineFeed(from);
            pos = Math.min(end + 1, limit);
            if (kept != null && kept.size() < most) {
                kept.write(bytes, from, Math.min(pos - from, most - kept.size()));
            }
            if (end < limit) {
                lineEnds++;
                return true;
            }
        }
        return false;
    }

    /** Goes to the end, counting line feeds. */
    void skipAll() throws IOException {
        while (ensure(1) > 0) {
            int i = pos;
            long found = 0;
            for (; i + 8 <= limit; i += 8) {
                long x = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
                // a byte's high bit is set in the sum or in x unless the byte was zero: exact for all eight
                found += Long.bitCount(~((x & ~HIGH_BITS) + ~HIGH_BITS | x | ~HIGH_BITS));
            }
            for (; i < limit; i++) {
                found += bytes[i] == '\n' ? 1 : 0;
            }
            lineEnds += found;
            pos = limit;
        }
    }

    /** The next line feed in the window, or its limit. */
    private int lineFeed(int from) {
        int i = from;
        for (; i + 8 <= limit; i += 8) {
            long x = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
            long zero = x - EVERY_BYTE & ~x & HIGH_BITS;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        while (i < limit && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private void fill() throws IOException {
        int drop = Math.max(0, pos - BEHIND);
        System.arraycopy(bytes, drop, bytes, 0, limit - drop);
        base += drop;
        pos -= drop;
        limit -= drop;
        int n = in.read(bytes, limit, SIZE - limit);
        exhausted = n < 0;
        limit += Math.max(n, 0);
    }
}
