package org.mercurymail.wire;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a session wants next. Replies are flushed when no byte is left to take, so that pipelined commands are answered
 * in one packet.
 *
 * @param <D> the door
 */
public sealed interface Step<D> {

    /** Nothing to say; give me more bytes. */
    record More<D>() implements Step<D> { }

    /** Send this and go on. */
    record Answer<D>(byte[] bytes) implements Step<D> { }

    /** Stop reading, put this question on a work thread, and do the step it returns. */
    record Ask<D>(Question<D> question) implements Step<D> { }

    /** Send this in the clear, throw away what the peer sent ahead (RFC 3207 §4.2), and shake hands. */
    record StartTls<D>(byte[] bytes) implements Step<D> { }

    /** Send this as it is, throw away what the peer sent ahead, and compress all that follows, both ways (RFC 4978). */
    record Compress<D>(byte[] bytes) implements Step<D> { }

    /** Send this and close. */
    record Close<D>(byte[] bytes) implements Step<D> { }

    /**
     * Say nothing for so long, then do that. No thread waits meanwhile.
     *
     * @param spoke what is done at once instead when the peer talks in the pause; without it, its bytes wait
     */
    record Pause<D>(Duration time, Step<D> then, Optional<Supplier<Step<D>>> spoke) implements Step<D> { }

    /** A question to the application behind the door. It may change its session: the session is its alone meanwhile. */
    @FunctionalInterface
    interface Question<D> {

        /**
         * Runs on a work thread, inside one call to the endpoint. What it throws is a bug or a store that is away:
         * the pump then asks {@link Session#ending}.
         *
         * @param out takes large answers while the question still runs; what the returned step says follows it
         */
        Step<D> put(D door, Output out) throws Exception;
    }

    /** {@link More}, typed for the caller. */
    static <D> Step<D> more() {
        return new More<>();
    }
}
