package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what in whose mailboxes, and what owns the shared folders of a domain. Knows what no right means: they are
 * bits. An owner's own rights are not kept; he has all.
 */
@ApplicationScoped
public class Grants {

    private static final String GRANTED = """
            SELECT r.account, coalesce(o.local_part || '@' || o.domain, ''), r.mailbox, b.name, bit_or(r.rights)
            FROM account me
            JOIN mailbox_right r ON r.who = me.id AND r.domain = '' OR r.who = 0 AND r.domain = me.domain
            JOIN mailbox b ON b.account = r.account AND b.mailbox = r.mailbox AND b.dropped IS NULL
            LEFT JOIN account o ON o.id = r.account
            WHERE me.id = ? AND r.account <> me.id
            GROUP BY r.account, o.local_part, o.domain, r.mailbox, b.name
            """;
    private static final String HOLDERS = """
            SELECT r.who, coalesce(a.local_part || '@' || a.domain, ''), r.rights
            FROM mailbox_right r LEFT JOIN account a ON a.id = r.who
            WHERE r.account = ? AND r.mailbox = ? ORDER BY 2
            """;
    private static final String CHANGE = """
            INSERT INTO mailbox_right AS r (account, mailbox, who, domain, rights) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (account, mailbox, who) DO UPDATE SET rights = r.rights & ? | excluded.rights
            """;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Grants() { }

    @Inject
    Grants(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What others let an account do, by mailbox. */
    public List<GrantRow> grantedTo(long account) {
        return transactions.statement(c -> Sql.all(c, row -> new GrantRow(row.getLong(1), row.getString(2),
                row.getLong(3), row.getString(4), row.getInt(5)), GRANTED, account));
    }

    /** Who has rights in a mailbox, but its owner. */
    public List<HolderRow> holders(long owner, long mailbox) {
        return transactions.statement(c -> Sql.all(c, row -> new HolderRow(row.getLong(1), row.getString(2),
                row.getInt(3)), HOLDERS, owner, mailbox));
    }

    /**
     * Changes somebody's rights in a mailbox, in one step; who has none left is forgotten.
     *
     * @param who    an account; 0 for whoever has one in the domain
     * @param domain that domain, empty for an account
     * @param keep   of the rights there are, bits
     * @param add    to them, bits
     */
    public void change(long owner, long mailbox, long who, String domain, int keep, int add) {
        transactions.sql(c -> {
            Sql.update(c, CHANGE, owner, mailbox, who, domain, add, keep);
            return Sql.update(c,
                    "DELETE FROM mailbox_right WHERE account = ? AND mailbox = ? AND who = ? AND rights = 0",
                    owner, mailbox, who);
        });
    }

    /** Notes in the audit log what was done to a shared folder. */
    public void note(Doer by, String what, String folder, Facts before, Facts after) {
        transactions.sql(c -> {
            Audit.note(c, by, what, folder, before, after);
            return folder;
        });
    }

    /** What owns the domain's shared folders; made when there is none. */
    public long sharedRoot(String domain) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1), "SELECT mercury_shared_root(?)", domain))
                .orElseThrow();
    }

    /** The domain whose shared folders this owner has; empty for an account. */
    public Optional<String> domainOf(long owner) {
        return transactions.statement(c -> Sql.first(c, row -> row.getString(1),
                "SELECT domain FROM shared_root WHERE account = ?", owner));
    }
}
