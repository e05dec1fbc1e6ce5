package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Which message was handed over under which key. {@link GroupWriter} writes them, with their messages. */
@ApplicationScoped
public class SubmittedKeys {

    private Transactions transactions;

    /** For the container's proxy. */
    protected SubmittedKeys() { }

    @Inject
    SubmittedKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The message of this key; empty when there is none yet. */
    public Optional<Long> message(String key) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1),
                "SELECT message FROM submitted WHERE key = ?", key));
    }

    /** How many recipients of a message are still to be sent to. */
    public int waiting(long message) {
        return transactions.statement(c -> Sql.first(c, row -> row.getInt(1),
                "SELECT count(*) FROM queue_recipient WHERE message = ?", message)).orElseThrow();
    }

    /** Forgets the keys of messages older than this; answers how many. */
    public int forget(Instant before) {
        return transactions.statement(c -> Sql.update(c, "DELETE FROM submitted WHERE at < ?", before));
    }
}
