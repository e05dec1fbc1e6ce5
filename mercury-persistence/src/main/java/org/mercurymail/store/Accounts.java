package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Accounts, and what an address stands for. Names and local parts come and go in lower case; a hash is kept as it comes;
 * every change is noted in the audit log. Never hashes, never decides what an account may do.
 */
@ApplicationScoped
public class Accounts {

    /**
     * The exact address first, then without its detail (RFC 5233), an account before an alias; then a list or one of a
     * list's own addresses, then the catch-all; the last row says that the domain is ours. Before all of them that it,
     * or the one that it is another name of, is closed.
     */
    private static final String RESOLVE = """
            WITH home AS (SELECT h.name, h.catch_all, d.active AND h.active AS open FROM domain d
                JOIN domain h ON h.name = coalesce(d.alias_of, d.name) WHERE d.name = ?),
                wanted (rank, local_part) AS (VALUES (1, ?), (3, ?))
            SELECT w.rank, a.id, a.domain, a.local_part, a.display_name, a.roles, a.active, a.quota_bytes, a.inbox,
                NULL::text[] AS targets, 0::bigint AS list
            FROM home h JOIN account a ON a.domain = h.name AND a.inbox <> 0
                JOIN wanted w ON w.local_part = a.local_part
            UNION ALL
            SELECT w.rank + 1, 0, '', '', '', '', true, 0, 0,
                ARRAY(SELECT t.target FROM alias_target t WHERE t.domain = a.domain AND t.local_part = a.local_part), 0
            FROM home h JOIN alias a ON a.domain = h.name JOIN wanted w ON w.local_part = a.local_part
            UNION ALL
            SELECT 5, 0, l.domain, l.local_part, '', '', true, 0, 0, NULL, l.id
            FROM home h JOIN list l ON l.domain = h.name AND l.local_part IN (?, ?)
            UNION ALL
            SELECT 6, a.id, a.domain, a.local_part, a.display_name, a.roles, a.active, a.quota_bytes, a.inbox, NULL, 0
            FROM home h JOIN account a ON a.id = h.catch_all
            UNION ALL
            SELECT CASE WHEN open THEN 7 ELSE 0 END, 0, '', '', '', '', false, 0, 0, NULL, 0 FROM home
            ORDER BY 1 LIMIT 1
            """;
    private static final int CLOSED = 0;
    private static final int WITHOUT_DETAIL = 3;
    private static final int CATCH_ALL = 6;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Accounts() { }

