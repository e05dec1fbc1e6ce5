package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Changes the domains whose mail is ours; every change is noted. {@link Accounts} reads them. */
@ApplicationScoped
public class Domains {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    /** Before a domain's name, the role of its administrator: whoever makes a domain of that name again chooses anew. */
    private static final String ADMIN_OF = "admin:";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Domains() { }

    @Inject
    Domains(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param aliasOf an existing domain that is not itself an alias
     * @throws TakenException when the domain exists
     */
    public DomainRow add(Doer by, String name, Optional<String> aliasOf, Optional<Long> catchAll) {
        return transactions.sql(c -> {
            if (aliasOf.isPresent()) {
                Names.home(c, aliasOf.get());
            }
            if (Sql.update(c, "INSERT INTO domain VALUES (?, ?, ?::bigint) ON CONFLICT DO NOTHING", name, aliasOf,
                    catchAll) == 0) {
                throw new TakenException(name);
            }
            Audit.note(c, by, "domain.add", name, Facts.NOTHING, facts(c, name));
            return new DomainRow(name, aliasOf, catchAll, true, DomainRow.Limits.NONE);
        });
    }

    /** Who gets what no address of the domain takes; nobody when empty. */
    public void setCatchAll(Doer by, String name, Optional<Long> account) {
        transactions.sql(c -> {
            Names.home(c, name);
            return change(c, by, name, "UPDATE domain SET catch_all = ?::bigint WHERE name = ?", account);
        });
    }

    /**
     * Makes the domain another name of one, or a domain of its own when empty.
     *
     * @throws TakenException when it has names of its own or other names
     */
    public void setAliasOf(Doer by, String name, Optional<String> aliasOf) {
        transactions.sql(c -> {
            if (aliasOf.isPresent()) {
                Names.home(c, aliasOf.get());
                lock(c, name);
                if (isUsed(c, name)) {
                    throw new TakenException(name);
                }
            }
            return change(c, by, name, "UPDATE domain SET alias_of = ?, catch_all = NULL WHERE name = ?", aliasOf);
        });
    }

    /**
     * False when there is no such domain.
     *
     * @throws TakenException while it has names of its own, other names, or shared folders
     */
    public boolean remove(Doer by, String name) {
        return transactions.sql(c -> {
            if (!lock(c, name)) {
                return false;
            }
            Facts before = facts(c, name);
            Sql.all(c, row -> true, """
                    SELECT mercury_delete_account(r.account) FROM shared_root r WHERE r.domain = ? AND NOT EXISTS
                        (SELECT 1 FROM mailbox b WHERE b.account = r.account AND b.dropped IS NULL)""", name);
            try {
                Sql.update(c, "DELETE FROM domain WHERE name = ?", name);
            } catch (SQLException e) {
                if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                    throw new TakenException(name);
                }
                throw e;
            }
            Sql.update(c, """
                    UPDATE account SET roles = array_to_string(array_remove(string_to_array(roles, ' '), ?), ' ')
                    WHERE ? = ANY (string_to_array(roles, ' '))""", ADMIN_OF + name, ADMIN_OF + name);
            Audit.note(c, by, "domain.remove", name, before, Facts.NOTHING);
            return true;
        });
    }

    /** Closed: no login and no delivery; all it has stays. Answers whose logins that concerns, devices too. */
    public List<Long> setActive(Doer by, String name, boolean active) {
        return transactions.sql(c -> {
            if (Sql.update(c, "UPDATE domain SET active = ? WHERE name = ? AND active <> ?", active, name, active) > 0) {
                Audit.note(c, by, active ? "domain.reopen" : "domain.close", name, Facts.of("active", !active),
                        Facts.of("active", active));
            }
            return Sql.all(c, row -> row.getLong(1), "SELECT id FROM account WHERE domain = ? ORDER BY id", name);
        });
    }

