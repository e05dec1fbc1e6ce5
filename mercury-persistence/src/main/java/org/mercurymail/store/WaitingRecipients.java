package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The queue in the hands of people: seen page by page, and hurried, held or taken back, each with its row in the audit
 * log, under the name that people know the message by. A recipient that is being sent to is never touched. A held one
 * is due at infinity, so that no claim finds it.
 */
@ApplicationScoped
public class WaitingRecipients {

    private static final String PAGE = """
            SELECT m.message, m.at, m.sender, m.account, m.size, r.recipient, r.address, r.attempts,
                CASE WHEN isfinite(r.due) THEN r.due ELSE m.at END, NOT isfinite(r.due),
                r.leased_by <> '' AND r.due > now(), r.reply, r.enhanced, r.text, r.remote
            FROM queue_recipient r JOIN queue_message m ON m.message = r.message
            WHERE (r.message, r.recipient) > (?, ?)
                AND (? = '' OR position(? IN lower(r.address)) > 0 OR position(? IN lower(m.sender)) > 0)
            ORDER BY r.message, r.recipient LIMIT ?""";
    private static final String IDLE = " WHERE message = ? AND NOT (leased_by <> '' AND due > now())"
            + " AND (? = '' OR lower(address) = ?)";
    private static final String CANCEL = "WITH gone AS (DELETE FROM queue_recipient" + IDLE + """
             RETURNING message, address), told AS (INSERT INTO ledger (message, at, event, recipient, detail)
                SELECT message, clock_timestamp(), 'cancelled', address, '' FROM gone)
            SELECT count(*) FROM gone""";
    private static final String OWE = "SELECT mercury_owe(array_agg(message), array_agg(recipient), "
            + "array_agg('cancelled'::text), array_agg(''::text)) FROM queue_recipient" + IDLE + " HAVING count(*) > 0";

    private Transactions transactions;

    /** For the container's proxy. */
    protected WaitingRecipients() { }

    @Inject
    WaitingRecipients(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * In the order of messages and of their recipients' numbers, from behind one of them (0 and -1 to begin).
     *
     * @param part what the recipient's or the sender's address must contain, in lower case; empty for all
     */
    public List<WaitingRow> page(String part, long afterMessage, int afterNumber, int limit) {
        return transactions.statement(c -> Sql.all(c, WaitingRecipients::row, PAGE, afterMessage, afterNumber, part, part,
                part, limit));
    }

    /** Makes them due now, held or not; of one address when it is given (in lower case). Answers how many. */
    public int retry(Doer by, long message, String name, Optional<String> address) {
        return changed(by, "queue.retry", message, name, address,
                "UPDATE queue_recipient SET leased_by = '', due = now()", "");
    }

    /** Ends the hold of those that are held; they are due now. Answers how many. */
    public int release(Doer by, long message, String name, Optional<String> address) {
        return changed(by, "queue.release", message, name, address,
                "UPDATE queue_recipient SET due = now()", " AND NOT isfinite(due)");
    }

    /** Puts them off until they are released or retried; answers how many. */
    public int hold(Doer by, long message, String name, Optional<String> address) {
        return changed(by, "queue.hold", message, name, address,
                "UPDATE queue_recipient SET leased_by = '', due = 'infinity'", "");
    }

    /** Takes them out of the queue, without a report to anybody; answers how many. */
    public int cancel(Doer by, long message, String name, Optional<String> address) {
        String only = address.orElse("");
        return transactions.sql(c -> {
            lock(c, message);
            Sql.all(c, row -> 0, OWE, message, only, only);
            int gone = Sql.first(c, row -> row.getInt(1), CANCEL, message, only, only).orElseThrow();
            Sql.all(c, row -> 0, "SELECT mercury_unqueue(ARRAY[?])", message);
            note(c, by, "queue.cancel", name, address, gone);
            return gone;
        });
    }

    private int changed(Doer by, String what, long message, String name, Optional<String> address,
            String update, String condition) {
        String only = address.orElse("");
        return transactions.sql(c -> {
            lock(c, message);
            int changed = Sql.update(c, update + IDLE + condition, message, only, only);
            note(c, by, what, name, address, changed);
            return changed;
        });
    }

    private static void note(Connection c, Doer by, String what, String name, Optional<String> address, int changed)
            throws SQLException {
        if (changed > 0) {
            Audit.note(c, by, what, name, Facts.NOTHING,
                    Facts.of("recipient", address).and("recipients", changed));
        }
    }

    private static void lock(Connection c, long message) throws SQLException {
        Sql.all(c, row -> 0, "SELECT 1 FROM queue_message WHERE message = ? FOR UPDATE", message);
    }

    private static WaitingRow row(ResultSet row) throws SQLException {
        return new WaitingRow(row.getLong(1), instant(row, 2), row.getString(3), row.getLong(4), row.getLong(5),
                row.getInt(6), row.getString(7), row.getInt(8), instant(row, 9), row.getBoolean(10),
                row.getBoolean(11), row.getInt(12), row.getString(13), row.getString(14), row.getString(15));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
