package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What waits to be sent. */
@ApplicationScoped
public class Queue {

    /** Takes the recipients of a message that are due and nobody's, for this node until then; empty when none is. */
    public Optional<QueuedMessage> claim(long message, String node, Instant leaseUntil) {
        throw new UnsupportedOperationException();
    }

    /** The recipients that are leased to this node, as those of a new message are. */
    public Optional<QueuedMessage> leased(long message, String node) {
        throw new UnsupportedOperationException();
    }

    /** Messages with a recipient that is due and nobody's, the longest due first. */
    public List<Long> due(Instant now, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Gives back at start what this node had leased when it died; answers how many recipients. */
    public int releaseLeases(String node) {
        throw new UnsupportedOperationException();
    }

    /** All messages with all their waiting recipients, ascending by id, from behind the one given (0: the start). */
    public List<QueuedMessage> page(long afterMessage, int limit) {
        throw new UnsupportedOperationException();
    }

    public Optional<QueuedMessage> message(long message) {
        throw new UnsupportedOperationException();
    }

    /** Makes waiting recipients due now; answers how many. */
    public int retry(long message) {
        throw new UnsupportedOperationException();
    }

    /** Takes waiting recipients out of the queue, but not those being sent to; answers how many. */
    public int cancel(long message) {
        throw new UnsupportedOperationException();
    }
}
