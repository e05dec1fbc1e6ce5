package org.mercurymail.mail;

import java.time.Instant;
import java.util.Optional;

/**
 * What few senders ask of a message's journey: that it begins later, is hurried, is safe, or ends in time.
 *
 * @param holdUntil  it goes nowhere before, not to a mailbox of ours either (RFC 4865)
 * @param priority   −9 to 9; empty when nobody said one, which means 0 (RFC 6710)
 * @param requireTls only over TLS with servers that prove who they are and require the same (RFC 8689)
 * @param by         when it must have arrived (RFC 2852)
 * @param holdRequest how the hold was asked for, {@code for;3600}: for reports, also once it is over (RFC 4865 §5.1.2)
 */
public record Terms(Optional<Instant> holdUntil, Optional<Integer> priority, boolean requireTls, Optional<By> by,
        Optional<String> holdRequest) {

    /** Of a message that nobody wanted held. */
    public Terms(Optional<Instant> holdUntil, Optional<Integer> priority, boolean requireTls, Optional<By> by) {
        this(holdUntil, priority, requireTls, by, Optional.empty());
    }

    /** What a message has whose sender asked for nothing. */
    public static final Terms NONE = new Terms(Optional.empty(), Optional.empty(), false, Optional.empty());

    /**
     * @param returns the message goes back then; else its sender is told, and it is tried further
     * @param trace   the sender hears of each server that takes it over
     */
    public record By(Instant at, boolean returns, boolean trace) {

        public boolean isOver(Instant now) {
            return !now.isBefore(at);
        }
    }

    public Terms withPriority(int value) {
        return new Terms(holdUntil, Optional.of(value), requireTls, by, holdRequest);
    }

    /** What goes for a message that we make of this one (RFC 8689 §4.1, §5, §6; RFC 6710 §4.4, §4.6): how it travels, not when. */
    public Terms inherited() {
        return new Terms(Optional.empty(), priority, requireTls, Optional.empty());
    }
}
