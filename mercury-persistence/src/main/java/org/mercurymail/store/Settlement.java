package org.mercurymail.store;

import java.time.Instant;

/**
 * What became of one queued recipient in an attempt.
 *
 * @param recipient its number within the message
 * @param state     DELIVERED and FAILED take it out of the queue; WAITING puts it back until {@code due}
 * @param remote    who said it, as {@code name[ip]}, empty when nobody did
 * @param warned    a delay report has gone out
 */
public record Settlement(long message, int recipient, State state, Instant due, int reply, String enhanced,
        String text, String remote, boolean warned) {

    /** The states a recipient leaves an attempt in. */
    public enum State { DELIVERED, FAILED, WAITING }
}
