package org.mercurymail.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How {@link Mailboxes} reads the messages of a mailbox: by cursor or in slices, never all of a result at once. */
final class Entries {

    private static final int CURSOR = 4096;
    private static final int SLICE_ROWS = 512;
    private static final int SLICE_BYTES = 1 << 20;
    private static final int SLICE_CURSOR = 128;
    private static final int LONGEST_HISTORY = 20_000;
    private static final byte[] NONE = {};
    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final String ALL = """
            SELECT uid, flags, keywords, modseq FROM entry WHERE account = ? AND mailbox = ? AND modseq > ? ORDER BY uid
            """;
    private static final String HISTORY = """
            SELECT (SELECT history_floor FROM account_clock WHERE account = ?),
                (SELECT count(*) FROM (SELECT FROM change_log WHERE account = ? AND modseq > ? AND mailbox = ?
                    LIMIT ?) AS log)
            """;
    private static final String CHANGED = """
            SELECT e.uid, e.flags, e.keywords, e.modseq
            FROM (SELECT unnest(range_agg(uids)) AS r FROM change_log
                WHERE account = ? AND modseq > ? AND mailbox = ? AND NOT gone) AS log
            CROSS JOIN LATERAL (SELECT uid, flags, keywords, modseq FROM entry
                WHERE account = ? AND mailbox = ? AND uid >= lower(r) AND uid < upper(r) OFFSET 0) AS e
            WHERE e.modseq > ? ORDER BY e.uid
            """;
    private static final String GONE = """
            SELECT lower(r), upper(r) - 1 FROM (SELECT unnest(range_agg(uids)) AS r FROM change_log
                WHERE account = ? AND modseq > ? AND mailbox = ? AND gone) AS log ORDER BY 1
            """;
    private static final String MESSAGES = """
            SELECT e.uid, e.message, e.flags, e.keywords, e.modseq,
                (extract(epoch FROM m.internal_date) * 1000)::bigint,
                (extract(epoch FROM e.saved) * 1000)::bigint, m.size, m.trace, m.body,
                CASE WHEN ? THEN m.envelope END, CASE WHEN ? THEN m.structure END
            FROM unnest(?::int8multirange) AS r
            CROSS JOIN LATERAL (SELECT account, uid, message, flags, keywords, modseq, saved FROM entry
                WHERE account = ? AND mailbox = ? AND uid >= lower(r) AND uid < upper(r)
                ORDER BY uid LIMIT ?) AS e
            CROSS JOIN LATERAL (SELECT * FROM message
                WHERE account = e.account AND message = e.message OFFSET 0) AS m
            LIMIT ?
            """;

    private static final String SIZE = """
            SELECT coalesce(sum(m.size), 0)
            FROM unnest(?::int8multirange) AS r
            CROSS JOIN LATERAL (SELECT account, message, flags FROM entry
                WHERE account = ? AND mailbox = ? AND uid >= lower(r) AND uid < upper(r) OFFSET 0) AS e
            CROSS JOIN LATERAL (SELECT size FROM message
                WHERE account = e.account AND message = e.message OFFSET 0) AS m
            WHERE e.flags & ? = ?
            """;

    private final Transactions transactions;

    Entries(Transactions transactions) {
        this.transactions = transactions;
    }

    Optional<MailboxRow> all(long account, long mailbox, long since, EntrySink sink) {
        return transactions.sql(c -> {
            oneMoment(c);
            Optional<MailboxRow> found = Mailboxes.byId(c, account, mailbox);
            if (found.isPresent()) {
                try (PreparedStatement s = c.prepareStatement(ALL)) {
                    s.setFetchSize(CURSOR);
                    s.setLong(1, account);
                    s.setLong(2, mailbox);
                    s.setLong(3, since);
                    try (ResultSet row = s.executeQuery()) {
                        while (row.next()) {
                            sink.entry(row.getLong(1), row.getInt(2), Keywords.split(row.getString(3)), row.getLong(4));
                        }
                    }
                }
            }
            return found;
        });
    }

    Changes changes(long account, long mailbox, long since) {
        return transactions.sql(c -> {
            oneMoment(c);
            MailboxRow now = Mailboxes.byId(c, account, mailbox).orElseThrow(() -> new GoneException(mailbox));
            if (since >= now.modseq()) {
                return new Changes(false, now.modseq(), now.uidNext(), List.of(), List.of());
            }
            if (isTooOld(c, account, mailbox, since)) {
                return new Changes(true, now.modseq(), now.uidNext(), List.of(), List.of());
            }
            return new Changes(false, now.modseq(), now.uidNext(), changed(c, account, mailbox, since),
                    gone(c, account, mailbox, since));
        });
    }

