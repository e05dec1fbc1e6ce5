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

/** The secrets of accounts, as hashes; every change is noted. Never hashes, never compares. */
@ApplicationScoped
public class Credentials {

    private Transactions transactions;

    /** For the container's proxy. */
    protected Credentials() { }

    @Inject
    Credentials(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The account's own password and its application passwords, the oldest first. */
    public List<CredentialRow> of(long account) {
        return transactions.statement(c -> Sql.all(c, Credentials::row,
                "SELECT * FROM credential WHERE account = ? ORDER BY id", account));
    }

    /** Sets or replaces the account's own password; answers its number, which is new. */
    public long setPassword(Doer by, long account, String hash) {
        return transactions.sql(c -> setPassword(c, by, account, hash));
    }

    /**
     * An application password beside the others.
     *
     * @param administers it has its account's role
     * @throws TakenException when the account has one of that label, or of that hint
     */
    public CredentialRow add(Doer by, long account, String label, String hint, String hash, boolean administers) {
        return transactions.sql(c -> {
            CredentialRow made = Sql.first(c, Credentials::row, """
                    INSERT INTO credential (id, account, label, hint, hash, administers)
                    VALUES (nextval('credential_id'), ?, ?, ?, ?, ?) RETURNING *""", account, label, hint, hash,
                    administers).orElseThrow();
            Audit.note(c, by, "application-password.add", address(c, account), Facts.NOTHING, facts(made));
            return made;
        });
    }

    /** Takes an application password away; false when the account has none of that id. */
    public boolean revoke(Doer by, long account, long id) {
        return transactions.sql(c -> {
            Optional<CredentialRow> gone = Sql.first(c, Credentials::row,
                    "DELETE FROM credential WHERE account = ? AND id = ? AND label <> '' RETURNING *", account, id);
            if (gone.isPresent()) {
                Audit.note(c, by, "application-password.revoke", address(c, account), facts(gone.get()),
                        Facts.NOTHING);
            }
            return gone.isPresent();
        });
    }

    /** The same secret, kept in another form; nothing that it opened ends. Does nothing once it was replaced. */
    public void rehash(long id, String before, String after) {
        transactions.statement(c -> Sql.update(c, "UPDATE credential SET hash = ? WHERE id = ? AND hash = ?", after,
                id, before));
    }

    /** What the salts of SCRAM are made from: the same for all nodes and for as long as the database lives. */
    public byte[] saltKey() {
        return transactions.statement(c -> Sql.first(c, row -> row.getBytes(1),
                "SELECT value FROM server_secret WHERE name = 'scram-salt'")).orElseThrow();
    }

    /** Remembers that it was used, to the minute. */
    public void used(long id, Instant at, String from) {
        transactions.statement(c -> Sql.update(c, """
                UPDATE credential SET last_used = ?, last_from = ? WHERE id = ?
                    AND (last_used IS NULL OR last_from <> ? OR last_used < ?)""", at, from, id, from,
                at.minusSeconds(60)));
    }

    static long setPassword(Connection c, Doer by, long account, String hash) throws SQLException {
        long id = Sql.first(c, row -> row.getLong(1), """
                INSERT INTO credential (id, account, label, hash) VALUES (nextval('credential_id'), ?, '', ?)
                ON CONFLICT (account, label) DO UPDATE SET id = excluded.id, hash = excluded.hash, created = now(),
                    last_used = NULL, last_from = '' RETURNING id""", account, hash).orElseThrow();
        Audit.note(c, by, "password.set", address(c, account), Facts.NOTHING, Facts.NOTHING);
        return id;
    }

    static String address(Connection c, long account) throws SQLException {
        return Sql.first(c, row -> row.getString(1),
                "SELECT local_part || '@' || domain FROM account WHERE id = ?", account)
                .orElseThrow(() -> new IllegalArgumentException("no account " + account));
    }

    private static Facts facts(CredentialRow row) {
        return Facts.of("id", row.id()).and("label", row.label()).and("begins", row.hint());
    }

    private static CredentialRow row(ResultSet row) throws SQLException {
        return new CredentialRow(row.getLong("id"), row.getLong("account"), row.getString("label"),
                row.getString("hint"), row.getString("hash"), row.getTimestamp("created").toInstant(),
                Optional.ofNullable(row.getTimestamp("last_used")).map(Timestamp::toInstant),
                row.getString("last_from"), row.getBoolean("administers"));
    }
}
