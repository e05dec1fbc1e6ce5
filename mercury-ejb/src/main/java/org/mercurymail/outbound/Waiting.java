package org.mercurymail.outbound;

import java.time.Instant;
import java.util.Optional;
import org.mercurymail.mail.MessageId;
import org.mercurymail.store.WaitingRow;

/**
 * A recipient that waits in the queue.
 *
 * @param number    within the message; with its id the place in the queue
 * @param at        when the message was accepted
 * @param sender    the reverse-path, empty for {@code <>}
 * @param attempts  those that ended
 * @param due       the next attempt, empty while it is held or being sent to
 * @param lastReply what the last attempt heard, and from whom; empty before there was one
 */
public record Waiting(MessageId message, int number, Instant at, String sender, long size, String recipient,
        State state, int attempts, Optional<Instant> due, String lastReply) {

    /** How it stands with a recipient that waits. */
    public enum State {
        /** Not yet tried. */
        QUEUED,
        SENDING,
        /** Tried in vain; another attempt follows. */
        DEFERRED,
        /** Until somebody says so. */
        HELD;

        /** The word of REST. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Waiting of(WaitingRow row) {
        State state = row.held() ? State.HELD : row.leased() ? State.SENDING
                : row.attempts() > 0 ? State.DEFERRED : State.QUEUED;
        boolean waits = state == State.QUEUED || state == State.DEFERRED;
        String reply = row.reply() == 0 ? "" : (row.reply() + " " + row.enhanced() + " " + row.text()).strip()
                + (row.remote().isEmpty() ? "" : " (" + row.remote() + ")");
        return new Waiting(new MessageId(row.message()), row.number(), row.at(), row.sender(), row.size(),
                row.address(), state, row.attempts(), waits ? Optional.of(row.due()) : Optional.empty(), reply);
    }
}
