package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The mailboxes at providers, and whose turn it is; every change by somebody is noted. Knows no secret, only its seal. */
@ApplicationScoped
public class Collectors {

    private static final int LEASE_SECONDS = 3600;
    private static final int LONGEST_BACK_OFF = 3600; // or the interval, when that is longer

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
        return transactions.statement(c -> find(c, id));
    }

    /** Ascending by id, from behind the one given (0 for the start). */
    public List<CollectorRow> page(long afterId, int limit) {
        return transactions.statement(c -> Sql.all(c, Collectors::row,
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
                    INSERT INTO collector (server, port, tls, certificate, login, secret, seconds, domain, account, active,
                        due, leased_by, outcome, collected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now(), '', '', 0)
                    RETURNING id""", wanted.server(), wanted.port(), wanted.tls(), wanted.certificate(),
                    wanted.login(), wanted.secret(), wanted.seconds(), wanted.domain().orElse(""), wanted.account(),
                    wanted.active()).orElseThrow();
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
                    UPDATE collector SET server = ?, port = ?, tls = ?, certificate = ?, login = ?, secret = ?,
                        seconds = ?, domain = ?, account = ?, active = ?, failures = 0,
                        due = CASE leased_by WHEN '' THEN now() ELSE due END WHERE id = ?""",
                    wanted.server(), wanted.port(), wanted.tls(), wanted.certificate(), wanted.login(),
                    wanted.secret(), wanted.seconds(), wanted.domain().orElse(""), wanted.account(), wanted.active(),
                    wanted.id());
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

    /** Makes it due now, and forgets its failures; false when there is none, or somebody is there. */
    public boolean visitNow(long id) {
        return transactions.statement(c -> Sql.update(c,
                "UPDATE collector SET due = now(), failures = 0 WHERE id = ? AND leased_by = '' AND active", id) > 0);
    }

    /** Takes those that are due for this node, so that no other visits them at once. */
    public List<CollectorRow> claimDue(int limit) {
        return transactions.statement(c -> Sql.all(c, Collectors::row, """
                UPDATE collector SET due = now() + make_interval(secs => ?), leased_by = ? WHERE id IN (
                    SELECT id FROM collector WHERE active AND due <= now() ORDER BY due LIMIT ?
                    FOR UPDATE SKIP LOCKED) RETURNING *""", (double) LEASE_SECONDS, node, limit));
    }

    /** The visit is over. After each failure the wait is twice as long, up to a bound; what left some goes on at once. */
    public void visited(long id, CollectorRow.Visited visit) {
        transactions.statement(c -> Sql.update(c, """
                UPDATE collector SET leased_by = '', visited = now(), outcome = ?, outcome_values = ?,
                    collected = collected + ?, failures = CASE WHEN ? THEN failures + 1 ELSE 0 END,
                    due = now() + make_interval(secs => CASE
                        WHEN ? THEN least(seconds * 2.0 ^ least(failures + 1, 20), greatest(seconds, ?))
                        WHEN ? THEN 0
                        ELSE seconds END) WHERE id = ?""", visit.outcome(), visit.values(), visit.collected(),
                visit.failed(), visit.failed(), LONGEST_BACK_OFF, visit.more(), id));
    }

    /** What this node visited when it died is due at once. */
    public int releaseLeases() {
        return transactions.statement(c -> Sql.update(c,
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
                .and("certificate", named(row.certificate())).and("seconds", row.seconds()).and("domain", row.domain()).and("account", row.account())
                .and("active", row.active());
    }

    /** What people see of a certificate stands on a line before each block (RFC 7468 §2). */
    private static List<String> named(String certificate) {
        return certificate.lines().filter(line -> line.startsWith("SHA-256 ")).toList();
    }

    private static CollectorRow row(ResultSet row) throws SQLException {
        boolean waits = row.getBoolean("active") && row.getString("leased_by").isEmpty();
        return new CollectorRow(row.getLong("id"), row.getString("server"), row.getInt("port"), row.getString("tls"),
                row.getString("certificate"), row.getString("login"), row.getBytes("secret"), row.getInt("seconds"),
                Optional.of(row.getString("domain")).filter(domain -> !domain.isEmpty()), row.getLong("account"),
                row.getBoolean("active"), new CollectorRow.State(instant(row, "visited"),
                instant(row, "due").filter(due -> waits), row.getString("outcome"),
                Sql.texts(row, "outcome_values"), row.getInt("failures"), row.getLong("collected")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
