package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients note of mailboxes and of the server (RFC 5464), by the whole names of the entries: {@code /private/…} is
 * one account's own, {@code /shared/…} everybody's. Knows no right.
 */
@ApplicationScoped
public class Annotations {

    /** Of the server, and of no mailbox. */
    public static final long SERVER = 0;

    private static final String PRIVATE = "/private";
    private static final String SHARED = "/shared";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Annotations() { }

    @Inject
    Annotations(Transactions transactions) {
        this.transactions = transactions;
    }

    /** All that an account sees of somebody's mailbox. */
    public SortedMap<String, byte[]> of(long owner, long mailbox, long who) {
        return transactions.statement(c -> {
            TreeMap<String, byte[]> found = new TreeMap<>();
            try (var s = c.prepareStatement("""
                    SELECT who IS NULL, entry, value FROM annotation
                    WHERE account = ? AND mailbox = ? AND coalesce(who, 0) IN (0, ?)""")) {
                s.setLong(1, owner);
                s.setLong(2, mailbox);
                s.setLong(3, who);
                Rows.all(s, row -> found.put((row.getBoolean(1) ? SHARED : PRIVATE) + row.getString(2), row.getBytes(3)));
            }
            return found;
        });
    }

    /**
     * Sets entries, and removes those without a value, all or none.
     *
     * @param most shared entries, and as many of the account's own, that may be there afterwards
     * @return false, and nothing is changed, when there would be more
     */
    public boolean set(long owner, long mailbox, long who, Map<String, Optional<byte[]>> entries, int most) {
        try {
            transactions.sql(c -> {
                Sql.first(c, row -> 0, "SELECT pg_advisory_xact_lock(5464, hashint8(?))", owner); // the count must hold
                for (Map.Entry<String, Optional<byte[]>> one : entries.entrySet()) {
                    boolean shared = one.getKey().startsWith(SHARED + "/");
                    String entry = one.getKey().substring((shared ? SHARED : PRIVATE).length());
                    Object whose = shared ? null : who;
                    if (one.getValue().isEmpty()) {
                        Sql.update(c, "DELETE FROM annotation WHERE account = ? AND mailbox = ? AND coalesce(who, 0) = ? "
                                + "AND entry = ?", owner, mailbox, shared ? 0L : who, entry);
                    } else {
                        put(c, owner, mailbox, whose, entry, one.getValue().get());
                    }
                }
                boolean shares = entries.keySet().stream().anyMatch(entry -> entry.startsWith(SHARED + "/"));
                boolean keeps = entries.keySet().stream().anyMatch(entry -> entry.startsWith(PRIVATE + "/"));
                if (shares && count(c, owner, mailbox, 0) > most || keeps && count(c, owner, mailbox, who) > most) {
                    throw new TooMany();
                }
                return 0;
            });
            return true;
        } catch (TooMany e) {
            return false;
        }
    }

    private static long count(java.sql.Connection c, long owner, long mailbox, long who) throws java.sql.SQLException {
        return Sql.first(c, row -> row.getLong(1), "SELECT count(*) FROM annotation WHERE account = ? AND mailbox = ? "
                + "AND coalesce(who, 0) = ?", owner, mailbox, who).orElseThrow();
    }

    private static void put(java.sql.Connection c, long owner, long mailbox, Object whose, String entry, byte[] value)
            throws java.sql.SQLException {
        try (var s = c.prepareStatement("""
                INSERT INTO annotation VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account, mailbox, coalesce(who, 0), entry) DO UPDATE SET value = excluded.value""")) {
            s.setLong(1, owner);
            s.setLong(2, mailbox);
            s.setObject(3, whose, java.sql.Types.BIGINT);
            s.setString(4, entry);
            s.setBytes(5, value);
            s.executeUpdate();
        }
    }

    /** Rolls back. */
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