    /** What its accounts may be and hand over together, from now on; what is there stays. */
    public void setLimits(Doer by, String name, DomainRow.Limits limits) {
        transactions.sql(c -> {
            Names.home(c, name);
            DomainRow.Limits before = limits(c, name);
            if (!before.equals(limits)) {
                Sql.update(c, """
                        UPDATE domain SET most_accounts = ?, most_quota_bytes = ?, most_size_bytes = ?,
                            messages_per_hour = ? WHERE name = ?""", limits.accounts(), limits.quotaBytes(),
                        limits.sizeBytes(), limits.messagesPerHour(), name);
                Audit.note(c, by, "domain.limits", name, facts(before), facts(limits));
            }
            return true;
        });
    }

    /**
     * Looks whether a domain that is locked may have so much quota more, and so many accounts more.
     *
     * @param before of the account until now; empty for a new one
     * @throws LimitException when it may not
     */
    static void requireRoom(Connection c, String name, Optional<Long> before, long quotaBytes) throws SQLException {
        DomainRow.Limits limits = limits(c, name);
        long[] used = Sql.first(c, row -> new long[] {row.getLong(1), row.getLong(2)}, """
                SELECT count(*), coalesce(sum(quota_bytes), 0) FROM account WHERE domain = ? AND inbox <> 0""", name)
                .orElseThrow();
        if (before.isEmpty() && limits.accounts() > 0 && used[0] >= limits.accounts()) {
            throw new LimitException(LimitException.Of.ACCOUNTS, limits.accounts());
        }
        long after = used[1] - before.orElse(0L);
        if (limits.quotaBytes() > 0 && (quotaBytes == 0 || quotaBytes > limits.quotaBytes() - after)) {
            throw new LimitException(LimitException.Of.QUOTA, limits.quotaBytes());
        }
    }

    private static DomainRow.Limits limits(Connection c, String name) throws SQLException {
        return Sql.first(c, row -> new DomainRow.Limits(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4)), """
                SELECT most_accounts, most_quota_bytes, most_size_bytes, messages_per_hour FROM domain WHERE name = ?""",
                name).orElse(DomainRow.Limits.NONE);
    }

    private static Facts facts(DomainRow.Limits limits) {
        return Facts.of("accounts", limits.accounts()).and("quotaBytes", limits.quotaBytes())
                .and("sizeBytes", limits.sizeBytes()).and("messagesPerHour", limits.messagesPerHour());
    }

    private static boolean change(Connection c, Doer by, String name, String sql, Object value) throws SQLException {
        Facts before = facts(c, name);
        boolean found = Sql.update(c, sql, value, name) > 0;
        if (found) {
            Audit.note(c, by, "domain.change", name, before, facts(c, name));
        }
        return found;
    }

    private static boolean lock(Connection c, String name) throws SQLException {
        return Sql.first(c, row -> true, "SELECT 1 FROM domain WHERE name = ? FOR UPDATE", name).isPresent();
    }

    private static boolean isUsed(Connection c, String name) throws SQLException {
        return Sql.first(c, row -> row.getBoolean(1), """
                SELECT EXISTS (SELECT 1 FROM account WHERE domain = d.name)
                    OR EXISTS (SELECT 1 FROM alias WHERE domain = d.name)
                    OR EXISTS (SELECT 1 FROM list WHERE domain = d.name)
                    OR EXISTS (SELECT 1 FROM domain WHERE alias_of = d.name)
                FROM domain d WHERE name = ?""", name).orElse(false);
    }

    private static Facts facts(Connection c, String name) throws SQLException {
        return Sql.first(c, row -> Facts.of("aliasOf", Optional.ofNullable(row.getString(1)))
                .and("catchAll", Optional.ofNullable(row.getString(2))), """
                SELECT d.alias_of, a.local_part || '@' || a.domain FROM domain d
                LEFT JOIN account a ON a.id = d.catch_all WHERE d.name = ?""", name).orElse(Facts.NOTHING);
    }
}
