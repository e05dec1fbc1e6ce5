package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Addresses that stand for others; every change is noted. {@link Accounts#resolve} follows them. */
@ApplicationScoped
public class Aliases {

    private static final String SELECT = """
            SELECT a.domain, a.local_part, ARRAY(SELECT t.target FROM alias_target t
                WHERE t.domain = a.domain AND t.local_part = a.local_part ORDER BY t.target) AS targets
            FROM alias a\s""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Aliases() { }

    @Inject
    Aliases(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<AliasRow> alias(String localPart, String domain) {
        return transactions.statement(c -> find(c, localPart, domain));
    }

    /** Ascending by domain and local part, from behind the one given; empty texts to begin. */
    public List<AliasRow> page(Optional<String> domain, String afterDomain, String afterLocalPart, int limit) {
        return transactions.statement(c -> Sql.all(c, Aliases::row, SELECT + """
                WHERE (a.domain, a.local_part) > (?, ?) AND (?::text IS NULL OR a.domain = ?)
                ORDER BY a.domain, a.local_part LIMIT ?""", afterDomain, afterLocalPart, domain, domain, limit));
    }

    /**
     * @param targets addresses, local or not
     * @throws TakenException when something else has the address
     */
    public void add(Doer by, String localPart, String domain, List<String> targets) {
        transactions.sql(c -> {
            Names.claim(c, localPart, domain);
            Sql.update(c, "INSERT INTO alias VALUES (?, ?)", domain, localPart);
            lead(c, localPart, domain, targets);
            Audit.note(c, by, "alias.add", localPart + '@' + domain, Facts.NOTHING,
                    Facts.of("targets", targets));
            return domain;
        });
    }

    /** False when there is no such alias. */
    public boolean change(Doer by, String localPart, String domain, List<String> targets) {
        return transactions.sql(c -> {
            Optional<AliasRow> before = locked(c, localPart, domain);
            if (before.isPresent()) {
                Sql.update(c, "DELETE FROM alias_target WHERE domain = ? AND local_part = ?", domain, localPart);
                lead(c, localPart, domain, targets);
                Audit.note(c, by, "alias.change", before.get().address(),
                        Facts.of("targets", before.get().targets()), Facts.of("targets", targets));
            }
            return before.isPresent();
        });
    }

    /** False when there is no such alias. */
    public boolean remove(Doer by, String localPart, String domain) {
        return transactions.sql(c -> {
            Optional<AliasRow> before = locked(c, localPart, domain);
            if (before.isPresent()) {
                Sql.update(c, "DELETE FROM alias WHERE domain = ? AND local_part = ?", domain, localPart);
                Audit.note(c, by, "alias.remove", before.get().address(),
                        Facts.of("targets", before.get().targets()), Facts.NOTHING);
            }
            return before.isPresent();
        });
    }

    private static void lead(Connection c, String localPart, String domain, List<String> targets)
            throws SQLException {
        Sql.update(c, "INSERT INTO alias_target SELECT DISTINCT ?, ?, target FROM unnest(?) AS target", domain,
                localPart, targets);
    }

    private static Optional<AliasRow> locked(Connection c, String localPart, String domain) throws SQLException {
        Sql.first(c, row -> true, "SELECT 1 FROM alias WHERE domain = ? AND local_part = ? FOR UPDATE", domain,
                localPart);
        return find(c, localPart, domain);
    }

    private static Optional<AliasRow> find(Connection c, String localPart, String domain) throws SQLException {
        return Sql.first(c, Aliases::row, SELECT + "WHERE a.domain = ? AND a.local_part = ?", domain, localPart);
    }

    private static AliasRow row(ResultSet row) throws SQLException {
        return new AliasRow(row.getString("domain"), row.getString("local_part"), Sql.texts(row, "targets"));
    }
}