    @Inject
    Accounts(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<DomainRow> domain(String name) {
        return transactions.read(em -> Optional.ofNullable(em.find(DomainEntity.class, name))
                .map(DomainEntity::row));
    }

    /** Ascending by name, from behind the one given (empty for the start). */
    public List<DomainRow> domains(String afterName, int limit) {
        return transactions.read(em -> em
                .createQuery("SELECT d FROM DomainEntity d WHERE d.name > :after ORDER BY d.name", DomainEntity.class)
                .setParameter("after", afterName).setMaxResults(limit).getResultStream()
                .map(DomainEntity::row).toList());
    }

    public Optional<AccountRow> account(long id) {
        return transactions.read(em -> Optional.ofNullable(em.find(AccountEntity.class, id))
                .map(AccountEntity::row));
    }

    /** The account, when it and its domain are open and it has that credential; 0 stands for none in particular. */
    public Optional<AccountRow> openedBy(long id, long credential) {
        return transactions.statement(c -> Sql.first(c, AccountEntity::row, """
                SELECT a.* FROM account a JOIN domain d ON d.name = a.domain
                WHERE a.id = ? AND a.active AND d.active AND (? = 0
                    OR EXISTS (SELECT 1 FROM credential c WHERE c.id = ? AND c.account = a.id))""", id, credential,
                credential));
    }

    /** The account whose primary address this is. */
    public Optional<AccountRow> byAddress(String localPart, String domain) {
        return transactions.read(em -> em.createQuery(
                        "SELECT a FROM AccountEntity a WHERE a.domain = :domain AND a.localPart = :local",
                        AccountEntity.class)
                .setParameter("domain", domain).setParameter("local", localPart).getResultStream().findFirst()
                .map(AccountEntity::row));
    }

    /** Who may log in by this name, in any name of its domain: the account, the domain and that name are open. */
    public Optional<AccountRow> loggingIn(String localPart, String domain) {
        return transactions.statement(c -> Sql.first(c, AccountEntity::row, """
                SELECT a.* FROM domain d JOIN domain h ON h.name = coalesce(d.alias_of, d.name)
                JOIN account a ON a.domain = h.name AND a.local_part = ?
                WHERE d.name = ? AND d.active AND h.active AND a.active""", localPart, domain));
    }

    /** Accounts with a mailbox, ascending by id, from behind the one given (0 for the start). */
    public List<AccountRow> accounts(long afterId, int limit) {
        return accounts(Optional.empty(), afterId, limit);
    }

    /** The same, of one domain when it is given. */
    public List<AccountRow> accounts(Optional<String> domain, long afterId, int limit) {
        return transactions.statement(c -> Sql.all(c, AccountEntity::row, """
                SELECT * FROM account WHERE id > ? AND inbox <> 0 AND (?::text IS NULL OR domain = ?)
                ORDER BY id LIMIT ?""", afterId, domain, domain, limit));
    }

    /** Who has that role, ascending by id. */
    public List<AccountRow> holding(String role, int limit) {
        return transactions.statement(c -> Sql.all(c, AccountEntity::row, """
                SELECT * FROM account WHERE ? = ANY (string_to_array(roles, ' ')) ORDER BY id LIMIT ?""", role, limit));
    }

    /**
     * The account with its password and its first mailboxes: INBOX, Drafts, Junk, Sent, Trash.
     *
     * @param passwordHash empty for an account that cannot log in yet
     * @throws TakenException when something else has the address
     * @throws LimitException when the domain may have no such account more
     */
    public AccountRow addAccount(Doer by, String domain, String localPart, String displayName, Set<String> roles,
            String passwordHash, long quotaBytes) {
        return transactions.sql(c -> {
            Names.claim(c, localPart, domain);
            Domains.requireRoom(c, domain, Optional.empty(), quotaBytes);
            long id = Sql.first(c, row -> row.getLong(1), "SELECT nextval('account_id')").orElseThrow();
            AccountRow made = Sql.first(c, AccountEntity::row, """
                    INSERT INTO account (id, domain, local_part, display_name, roles, active, quota_bytes, inbox)
                    VALUES (?, ?, ?, ?, ?, true, ?, mercury_open_account(?)) RETURNING *""", id, domain, localPart,
                    displayName, AccountEntity.rolesText(roles), quotaBytes, id).orElseThrow();
            if (!passwordHash.isEmpty()) {
                Sql.update(c, "INSERT INTO credential (id, account, label, hash) "
                        + "VALUES (nextval('credential_id'), ?, '', ?)", id, passwordHash);
            }
            Audit.note(c, by, "account.add", made.address(), Facts.NOTHING, facts(made));
            return made;
        });
    }

    /**
     * Changes what is given and keeps the rest; false when there is no such account.
     *
     * @param passwordHash of the new password
     * @throws LimitException when the domain may have no more quota
     */
    public boolean change(Doer by, long account, Optional<String> displayName, Optional<Set<String>> roles,
            Optional<Long> quotaBytes, Optional<String> passwordHash) {
        return transactions.sql(c -> {
            Optional<AccountRow> before = locked(c, account);
            if (before.isEmpty()) {
                return false;
            }
            if (quotaBytes.filter(bytes -> bytes != before.get().quotaBytes()).isPresent()) {
                Names.home(c, before.get().domain());
                Domains.requireRoom(c, before.get().domain(), Optional.of(before.get().quotaBytes()), quotaBytes.get());
            }
            AccountRow after = Sql.first(c, AccountEntity::row, """
                    UPDATE account SET display_name = coalesce(?, display_name), roles = coalesce(?, roles),
                        quota_bytes = coalesce(?::bigint, quota_bytes) WHERE id = ? RETURNING *""", displayName,
                    roles.map(AccountEntity::rolesText), quotaBytes, account).orElseThrow();
            if (!after.equals(before.get())) {
                Audit.note(c, by, "account.change", after.address(), facts(before.get()), facts(after));
            }
            if (passwordHash.isPresent()) {
                Credentials.setPassword(c, by, account, passwordHash.get());
            }
            return true;
        });
    }

    /** Closed: no login and no delivery; its mail stays. False when there is no such account. */
    public boolean setActive(Doer by, long account, boolean active) {
        return transactions.sql(c -> {
            Optional<AccountRow> before = locked(c, account);
            if (before.isPresent() && before.get().active() != active) {
                Sql.update(c, "UPDATE account SET active = ? WHERE id = ?", active, account);
                Audit.note(c, by, active ? "account.reopen" : "account.close", before.get().address(),
                        Facts.of("active", !active), Facts.of("active", active));
            }
            return before.isPresent();
        });
    }

    /** Takes it away with all its mail; false when there is no such account. */
    public boolean delete(Doer by, long account) {
        return transactions.sql(c -> {
            Optional<AccountRow> before = locked(c, account);
            if (before.isPresent()) {
                Sql.first(c, row -> true, "SELECT mercury_delete_account(?)", account);
                Audit.note(c, by, "account.delete", before.get().address(), facts(before.get()), Facts.NOTHING);
            }
            return before.isPresent();
        });
    }

    /** The id of the account's INBOX; 0 when there is no such account. */
    public long inbox(long account) {
        return account(account).map(AccountRow::inbox).orElse(0L);
    }

    /** Octets of all messages in all mailboxes of the account, exact. */
    public long usedBytes(long account) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT used_bytes FROM account_clock WHERE account = ?")) {
                s.setLong(1, account);
                return Rows.first(s, row -> row.getLong(1)).orElse(0L);
            }
        });
    }

    /** What the address stands for; empty when the domain is not ours. A closed account is still named. */
    public Optional<Resolution> resolve(String localPart, String domain) {
        int plus = localPart.indexOf('+');
        String base = plus > 0 ? localPart.substring(0, plus) : localPart;
        String detail = plus > 0 ? localPart.substring(plus + 1) : "";
        return transactions.statement(c -> resolve(c, localPart, base, detail, domain));
    }

    private static Optional<Resolution> resolve(Connection c, String localPart, String base, String detail,
            String domain) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(RESOLVE)) {
            s.setString(1, domain);
            s.setString(2, localPart);
            s.setString(3, base);
            s.setString(4, base);
            s.setString(5, withoutEnding(base));
            return Rows.first(s, row -> resolution(row, base, detail));
        }
    }

    /** The list that this would be one of the own addresses of. */
    private static String withoutEnding(String base) {
        return Lists.ENDINGS.stream().filter(base::endsWith).findFirst()
                .map(ending -> base.substring(0, base.length() - ending.length())).orElse(base);
    }

    private static Resolution resolution(ResultSet row, String base, String detail) throws SQLException {
        if (row.getLong("list") != 0) {
            String name = row.getString("local_part");
            return new Resolution.ToList(row.getLong("list"), name + '@' + row.getString("domain"),
                    base.substring(name.length()), detail);
        }
        Array targets = row.getArray("targets");
        if (targets != null) {
            return new Resolution.ToTargets(List.of((String[]) targets.getArray()));
        }
        int rank = row.getInt("rank");
        if (rank == CLOSED) {
            return new Resolution.Closed();
        }
        boolean active = row.getBoolean("active");
        if (row.getLong("id") == 0 || rank == CATCH_ALL && !active) {
            return new Resolution.Unknown();
        }
        return new Resolution.ToAccount(AccountEntity.row(row), rank == WITHOUT_DETAIL ? detail : "", rank == CATCH_ALL);
    }

    private static Optional<AccountRow> locked(Connection c, long account) throws SQLException {
        return Sql.first(c, AccountEntity::row, "SELECT * FROM account WHERE id = ? FOR UPDATE", account);
    }

    private static Facts facts(AccountRow row) {
        return Facts.of("displayName", row.displayName()).and("roles", new TreeSet<>(row.roles()))
                .and("active", row.active()).and("quotaBytes", row.quotaBytes());
    }
}
