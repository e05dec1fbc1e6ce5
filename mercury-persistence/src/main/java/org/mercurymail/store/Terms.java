package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What its sender asked of a queued message's journey.
 *
 * @param heldUntil  it waits as it came, its aliases not followed, until then
 * @param holdRequest how a hold was asked for, also when it is over; empty for none
 * @param priority   −9 to 9, as SMTP says it; how urgent it is to us is {@link Handling}'s
 * @param requireTls it may go only where TLS is kept to
 * @param by         when it must have arrived
 * @param byMode     what then: {@code N} or {@code R}, a {@code T} behind it for a trace; empty without {@code by}
 */
public record Terms(Optional<Instant> heldUntil, String holdRequest, int priority, boolean requireTls,
        Optional<Instant> by, String byMode) {

    /** Of nearly all messages. */
    public static final Terms NONE = new Terms(Optional.empty(), "", 0, false, Optional.empty(), "");
}
