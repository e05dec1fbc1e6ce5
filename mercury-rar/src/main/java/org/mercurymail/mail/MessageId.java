package org.mercurymail.mail;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mercury's own name for a message: 63 bits that grow with time, written as 13 letters of Crockford's base 32 in the
 * 250 reply, the Received field, the log and the queue. Not the Message-ID field. Clock steps backwards never repeat
 * an id within a run, and the random low bits make a repeat across a restart improbable.
 */
public record MessageId(long value) {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 13;
    private static final int LOW_BITS = 20;
    private static final AtomicLong LAST = new AtomicLong();

    /** The next id of this node. */
    public static MessageId next() {
        long now = System.currentTimeMillis() << LOW_BITS;
        long candidate = now | ThreadLocalRandom.current().nextLong(1L << LOW_BITS - 1);
        return new MessageId(LAST.updateAndGet(last -> Math.max(last + 1, candidate)));
    }

    /** Reads what {@link #toString()} wrote; empty when the text is no id. */
    public static Optional<MessageId> parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) > '7') {
            return Optional.empty(); // 13 letters hold 65 bits, an id has 63
        }
        long value = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = ALPHABET.indexOf(Character.toLowerCase(text.charAt(i)));
            if (digit < 0) {
                return Optional.empty();
            }
            value = value << 5 | digit;
        }
        return Optional.of(new MessageId(value));
    }

    @Override
    public String toString() {
        char[] out = new char[LENGTH];
        long rest = value;
        for (int i = LENGTH - 1; i >= 0; i--) {
            out[i] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(out);
    }
}
