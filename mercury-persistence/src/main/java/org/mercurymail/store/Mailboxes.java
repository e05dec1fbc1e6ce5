package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Mailboxes, what is in them, and how that changes. Every change takes the account's next MODSEQ under the account's
 * lock, keeps the counters exact, and leaves a row of history. Knows no right, no quota and no session; names go in and
 * out as they are. New messages come by {@link GroupWriter}.
 */
@ApplicationScoped
public class Mailboxes {

    static final String COLUMNS = """
            b.mailbox, b.name, b.special_use,
            EXISTS (SELECT 1 FROM subscription s WHERE s.account = b.account AND s.name = b.name) AS subscribed,
            b.messages, b.unseen, b.deleted, b.size, b.uid_next, b.uid_validity, b.modseq
            """;
    private static final String SELECT = "SELECT " + COLUMNS
            + "FROM mailbox b WHERE b.account = ? AND b.dropped IS NULL ";

    private Transactions transactions;
    private Entries entries;

    /** For the container's proxy. */
    protected Mailboxes() { }

    @Inject
    Mailboxes(Transactions transactions) {
        this.transactions = transactions;
        this.entries = new Entries(transactions);
    }

    /** By name. */
    public List<MailboxRow> list(long account) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT + "ORDER BY b.name")) {
                s.setLong(1, account);
                return Rows.all(s, row -> mailbox(account, row));
            }
        });
    }

    /** Subscribed names, whether a mailbox has them or not (RFC 9051 §6.3.7). */
    public List<String> subscriptions(long account) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT name FROM subscription WHERE account = ? ORDER BY name")) {
                s.setLong(1, account);
                return Rows.all(s, row -> row.getString(1));
            }
        });
    }

    public Optional<MailboxRow> byName(long account, String name) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT + "AND b.name = ?")) {
                s.setLong(1, account);
                s.setString(2, name);
                return Rows.first(s, row -> mailbox(account, row));
            }
        });
    }

    public Optional<MailboxRow> byId(long account, long mailbox) {
        return transactions.statement(c -> byId(c, account, mailbox));
    }

    static Optional<MailboxRow> byId(Connection c, long account, long mailbox) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(SELECT + "AND b.mailbox = ?")) {
            s.setLong(1, account);
            s.setLong(2, mailbox);
            return Rows.first(s, row -> mailbox(account, row));
        }
    }

    /**
     * @param specialUse empty for none
     * @throws TakenException when the name is taken
     * @throws GoneException  when there is no such account
     */
    public MailboxRow create(long account, String name, String specialUse) {
        return transactions.sql(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT mercury_create(?, ?, ?)")) {
                s.setLong(1, account);
                s.setString(2, name);
                s.setString(3, specialUse);
                long id = Rows.first(s, row -> row.getLong(1)).orElseThrow();
                return byId(c, account, id).orElseThrow();
            }
        });
    }

    /** Drops the mailbox and its messages; those below it stay. False when there is none. */
    public boolean delete(long account, long mailbox) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT mercury_drop(?, ?)")) {
                s.setLong(1, account);
                s.setLong(2, mailbox);
                return Rows.first(s, row -> row.getBoolean(1)).orElseThrow();
            }
        });
    }

    /**
     * Renames the mailbox and all below it.
     *
     * @throws TakenException when a name is taken
     * @throws GoneException  when there is no such mailbox
     */
    public void rename(long account, long mailbox, String to) {
        transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT mercury_rename(?, ?, ?)")) {
                s.setLong(1, account);
                s.setLong(2, mailbox);
                s.setString(3, to);
                return s.execute();
            }
        });
    }

    /** Keeps or forgets the name; whether a mailbox has it does not matter. */
    public void subscribe(long account, String name, boolean on) {
        transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(on
                    ? "INSERT INTO subscription VALUES (?, ?) ON CONFLICT DO NOTHING"
                    : "DELETE FROM subscription WHERE account = ? AND name = ?")) {
                s.setLong(1, account);
                s.setString(2, name);
                return s.executeUpdate();
            }
        });
    }

    /**
     * All entries changed after a MODSEQ (0 for all), by cursor.
     *
     * @param sink called inside the transaction: it must not wait for anybody
     * @return the mailbox as it was at that moment; empty when there is none
     */
    public Optional<MailboxRow> entries(long account, long mailbox, long sinceModseq, EntrySink sink) {
        return entries.all(account, mailbox, sinceModseq, sink);
    }

    /** @throws GoneException when there is no such mailbox */
    public Changes changes(long account, long mailbox, long sinceModseq) {
        return entries.changes(account, mailbox, sinceModseq);
    }

    /** Messages in ascending order of UID, some at a time; no transaction is open while the sink has one. */
    public void messages(long account, long mailbox, List<UidRange> uids, boolean envelope, boolean structure,
            MessageRowSink sink) throws IOException {
        entries.messages(account, mailbox, uids, envelope, structure, sink);
    }

    /**
     * Changes flags in one step for all messages.
     *
     * @param unchangedSince only messages whose MODSEQ is not greater; Long.MAX_VALUE for all
     * @return the UIDs left alone because they had changed since, ascending
     */
    public long[] store(long account, long mailbox, List<UidRange> uids, FlagChange change, int flags,
            List<String> keywords, long unchangedSince) {
        keywords.forEach(Keywords::requireAtom);
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT mercury_store(?, ?, ?::int8multirange, ?, ?, ?, ?)")) {
                s.setLong(1, account);
                s.setLong(2, mailbox);
                s.setString(3, Entries.multirange(uids));
                s.setString(4, change.name());
                s.setInt(5, flags);
                s.setArray(6, c.createArrayOf("text", keywords.toArray()));
                s.setLong(7, unchangedSince);
                return uidsOf(s);
            }
        });
    }

    /** Takes the messages out of the mailbox, whatever their flags; answers the UIDs that went, ascending. */
    public long[] expunge(long account, long mailbox, List<UidRange> uids) {
        return transactions.statement(c -> expunge(c, account, mailbox, uids));
    }

    static long[] expunge(Connection c, long account, long mailbox, List<UidRange> uids) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT mercury_expunge(?, ?, ?::int8multirange)")) {
            s.setLong(1, account);
            s.setLong(2, mailbox);
            s.setString(3, Entries.multirange(uids));
            return uidsOf(s);
        }
    }

    /** Octets of some messages: of all, or of those that have all of these flags. */
    public long size(long account, long mailbox, List<UidRange> uids, int flags) {
        return entries.size(account, mailbox, uids, flags);
    }

    /** @throws GoneException when one of the mailboxes does not exist */
    public Copied copy(long account, long mailbox, List<UidRange> uids, long target) {
        return copy(account, mailbox, uids, target, false);
    }

    /** Like {@link #copy}, and takes the messages out of where they were, in one step. */
    public Copied move(long account, long mailbox, List<UidRange> uids, long target) {
        return copy(account, mailbox, uids, target, true);
    }

    private Copied copy(long account, long mailbox, List<UidRange> uids, long target, boolean move) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT * FROM mercury_copy(?, ?, ?::int8multirange, ?, ?)")) {
                s.setLong(1, account);
                s.setLong(2, mailbox);
                s.setString(3, Entries.multirange(uids));
                s.setLong(4, target);
                s.setBoolean(5, move);
                return Rows.first(s, row -> new Copied(row.getLong(1), numbers(row.getArray(2)),
                        numbers(row.getArray(3)))).orElseThrow();
            }
        });
    }

    /**
     * COPY or MOVE to a mailbox of another owner, or where not every flag may be set.
     *
     * @param flags    the system flags that go along, bits
     * @param keywords whether keywords do
     * @throws GoneException when one of the mailboxes does not exist
     */
    public Copied copyTo(long account, long mailbox, List<UidRange> uids, long owner, long target, boolean move,
            int flags, boolean keywords) {
        return transactions.statement(c -> Sql.first(c, row -> new Copied(row.getLong(1), numbers(row.getArray(2)),
                numbers(row.getArray(3))), "SELECT * FROM mercury_copy_to(?, ?, ?::int8multirange, ?, ?, ?, ?, ?)",
                account, mailbox, Entries.multirange(uids), owner, target, move, flags, keywords).orElseThrow());
    }

    /** The first UID that no session has been told of (RFC 3501 §2.3.2). */
    public long recent(long account, long mailbox) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1),
                "SELECT uid FROM recent WHERE account = ? AND mailbox = ?", account, mailbox).orElse(1L));
    }

    /** A session has been told of all below this UID; answers from which UID on it was the first. Not waited for. */
    public long tellRecent(long account, long mailbox, long uidNext) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1), "SELECT mercury_recent(?, ?, ?)",
                account, mailbox, uidNext).orElseThrow());
    }

    /** How many messages no session has been told of: takes as long as they are many. */
    public long countRecent(long account, long mailbox) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1), """
                SELECT count(*) FROM entry WHERE account = ? AND mailbox = ?
                    AND uid >= coalesce((SELECT r.uid FROM recent r WHERE r.account = ? AND r.mailbox = ?), 1)""",
                account, mailbox, account, mailbox).orElseThrow());
    }

    private static MailboxRow mailbox(long account, ResultSet row) throws SQLException {
        return new MailboxRow(account, row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4),
                row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10),
                row.getLong(11));
    }

    private static long[] uidsOf(PreparedStatement s) throws SQLException {
        return Rows.first(s, row -> numbers(row.getArray(1))).orElseThrow();
    }

    private static long[] numbers(Array array) throws SQLException {
        Long[] boxed = (Long[]) array.getArray();
        long[] numbers = new long[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            numbers[i] = boxed[i];
        }
        return numbers;
    }
}
