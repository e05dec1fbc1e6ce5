package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The index of texts (V21__texts.sql, ADR 0010). Nodes share it and its work; what one has begun when it dies another
 * does again. Never reads a message itself.
 */
@ApplicationScoped
public class Texts {

    private static final int CURSOR = 4096;
    private static final String CLAIM = """
            SELECT body FROM text_todo ORDER BY body DESC LIMIT ? FOR UPDATE SKIP LOCKED
            """;
    private static final String ROWS = """
            SELECT account, message, (extract(epoch FROM internal_date) * 1000)::bigint, size, trace, body, envelope,
                structure FROM message WHERE body = ANY (?) ORDER BY body, account, message FOR KEY SHARE
            """;
    private static final String PUT = """
            INSERT INTO body_text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (body) DO UPDATE SET accounts = EXCLUDED.accounts, whole = EXCLUDED.whole,
                shared = EXCLUDED.shared, summary = EXCLUDED.summary, header = EXCLUDED.header,
                words = EXCLUDED.words, accented_header = EXCLUDED.accented_header,
                accented_words = EXCLUDED.accented_words
            """;
    private static final String LOST = """
            SELECT EXISTS (SELECT FROM message) AND NOT EXISTS (SELECT FROM body_text)
                AND NOT EXISTS (SELECT FROM text_todo)
            """;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Texts() { }

    @Inject
    Texts(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Receives what {@link #find} found; the same UID may come twice. */
    @FunctionalInterface
    public interface Found {
        void uid(long uid, boolean sure);
    }

    /**
     * The messages of a mailbox that hold a text, and those of which the index does not know.
     *
     * @param place BODY, TEXT, SUMMARY or HEADER
     * @param plain what is looked for, without case and accents; no NUL
     * @param exact the same with accents; empty when they do not count
     * @param all   go through the mailbox, not the index
     */
    public void find(long account, long mailbox, String place, String plain, Optional<String> exact, boolean all,
            Found found) {
        transactions.sql(c -> { // a cursor needs a transaction
            try (PreparedStatement s = c.prepareStatement("SELECT uid, sure FROM mercury_find(?, ?, ?, ?, ?, ?)")) {
                s.setFetchSize(CURSOR);
                s.setLong(1, account);
                s.setLong(2, mailbox);
                s.setString(3, place);
                s.setString(4, pattern(plain));
                s.setString(5, exact.map(Texts::pattern).orElse(null));
                s.setBoolean(6, all);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        found.uid(row.getLong(1), row.getBoolean(2));
                    }
                }
                return found;
            }
        });
    }

    /** What LIKE finds anywhere. */
    private static String pattern(String text) {
        return '%' + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + '%';
    }

    /**
     * Indexes some bodies that are not yet, the newest first, in one transaction.
     *
     * @param reader makes of a body's messages what is kept of it; called once for each body
     * @return how many; 0 when all is done, or others are at it
     */
    public int index(int most, Function<List<IndexedRow>, BodyText> reader) {
        return transactions.sql(c -> {
            List<Long> bodies = Sql.all(c, row -> row.getLong(1), CLAIM, most);
            if (bodies.isEmpty()) {
                return 0;
            }
            java.sql.Array claimed = c.createArrayOf("int8", bodies.toArray());
            for (List<IndexedRow> messages : messages(c, claimed)) {
                put(c, reader.apply(messages));
            }
            try (PreparedStatement s = c.prepareStatement("DELETE FROM text_todo WHERE body = ANY (?)")) {
                s.setArray(1, claimed);
                s.execute();
            }
            return bodies.size();
        });
    }

    private static Iterable<List<IndexedRow>> messages(Connection c, java.sql.Array bodies) throws SQLException {
        Map<Long, List<IndexedRow>> byBody = new TreeMap<>();
        try (PreparedStatement s = c.prepareStatement(ROWS)) {
            s.setArray(1, bodies);
            for (IndexedRow row : Rows.all(s, Texts::row)) {
                byBody.computeIfAbsent(row.message().body(), body -> new ArrayList<>()).add(row);
            }
        }
        return byBody.values();
    }

    private static IndexedRow row(ResultSet row) throws SQLException {
        return new IndexedRow(row.getLong(1), new MessageRow(0, row.getLong(2), 0, List.of(), 0,
                Instant.ofEpochMilli(row.getLong(3)), Instant.EPOCH, row.getLong(4), row.getBytes(5), row.getLong(6),
                row.getBytes(7), row.getBytes(8)));
    }

    private static void put(Connection c, BodyText text) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(PUT)) {
            s.setLong(1, text.body());
            s.setArray(2, c.createArrayOf("int8", text.accounts().toArray()));
            s.setBoolean(3, text.whole());
            s.setBoolean(4, text.shared());
            s.setString(5, text.summary());
            s.setString(6, text.header());
            s.setString(7, text.words());
            s.setString(8, text.accentedHeader().orElse(null));
            s.setString(9, text.accentedWords().orElse(null));
            s.execute();
        }
    }

    /** Bodies that wait; counts no further than {@code most}. */
    public int waiting(int most) {
        return transactions.statement(c -> Sql.first(c, row -> row.getInt(1),
                "SELECT count(*) FROM (SELECT FROM text_todo LIMIT ?) AS few", most).orElseThrow());
    }

    /** True when there is mail and nothing of an index: a restore that left it out, for one. */
    public boolean isLost() {
        return transactions.statement(c -> Sql.first(c, row -> row.getBoolean(1), LOST).orElseThrow());
    }

    /** Forgets the index; {@link #index} makes it anew. Searches read the messages meanwhile, and find the same. */
    public void rebuild() {
        transactions.sql(c -> {
            Sql.update(c, "TRUNCATE body_text");
            return Sql.update(c, "INSERT INTO text_todo SELECT DISTINCT body FROM message"
                    + " ON CONFLICT (body) DO UPDATE SET body = EXCLUDED.body");
        });
    }
}
