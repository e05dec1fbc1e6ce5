package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits to be sent. The row is the truth: a recipient that is due belongs to whoever claims it first, and a claim
 * that ran out makes it due again. Never sends, never decides when to try again; outcomes go through
 * {@link GroupWriter}, the wishes of people through {@link WaitingRecipients}.
 */
@ApplicationScoped
public class Queue {

    private static final String COLUMNS = """
            m.message, m.at, m.sender, m.account, m.ret, m.envid, m.encoding, m.smtp_utf8, m.body, m.size,
            r.recipient, r.address, r.domain, r.notify, r.original, r.attempts, r.due, r.leased_by, r.reply,
            r.enhanced, r.text, r.remote, r.warned, r.priority, m.answer_to <> '',
            m.held_until, m.hold_request, m.mt_priority, m.require_tls, m.by_time, m.by_mode
            """;
    private static final String CLAIM = """
            WITH r AS (UPDATE queue_recipient SET due = ?, leased_by = ? WHERE message = ? AND due <= now()
                RETURNING *)
            SELECT """ + " " + COLUMNS + "FROM r JOIN queue_message m ON m.message = r.message ORDER BY r.recipient";
    private static final String SELECT = "SELECT " + COLUMNS
            + "FROM queue_message m JOIN queue_recipient r ON r.message = m.message ";
    /** A message with many due recipients fills the window, but is named once and then claimed with all of them. */
    private static final String DUE = """
            SELECT w.message, p.priority
            FROM generate_series(9, 0, -1) AS p(priority) CROSS JOIN LATERAL (
                SELECT message, min(due) AS due FROM (SELECT message, due FROM queue_recipient
                    WHERE priority = p.priority AND due <= ? ORDER BY due LIMIT ?) AS first
                GROUP BY message ORDER BY min(due) LIMIT ?) AS w
            ORDER BY p.priority DESC, w.due LIMIT ?
            """;
    private static final int WINDOW = 4;
    private Transactions transactions;

    /** For the container's proxy. */
    protected Queue() { }

    @Inject
    Queue(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Takes the recipients of a message that are due and nobody's, for this node until then; empty when none is. */
    public Optional<QueuedMessage> claim(long message, String node, Instant leaseUntil) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(CLAIM)) {
                s.setObject(1, leaseUntil.atOffset(ZoneOffset.UTC));
                s.setString(2, node);
                s.setLong(3, message);
                return first(read(s));
            }
        });
    }

    /**
     * The recipients that are leased to this node, as those of a new message are. A read: the caller sees to it that
     * no two threads of its node work on one message.
     */
    public Optional<QueuedMessage> leased(long message, String node) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT
                    + "WHERE r.message = ? AND r.leased_by = ? AND r.due > now() ORDER BY r.recipient")) {
                s.setLong(1, message);
                s.setString(2, node);
                return first(read(s));
            }
        });
    }

    /** Messages with a recipient that is due and nobody's, the most urgent first, and of those the longest due. */
    public List<DueMessage> due(Instant now, int limit) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(DUE)) {
                s.setObject(1, now.atOffset(ZoneOffset.UTC));
                s.setInt(2, limit * WINDOW);
                s.setInt(3, limit);
                s.setInt(4, limit);
                return Rows.all(s, row -> new DueMessage(row.getLong(1), row.getInt(2)));
            }
        });
    }

    /** Gives back at start what this node had leased when it died; answers how many recipients. */
    public int releaseLeases(String node) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE queue_recipient SET due = least(due, now()), leased_by = '' WHERE leased_by = ?")) {
                s.setString(1, node);
                return s.executeUpdate();
            }
        });
    }

    /** One message with all its waiting recipients; empty when none waits. */
    public Optional<QueuedMessage> message(long message) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT + "WHERE m.message = ? ORDER BY r.recipient")) {
                s.setLong(1, message);
                return first(read(s));
            }
        });
    }

    private static Optional<QueuedMessage> first(List<QueuedMessage> messages) {
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages.get(0));
    }

    /** Rows in order of message, one for each recipient. */
    private static List<QueuedMessage> read(PreparedStatement s) throws SQLException {
        List<QueuedMessage> messages = new ArrayList<>();
        try (ResultSet row = s.executeQuery()) {
            List<QueuedRecipient> recipients = new ArrayList<>();
            while (row.next()) {
                if (messages.isEmpty() || messages.get(messages.size() - 1).id() != row.getLong(1)) {
                    recipients = new ArrayList<>();
                    messages.add(new QueuedMessage(row.getLong(1), instant(row, 2), row.getString(3), row.getLong(4),
                            row.getString(5), row.getString(6), row.getString(7), row.getBoolean(8), row.getLong(9),
                            row.getLong(10), row.getInt(24), row.getBoolean(25), terms(row), recipients));
                }
                recipients.add(new QueuedRecipient(row.getInt(11), row.getString(12), row.getString(13),
                        row.getString(14), row.getString(15), row.getInt(16), instant(row, 17), row.getString(18),
                        row.getInt(19), row.getString(20), row.getString(21), row.getString(22), row.getBoolean(23)));
            }
        }
        return messages;
    }

    private static Terms terms(ResultSet row) throws SQLException {
        return new Terms(moment(row, 26), row.getString(27), row.getInt(28), row.getBoolean(29), moment(row, 30),
                row.getString(31));
    }

    private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
