package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Certificates from an ACME authority, the key it knows us by, and the answers it is to find. Shared by the nodes: one
 * of them asks, all of them use what it got. Never speaks to an authority.
 */
@ApplicationScoped
public class AcmeCertificates {

    private static final String COLUMNS = "name, pem, issuer, not_after, attempted, due, failures, error ";

    private Transactions transactions;
    private String node;

    /** For the container's proxy. */
    protected AcmeCertificates() { }

    @Inject
    AcmeCertificates(Transactions transactions) {
        this(transactions, NodeName.local());
    }

    AcmeCertificates(Transactions transactions, String node) {
        this.transactions = transactions;
        this.node = node;
    }

    /** Sees to it that there is a row for each name; a new one is due at once. */
    public void want(List<String> names) {
        transactions.statement(c -> Sql.update(c,
                "INSERT INTO acme_certificate (name) SELECT unnest(?::text[]) ON CONFLICT DO NOTHING", names));
    }

    /** Those of these names, in the order of their names. */
    public List<CertificateRow> of(List<String> names) {
        return transactions.statement(c -> Sql.all(c, AcmeCertificates::row,
                "SELECT " + COLUMNS + "FROM acme_certificate WHERE name = ANY (?) ORDER BY name", names));
    }

    /** Takes one of these names that is due, and that nobody is at, for this node until then. */
    public Optional<CertificateRow> claim(List<String> names, Instant leaseUntil) {
        return transactions.statement(c -> Sql.first(c, AcmeCertificates::row, """
                UPDATE acme_certificate SET leased_by = ?, leased_until = ?, attempted = now() WHERE name = (
                    SELECT name FROM acme_certificate WHERE name = ANY (?) AND due <= now()
                        AND coalesce(leased_until, '-infinity') <= now()
                    ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING\s""" + COLUMNS, node, leaseUntil, names));
    }

    /** Gives back at start what this node was at when it died. */
    public void releaseLeases() {
        transactions.statement(c -> Sql.update(c,
                "UPDATE acme_certificate SET leased_by = '', leased_until = NULL WHERE leased_by = ?", node));
    }

    public void issued(String name, String pem, String issuer, Instant notAfter, Instant due) {
        transactions.statement(c -> Sql.update(c, """
                UPDATE acme_certificate SET pem = ?, issuer = ?, not_after = ?, due = ?, failures = 0, error = '',
                    leased_by = '', leased_until = NULL WHERE name = ?""", pem, issuer, notAfter, due, name));
    }

    public void failed(String name, String error, Instant due) {
        transactions.statement(c -> Sql.update(c, """
                UPDATE acme_certificate SET failures = failures + 1, error = ?, due = ?, leased_by = '',
                    leased_until = NULL WHERE name = ?""", error, due, name));
    }

    /** Makes one due now; false when there is none of that name. */
    public boolean hasten(Doer by, String name) {
        return transactions.sql(c -> {
            boolean there = Sql.update(c, "UPDATE acme_certificate SET due = now() WHERE name = ?", name) > 0;
            if (there) {
                Audit.note(c, by, "certificate.renew", name, Facts.NOTHING, Facts.NOTHING);
            }
            return there;
        });
    }

    /** The key that this authority knows us by: the one that is there, or else this new one. */
    public String accountKey(String directory, String made) {
        return transactions.sql(c -> {
            Sql.update(c, "INSERT INTO acme_account VALUES (?, ?) ON CONFLICT DO NOTHING", directory, made);
            return Sql.first(c, row -> row.getString(1), "SELECT key FROM acme_account WHERE directory = ?", directory)
                    .orElseThrow();
        });
    }

    /** From now until then the token has this answer. */
    public void answer(String token, String answer, Instant until) {
        transactions.sql(c -> {
            Sql.update(c, "DELETE FROM acme_challenge WHERE until < now()");
            return Sql.update(c, "INSERT INTO acme_challenge VALUES (?, ?, ?) ON CONFLICT (token) DO UPDATE"
                    + " SET answer = excluded.answer, until = excluded.until", token, answer, until);
        });
    }

    public Optional<String> answerTo(String token) {
        return transactions.statement(c -> Sql.first(c, row -> row.getString(1),
                "SELECT answer FROM acme_challenge WHERE token = ? AND until > now()", token));
    }

    private static CertificateRow row(ResultSet row) throws SQLException {
        return new CertificateRow(row.getString(1), row.getString(2), row.getString(3), instant(row, 4),
                instant(row, 5), instant(row, 6).orElseThrow(), row.getInt(7), row.getString(8));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
