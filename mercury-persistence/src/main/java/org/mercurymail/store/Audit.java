package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Who changed what, and when. Repositories note each change in its own transaction, so that there is neither a change
 * without its row nor a row without its change. Rows are never changed.
 */
@ApplicationScoped
public class Audit {

    private static final String NOTE = """
            INSERT INTO audit (at, account, who, via, what, subject, was, became)
            VALUES (clock_timestamp(), ?, ?, ?, ?, ?, ?, ?)""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Audit() { }

    @Inject
    Audit(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A change that no repository notes itself, in a transaction of its own. */
    public void note(Doer by, String what, String subject, Facts before, Facts after) {
        transactions.sql(c -> {
            note(c, by, what, subject, before, after);
            return subject;
        });
    }

    /** The newest first, from before the one given (Long.MAX_VALUE for the newest); of one subject when it is given. */
    public List<AuditRow> page(Optional<String> subject, long before, int limit) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM audit WHERE id < ?"
                    + (subject.isPresent() ? " AND subject = ?" : "") + " ORDER BY id DESC LIMIT ?")) {
                int n = 1;
                s.setLong(n++, before);
                if (subject.isPresent()) {
                    s.setString(n++, subject.get());
                }
                s.setInt(n, limit);
                return Rows.all(s, Audit::row);
            }
        });
    }

    /** Within work in SQL. */
    static void note(Connection c, Doer by, String what, String subject, Facts before, Facts after)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(NOTE)) {
            s.setLong(1, by.account());
            s.setString(2, by.name());
            s.setString(3, by.via());
            s.setString(4, what);
            s.setString(5, subject);
            s.setString(6, before.json());
            s.setString(7, after.json());
            s.executeUpdate();
        }
    }

    private static AuditRow row(ResultSet row) throws SQLException {
        return new AuditRow(row.getLong("id"), row.getTimestamp("at").toInstant(),
                new Doer(row.getLong("account"), row.getString("who"), row.getString("via")), row.getString("what"),
                row.getString("subject"), Optional.ofNullable(row.getString("was")),
                Optional.ofNullable(row.getString("became")));
    }
}
