package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Domains, accounts, their credentials, and aliases. Names and local parts come and go in lower case; a hash is kept as
 * it comes. Never hashes, never compares a password, never decides what an account may do.
 */
@ApplicationScoped
public class Accounts {

    /**
     * The exact address first, then without its detail (RFC 5233), an account before an alias, then the catch-all;
     * the last row says that the domain is ours.
     */
    private static final String RESOLVE = """
            WITH home AS (SELECT h.name, h.catch_all FROM domain d
                JOIN domain h ON h.name = coalesce(d.alias_of, d.name) WHERE d.name = ?),
                wanted (rank, local_part) AS (VALUES (1, ?), (3, ?))
            SELECT w.rank, a.id, a.domain, a.local_part, a.display_name, a.roles, a.active, a.quota_bytes, a.inbox,
                NULL::text[] AS targets
            FROM home h JOIN account a ON a.domain = h.name JOIN wanted w ON w.local_part = a.local_part
            UNION ALL
            SELECT w.rank + 1, 0, '', '', '', '', true, 0, 0,
                ARRAY(SELECT t.target FROM alias_target t WHERE t.domain = a.domain AND t.local_part = a.local_part)
            FROM home h JOIN alias a ON a.domain = h.name JOIN wanted w ON w.local_part = a.local_part
            UNION ALL
            SELECT 5, a.id, a.domain, a.local_part, a.display_name, a.roles, a.active, a.quota_bytes, a.inbox, NULL
            FROM home h JOIN account a ON a.id = h.catch_all
            UNION ALL
            SELECT 6, 0, '', '', '', '', false, 0, 0, NULL FROM home
            ORDER BY 1 LIMIT 1
            """;
    private static final int WITHOUT_DETAIL = 3;
    private static final int CATCH_ALL = 5;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Accounts() { }

