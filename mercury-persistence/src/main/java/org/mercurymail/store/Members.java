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

/**
 * Who belongs to a list, and who has asked to come or go. Addresses come and go in lower case. Every coming and going
 * is noted, bounces are not.
 */
@ApplicationScoped
public class Members {

    private static final String REACH = """
            SELECT m.*, d.name AS domain, a.id AS account, a.inbox, a.active AND d.active AND h.active AS active,
                a.quota_bytes > 0 AND k.used_bytes >= a.quota_bytes AS full
            FROM list_member m
            LEFT JOIN domain d ON d.name = substring(m.address FROM '[^@]*$')
            LEFT JOIN domain h ON h.name = coalesce(d.alias_of, d.name)
            LEFT JOIN account a ON a.domain = h.name AND a.inbox <> 0
                AND a.local_part = left(m.address, length(m.address) - length(d.name) - 1)
            LEFT JOIN account_clock k ON k.account = a.id
            WHERE m.list = ? ORDER BY m.address
            """;
    private static final String PENDING = """
            FROM list_pending WHERE token = ? AND expires > ?""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Members() { }

    @Inject
    Members(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Ascending by address, from behind the one given; empty to begin.
     *
     * @param text what their addresses hold; empty for all
     */
    public List<MemberRow> page(long list, String text, String after, int limit) {
        return transactions.statement(c -> Sql.all(c, Members::row, """
                SELECT * FROM list_member WHERE list = ? AND address > ? AND strpos(address, ?) > 0
                ORDER BY address LIMIT ?""", list, after, text, limit));
    }

    public Optional<MemberRow> member(long list, String address) {
        return transactions.statement(c -> Sql.first(c, Members::row,
                "SELECT * FROM list_member WHERE list = ? AND address = ?", list, address));
    }

    public Optional<MemberRow> member(long id) {
        return transactions.statement(c -> Sql.first(c, Members::row, "SELECT * FROM list_member WHERE id = ?", id));
    }

    /** Whether one of these addresses is a member. */
    public boolean isAny(long list, List<String> addresses) {
        return transactions.statement(c -> Sql.first(c, row -> true,
                "SELECT 1 FROM list_member WHERE list = ? AND address = ANY (?) LIMIT 1", list, addresses)).isPresent();
    }

    /** Every member and where its copy goes, ascending by address, in one query. */
    public List<Reach> reach(long list) {
        return transactions.statement(c -> Sql.all(c, Members::reach, REACH, list));
    }

    /** False when it is a member already, or there is no such list. */
    public boolean add(Doer by, ListRow list, String address) {
        return transactions.sql(c -> add(c, by, list, List.of(address)) > 0);
    }

    /** Those that are not members yet, in one transaction with one note; answers how many. */
    public int addAll(Doer by, ListRow list, List<String> addresses) {
        return transactions.sql(c -> add(c, by, list, addresses));
    }

    /** False when it is no member. */
    public boolean remove(Doer by, ListRow list, String address) {
        return transactions.sql(c -> remove(c, by, list, address));
    }

    /** Counts a copy that came back; false when it is no member. */
    public boolean bounced(long list, String address, String reason) {
        return transactions.statement(c -> Sql.update(c, """
                UPDATE list_member SET bounces = bounces + 1, last_bounce = clock_timestamp(), last_reason = ?
                WHERE list = ? AND address = ?""", reason, list, address)) > 0;
    }

    /**
     * Remembers what somebody asks for, unless the same was asked since that moment, or that many such wishes or those
     * many of the whole list wait for an answer: false then.
     *
     * @param token its hash
     */
    public boolean ask(byte[] token, PendingRow wanted, Instant now, Instant unlessSince, Instant expires, int most,
            int mostOfList) {
        return transactions.sql(c -> {
            Sql.first(c, row -> true, "SELECT 1 FROM list WHERE id = ? FOR UPDATE", wanted.list());
            Sql.update(c, "DELETE FROM list_pending WHERE expires < ?", now);
            boolean enough = Sql.first(c, row -> true, """
                    SELECT 1 FROM list_pending WHERE list = ? AND action = ? AND address = ?
                    HAVING count(*) >= ? OR max(asked) > ?
                    UNION ALL SELECT 1 FROM list_pending WHERE list = ? HAVING count(*) >= ?""", wanted.list(),
                    wanted.action(), wanted.address(), most, unlessSince, wanted.list(), mostOfList).isPresent();
            return !enough && Sql.update(c, "INSERT INTO list_pending VALUES (?, ?, ?, ?, ?, ?)", token,
                    wanted.list(), wanted.action(), wanted.address(), now, expires) > 0;
        });
    }

    /** What the token with this hash is for, while it holds. */
    public Optional<PendingRow> pending(byte[] token, Instant now) {
        return transactions.statement(c -> Sql.first(c, Members::pending, "SELECT * " + PENDING, token, now));
    }

    /**
     * Uses the token up and does what it is for, in one transaction; empty when it holds no more.
     *
     * @param joins the action that makes a member; the other ends a membership
     */
    public Optional<PendingRow> confirm(Doer by, ListRow list, byte[] token, Instant now, String joins) {
        return transactions.sql(c -> {
            Optional<PendingRow> used = Sql.first(c, Members::pending, "DELETE " + PENDING + " RETURNING *", token,
                    now);
            if (used.isPresent() && used.get().action().equals(joins)) {
                add(c, by, list, List.of(used.get().address()));
            } else if (used.isPresent()) {
                remove(c, by, list, used.get().address());
            }
            return used;
        });
    }

    private static int add(Connection c, Doer by, ListRow list, List<String> addresses) throws SQLException {
        List<String> added = Sql.all(c, row -> row.getString(1), """
                INSERT INTO list_member (list, address, since, bounces, last_reason)
                SELECT l.id, address, clock_timestamp(), 0, '' FROM list l, unnest(?) AS address WHERE l.id = ?
                ON CONFLICT (list, address) DO NOTHING RETURNING address""", addresses, list.id());
        if (added.size() == 1) {
            Audit.note(c, by, "list.member.add", list.address(), Facts.NOTHING, Facts.of("member", added.get(0)));
        } else if (!added.isEmpty()) {
            Audit.note(c, by, "list.import", list.address(), Facts.NOTHING, Facts.of("added", added.size()));
        }
        return added.size();
    }

    private static boolean remove(Connection c, Doer by, ListRow list, String address) throws SQLException {
        boolean was = Sql.update(c, "DELETE FROM list_member WHERE list = ? AND address = ?", list.id(), address) > 0;
        if (was) {
            Audit.note(c, by, "list.member.remove", list.address(), Facts.of("member", address), Facts.NOTHING);
        }
        return was;
    }

    private static Reach reach(ResultSet row) throws SQLException {
        MemberRow member = row(row);
        if (row.getString("domain") == null) {
            return new Reach.Away(member);
        }
        long account = row.getLong("account");
        return account != 0 && row.getBoolean("active") && !row.getBoolean("full")
                ? new Reach.Mailbox(member, account, row.getLong("inbox")) : new Reach.Unclear(member);
    }

    private static MemberRow row(ResultSet row) throws SQLException {
        return new MemberRow(row.getLong("id"), row.getLong("list"), row.getString("address"),
                row.getTimestamp("since").toInstant(), row.getInt("bounces"),
                Optional.ofNullable(row.getTimestamp("last_bounce")).map(Timestamp::toInstant),
                row.getString("last_reason"));
    }

    private static PendingRow pending(ResultSet row) throws SQLException {
        return new PendingRow(row.getLong("list"), row.getString("action"), row.getString("address"));
    }
}