    /** Slice by slice, each a short transaction: a sink may wait for a slow client. */
    void messages(long account, long mailbox, List<UidRange> uids, boolean envelope, boolean structure,
            MessageRowSink sink) throws IOException {
        long last = 0;
        List<MessageRow> slice;
        do {
            String wanted = multirange(after(uids, last));
            slice = transactions.sql(c -> slice(c, account, mailbox, wanted, envelope, structure));
            for (MessageRow message : slice) {
                sink.message(message);
                last = message.uid();
            }
        } while (!slice.isEmpty());
    }

    long size(long account, long mailbox, List<UidRange> uids, int flags) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(SIZE)) {
                s.setString(1, multirange(uids));
                s.setLong(2, account);
                s.setLong(3, mailbox);
                s.setInt(4, flags);
                s.setInt(5, flags);
                return Rows.first(s, row -> row.getLong(1)).orElseThrow();
            }
        });
    }

    /** {@code {[1,4],[7,7]}}; no cast of an empty list gives rows. */
    static String multirange(List<UidRange> uids) {
        StringBuilder text = new StringBuilder("{");
        for (UidRange range : uids) {
            text.append(text.length() > 1 ? "," : "").append('[').append(range.from()).append(',')
                    .append(range.to()).append(']');
        }
        return text.append('}').toString();
    }

    private static List<UidRange> after(List<UidRange> uids, long last) {
        return uids.stream().filter(r -> r.to() > last).map(r -> new UidRange(Math.max(r.from(), last + 1), r.to()))
                .toList();
    }

    private static List<MessageRow> slice(Connection c, long account, long mailbox, String uids, boolean envelope,
            boolean structure) throws SQLException {
        List<MessageRow> slice = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement(MESSAGES)) {
            s.setFetchSize(SLICE_CURSOR);
            s.setBoolean(1, envelope);
            s.setBoolean(2, structure);
            s.setString(3, uids);
            s.setLong(4, account);
            s.setLong(5, mailbox);
            s.setInt(6, SLICE_ROWS);
            s.setInt(7, SLICE_ROWS);
            long bytes = 0;
            try (ResultSet row = s.executeQuery()) {
                while (bytes < SLICE_BYTES && row.next()) {
                    MessageRow message = message(row);
                    slice.add(message);
                    bytes += message.trace().length + message.envelope().length + message.structure().length;
                }
            }
        }
        return slice;
    }

    private static MessageRow message(ResultSet row) throws SQLException {
        return new MessageRow(row.getLong(1), row.getLong(2), row.getInt(3), Keywords.split(row.getString(4)),
                row.getLong(5), Instant.ofEpochMilli(row.getLong(6)), Instant.ofEpochMilli(row.getLong(7)),
                row.getLong(8), row.getBytes(9), row.getLong(10), orNone(row.getBytes(11)),
                orNone(row.getBytes(12)));
    }

    private static byte[] orNone(byte[] bytes) {
        return bytes == null ? NONE : bytes;
    }

    private static boolean isTooOld(Connection c, long account, long mailbox, long since) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(HISTORY)) {
            s.setLong(1, account);
            s.setLong(2, account);
            s.setLong(3, since);
            s.setLong(4, mailbox);
            s.setInt(5, LONGEST_HISTORY + 1);
            return Rows.first(s, row -> since < row.getLong(1) || row.getLong(2) > LONGEST_HISTORY).orElseThrow();
        }
    }

    private static List<EntryRow> changed(Connection c, long account, long mailbox, long since) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(CHANGED)) {
            s.setLong(1, account);
            s.setLong(2, since);
            s.setLong(3, mailbox);
            s.setLong(4, account);
            s.setLong(5, mailbox);
            s.setLong(6, since);
            return Rows.all(s, row -> new EntryRow(row.getLong(1), row.getInt(2), Keywords.split(row.getString(3)),
                    row.getLong(4)));
        }
    }

    private static List<UidRange> gone(Connection c, long account, long mailbox, long since) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(GONE)) {
            s.setLong(1, account);
            s.setLong(2, since);
            s.setLong(3, mailbox);
            return Rows.all(s, row -> new UidRange(row.getLong(1), row.getLong(2)));
        }
    }

    /** What follows sees the counters, the history and the entries of one moment. */
    private static void oneMoment(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(ONE_MOMENT);
        }
    }
}
