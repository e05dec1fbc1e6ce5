package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How much each subject handed over of late: a row each, for all nodes, that survives a restart. */
@ApplicationScoped
public class HandedOver {

    private Transactions transactions;

    /** For the container's proxy. */
    protected HandedOver() { }

    @Inject
    HandedOver(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What is allowed within a window that begins with the first message; 0 for any number. */
    public record Limit(int messages, int recipients, Duration window) {

        public boolean isNone() {
            return messages == 0 && recipients == 0;
        }

        private int mostMessages() {
            return messages == 0 ? Integer.MAX_VALUE : messages;
        }

        private int mostRecipients() {
            return recipients == 0 ? Integer.MAX_VALUE : recipients;
        }
    }

    /** Counts a message, unless it is too much: then the answer is when the window ends. */
    public Optional<Instant> count(String subject, int recipients, Limit limit, Instant now) {
        Instant over = now.minus(limit.window());
        return transactions.sql(c -> {
            boolean counted = Sql.update(c, """
                    INSERT INTO handed_over AS h VALUES (?, ?, 1, ?)
                    ON CONFLICT (subject) DO UPDATE SET
                        since = CASE WHEN h.since <= ? THEN excluded.since ELSE h.since END,
                        messages = CASE WHEN h.since <= ? THEN 1 ELSE h.messages + 1 END,
                        recipients = excluded.recipients + CASE WHEN h.since <= ? THEN 0 ELSE h.recipients END
                    WHERE h.since <= ? OR h.messages < ? AND h.recipients + excluded.recipients <= ?""", subject, now,
                    recipients, over, over, over, over, limit.mostMessages(), limit.mostRecipients()) > 0;
            return counted ? Optional.<Instant>empty() : end(c, subject, limit);
        });
    }

    /** Whether the next message would be too much: then the answer is when the window ends. */
    public Optional<Instant> isFull(String subject, Limit limit, Instant now) {
        return transactions.statement(c -> Sql.first(c, row -> row.getTimestamp(1), """
                SELECT since FROM handed_over WHERE subject = ? AND since > ? AND (messages >= ? OR recipients >= ?)""",
                subject, now.minus(limit.window()), limit.mostMessages(), limit.mostRecipients())
                .map(Timestamp::toInstant).map(since -> since.plus(limit.window())));
    }

    /** Forgets whose window ended before that moment; answers how many. */
    public int forget(Instant before) {
        return transactions.statement(c -> Sql.update(c, "DELETE FROM handed_over WHERE since < ?", before));
    }

    private static Optional<Instant> end(Connection c, String subject, Limit limit)
            throws SQLException {
        return Sql.first(c, row -> row.getTimestamp(1).toInstant().plus(limit.window()),
                "SELECT since FROM handed_over WHERE subject = ?", subject);
    }
}
