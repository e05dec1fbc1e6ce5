package org.mercurymail.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds CR and LF in bytes, eight octets at a time: the inner loop of every message in and out. */
final class Breaks {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS_OF_BUFFER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';

    private Breaks() { }

    /** The index of the first CR or LF, {@code to} when there is none. */
    static int next(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long hits = hits((long) LONGS.get(bytes, i));
            if (hits != 0) {
                return i + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        while (i < to && bytes[i] != '\r' && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The same in a buffer, on the heap or not; its position does not matter. */
    static int next(ByteBuffer bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long hits = hits((long) LONGS_OF_BUFFER.get(bytes, i));
            if (hits != 0) {
                return i + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        while (i < to && bytes.get(i) != '\r' && bytes.get(i) != '\n') {
            i++;
        }
        return i;
    }

    private static long hits(long word) {
        return zeros(word ^ CRS) | zeros(word ^ LFS);
    }

    /** The high bit of every octet that is zero; octets above the first zero may be marked falsely. */
    private static long zeros(long word) {
        return word - ONES & ~word & HIGHS;
    }
}
