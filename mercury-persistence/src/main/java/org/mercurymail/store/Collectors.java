package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

/** The mailboxes at providers, and whose turn it is; every change by somebody is noted. Knows no secret, only its seal. */
@ApplicationScoped
public class Collectors {

    private static final int LEASE_SECONDS = 3600;

    private Transactions transactions;
    private String node = "";

    /** For the container's proxy. */
    protected Collectors() { }

    @Inject
    Collectors(Transactions transactions) {
        this.transactions = transactions;
        this.node = NodeName.local();
    }

    public Optional<CollectorRow> collector(long id) {
        return transactions.sql(c -> find(c, id));
    }

    /** Ascending by id, from behind the one given (0 for the start). */
    public List<CollectorRow> page(long afterId, int limit) {
        return transactions.sql(c -> Sql.all(c, Collectors::row,
                "SELECT * FROM collector WHERE id > ? ORDER BY id LIMIT ?", afterId, limit));
    }

    /**
     * Due at once. Of the row given only what people decide counts.
     *
     * @throws TakenException when there is one for this login already
     */
    public CollectorRow add(Doer by, CollectorRow wanted) {
        return transactions.sql(c -> {
            long id = Sql.first(c, row -> row.getLong(1), """
                    INSERT INTO collector (server, port, tls, login, secret, seconds, domain, account, active, due,
                        leased_by, outcome, collected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, now(), '', '', 0)
                    RETURNING id""", wanted.server(), wanted.port(), wanted.tls(), wanted.login(), wanted.secret(),
                    wanted.seconds(), wanted.domain().orElse(""), wanted.account(), wanted.active()).orElseThrow();
            CollectorRow made = find(c, id).orElseThrow();
            Audit.note(c, by, "collector.add", subject(made), Facts.NOTHING, facts(made));
            return made;
        });
    }

    /** Becomes due at once; false when there is none of this id. */
    public boolean change(Doer by, CollectorRow wanted) {
        return transactions.sql(c -> {
            Optional<CollectorRow> before = lock(c, wanted.id());
            if (before.isEmpty()) {
                return false;
            }
            Sql.update(c, """
                    UPDATE collector SET server = ?, port = ?, tls = ?, login = ?, secret = ?, seconds = ?, domain = ?,
                        account = ?, active = ?, due = CASE leased_by WHEN '' THEN now() ELSE due END WHERE id = ?""",
                    wanted.server(), wanted.port(), wanted.tls(), wanted.login(), wanted.secret(), wanted.seconds(),
                    wanted.domain().orElse(""), wanted.account(), wanted.active(), wanted.id());
            Audit.note(c, by, "collector.change", subject(before.get()), facts(before.get()),
                    facts(find(c, wanted.id()).orElseThrow()));
            return true;
        });
    }

    public boolean delete(Doer by, long id) {
        return transactions.sql(c -> {
            Optional<CollectorRow> before = lock(c, id);
            if (before.isPresent()) {
                Sql.update(c, "DELETE FROM collector WHERE id = ?", id);
                Audit.note(c, by, "collector.delete", subject(before.get()), facts(before.get()), Facts.NOTHING);
            }
            return before.isPresent();
        });
    }

    /** Makes it due now; false when there is none, or somebody is there. */
    public boolean visitNow(long id) {
        return transactions.sql(c -> Sql.update(c,
                "UPDATE collector SET due = now() WHERE id = ? AND leased_by = '' AND active", id) > 0);
    }

    /** Takes those that are due for this node, so that no other visits them at once. */
    public List<CollectorRow> claimDue(int limit) {
        return transactions.sql(c -> Sql.all(c, Collectors::row, """
                UPDATE collector SET due = now() + make_interval(secs => ?), leased_by = ? WHERE id IN (
                    SELECT id FROM collector WHERE active AND due <= now() ORDER BY due LIMIT ?
                    FOR UPDATE SKIP LOCKED) RETURNING *""", (double) LEASE_SECONDS, node, limit));
    }

    /** The visit is over. */
    public void visited(long id, String outcome, int collected) {
        transactions.sql(c -> Sql.update(c, """
                UPDATE collector SET due = now() + make_interval(secs => seconds), leased_by = '', visited = now(),
                    outcome = ?, collected = collected + ? WHERE id = ?""", outcome, collected, id));
    }

    /** What this node visited when it died is due at once. */
    public int releaseLeases() {
        return transactions.sql(c -> Sql.update(c,
                "UPDATE collector SET due = now(), leased_by = '' WHERE leased_by = ?", node));
    }

    private static Optional<CollectorRow> lock(Connection c, long id) throws SQLException {
        return Sql.first(c, Collectors::row, "SELECT * FROM collector WHERE id = ? FOR UPDATE", id);
    }

    private static Optional<CollectorRow> find(Connection c, long id) throws SQLException {
        return Sql.first(c, Collectors::row, "SELECT * FROM collector WHERE id = ?", id);
    }

    private static String subject(CollectorRow row) {
        return row.login() + " at " + row.server();
    }

    private static Facts facts(CollectorRow row) {
        return Facts.of("server", row.server()).and("port", row.port()).and("tls", row.tls()).and("login", row.login())
                .and("seconds", row.seconds()).and("domain", row.domain()).and("account", row.account())
                .and("active", row.active());
    }

    private static CollectorRow row(ResultSet row) throws SQLException {
        return new CollectorRow(row.getLong("id"), row.getString("server"), row.getInt("port"), row.getString("tls"),
                row.getString("login"), row.getBytes("secret"), row.getInt("seconds"),
                Optional.of(row.getString("domain")).filter(domain -> !domain.isEmpty()), row.getLong("account"),
                row.getBoolean("active"),
                Optional.ofNullable(row.getTimestamp("visited")).map(Timestamp::toInstant), row.getString("outcome"), row.getLong("collected"));
    }
}