    @Inject
    Accounts(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<DomainRow> domain(String name) {
        return transactions.entities(em -> Optional.ofNullable(em.find(DomainEntity.class, name))
                .map(DomainEntity::row));
    }

    /** Ascending by name, from behind the one given (empty for the start). */
    public List<DomainRow> domains(String afterName, int limit) {
        return transactions.entities(em -> em
                .createQuery("SELECT d FROM DomainEntity d WHERE d.name > :after ORDER BY d.name", DomainEntity.class)
                .setParameter("after", afterName).setMaxResults(limit).getResultStream()
                .map(DomainEntity::row).toList());
    }

    /**
     * @param aliasOf an existing domain that is not itself an alias
     * @throws TakenException when the domain exists
     */
    public DomainRow addDomain(String name, Optional<String> aliasOf) {
        return transactions.entities(em -> {
            aliasOf.ifPresent(target -> requireHome(em, target));
            if (em.find(DomainEntity.class, name) != null) {
                throw new TakenException(name);
            }
            DomainEntity domain = new DomainEntity(name, aliasOf);
            em.persist(domain);
            return domain.row();
        });
    }

    /** Who gets what no address of the domain takes; nobody when empty. */
    public void setCatchAll(String domain, Optional<Long> account) {
        transactions.entities(em -> {
            requireHome(em, domain).catchAll = account.orElse(null);
            return domain;
        });
    }

    public Optional<AccountRow> account(long id) {
        return transactions.entities(em -> Optional.ofNullable(em.find(AccountEntity.class, id))
                .map(AccountEntity::row));
    }

    /** The account whose primary address this is. */
    public Optional<AccountRow> byAddress(String localPart, String domain) {
        return transactions.entities(em -> em.createQuery(
                        "SELECT a FROM AccountEntity a WHERE a.domain = :domain AND a.localPart = :local",
                        AccountEntity.class)
                .setParameter("domain", domain).setParameter("local", localPart).getResultStream().findFirst()
                .map(AccountEntity::row));
    }

    /** Ascending by id, from behind the one given (0 for the start). */
    public List<AccountRow> accounts(long afterId, int limit) {
        return transactions.entities(em -> em
                .createQuery("SELECT a FROM AccountEntity a WHERE a.id > :after ORDER BY a.id", AccountEntity.class)
                .setParameter("after", afterId).setMaxResults(limit).getResultStream()
                .map(AccountEntity::row).toList());
    }

    /**
     * The account with its password and its first mailboxes: INBOX, Drafts, Junk, Sent, Trash.
     *
     * @param passwordHash empty for an account that cannot log in yet
     * @throws TakenException when an account or alias has the address
     */
    public AccountRow addAccount(String domain, String localPart, String displayName, Set<String> roles,
            String passwordHash, long quotaBytes) {
        return transactions.entities(em -> {
            requireHome(em, domain);
            requireFree(em, localPart, domain);
            long id = number(em, "SELECT nextval('account_id')");
            long inbox = number(em, "SELECT mercury_open_account(" + id + ")");
            AccountEntity account = new AccountEntity(id, domain, localPart, inbox);
            account.displayName = displayName;
            account.roles = AccountEntity.rolesText(roles);
            account.quotaBytes = quotaBytes;
            em.persist(account);
            em.flush(); // the row stands before those that refer to it
            if (!passwordHash.isEmpty()) {
                em.persist(new CredentialEntity(id, "", passwordHash));
            }
            return account.row();
        });
    }

    /** The account's own password and its application passwords. */
    public List<CredentialRow> credentials(long account) {
        return transactions.entities(em -> em
                .createQuery("SELECT c FROM CredentialEntity c WHERE c.account = :account ORDER BY c.id",
                        CredentialEntity.class)
                .setParameter("account", account).getResultStream().map(CredentialEntity::row).toList());
    }

    /** Sets or replaces the account's own password. */
    public void setPassword(long account, String hash) {
        transactions.entities(em -> {
            int replaced = em.createQuery(
                            "UPDATE CredentialEntity c SET c.hash = :hash WHERE c.account = :account AND c.label = ''")
                    .setParameter("hash", hash).setParameter("account", account).executeUpdate();
            if (replaced == 0) {
                em.persist(new CredentialEntity(account, "", hash));
            }
            return replaced;
        });
    }

    /**
     * An application password beside the others; answers its id.
     *
     * @throws TakenException when the account has one of that label
     */
    public long addCredential(long account, String label, String hash) {
        return transactions.entities(em -> {
            CredentialEntity credential = new CredentialEntity(account, label, hash);
            em.persist(credential);
            em.flush();
            return credential.id;
        });
    }

    /** False when the account has no such credential. */
    public boolean revokeCredential(long account, long credential) {
        return transactions.entities(em -> em
                .createQuery("DELETE FROM CredentialEntity c WHERE c.account = :account AND c.id = :id")
                .setParameter("account", account).setParameter("id", credential).executeUpdate() > 0);
    }

    /** No login and no delivery from now on; its mail stays. */
    public void close(long account) {
        transactions.entities(em -> em
                .createQuery("UPDATE AccountEntity a SET a.active = false WHERE a.id = :account")
                .setParameter("account", account).executeUpdate());
    }

    /** The id of the account's INBOX; 0 when there is no such account. */
    public long inbox(long account) {
        return account(account).map(AccountRow::inbox).orElse(0L);
    }

    /** Octets of all messages in all mailboxes of the account, exact. */
    public long usedBytes(long account) {
        return transactions.sql(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT used_bytes FROM account_clock WHERE account = ?")) {
                s.setLong(1, account);
                return Rows.first(s, row -> row.getLong(1)).orElse(0L);
            }
        });
    }

    /**
     * @param targets addresses, local or not
     * @throws TakenException when an account or alias has the address
     */
    public void addAlias(String localPart, String domain, List<String> targets) {
        transactions.entities(em -> {
            requireHome(em, domain);
            requireFree(em, localPart, domain);
            em.persist(new AliasEntity(new AliasEntity.Key(domain, localPart), targets));
            return domain;
        });
    }

    /** False when there is no such alias. */
    public boolean removeAlias(String localPart, String domain) {
        return transactions.entities(em -> {
            AliasEntity alias = em.find(AliasEntity.class, new AliasEntity.Key(domain, localPart));
            if (alias != null) {
                em.remove(alias);
            }
            return alias != null;
        });
    }

    /** What the address stands for; empty when the domain is not ours. A closed account is still named. */
    public Optional<Resolution> resolve(String localPart, String domain) {
        int plus = localPart.indexOf('+');
        String base = plus > 0 ? localPart.substring(0, plus) : localPart;
        String detail = plus > 0 ? localPart.substring(plus + 1) : "";
        return transactions.sql(c -> resolve(c, localPart, base, detail, domain));
    }

    private static Optional<Resolution> resolve(Connection c, String localPart, String base, String detail,
            String domain) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(RESOLVE)) {
            s.setString(1, domain);
            s.setString(2, localPart);
            s.setString(3, base);
            return Rows.first(s, row -> resolution(row, detail));
        }
    }

    private static Resolution resolution(ResultSet row, String detail) throws SQLException {
        Array targets = row.getArray("targets");
        if (targets != null) {
            return new Resolution.ToTargets(List.of((String[]) targets.getArray()));
        }
        int rank = row.getInt("rank");
        boolean active = row.getBoolean("active");
        if (row.getLong("id") == 0 || rank == CATCH_ALL && !active) {
            return new Resolution.Unknown();
        }
        AccountRow account = new AccountRow(row.getLong("id"), row.getString("domain"), row.getString("local_part"),
                row.getString("display_name"), AccountEntity.rolesOf(row.getString("roles")), active,
                row.getLong("quota_bytes"), row.getLong("inbox"));
        return new Resolution.ToAccount(account, rank == WITHOUT_DETAIL ? detail : "", rank == CATCH_ALL);
    }

    /** Locks the domain, so that no two names in it are given at once. */
    private static DomainEntity requireHome(EntityManager em, String name) {
        DomainEntity domain = em.find(DomainEntity.class, name, LockModeType.PESSIMISTIC_WRITE);
        if (domain == null || domain.aliasOf != null) {
            throw new IllegalArgumentException("no domain of its own: " + name);
        }
        return domain;
    }

    private static void requireFree(EntityManager em, String localPart, String domain) {
        boolean account = !em.createQuery("SELECT a.id FROM AccountEntity a WHERE a.domain = :d AND a.localPart = :l")
                .setParameter("d", domain).setParameter("l", localPart).getResultList().isEmpty();
        if (account || em.find(AliasEntity.class, new AliasEntity.Key(domain, localPart)) != null) {
            throw new TakenException(localPart + '@' + domain);
        }
    }

    private static long number(EntityManager em, String sql) {
        return ((Number) em.createNativeQuery(sql).getSingleResult()).longValue();
    }
}
