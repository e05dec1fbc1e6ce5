package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Who came to the door of SMTP without being known, and came back: what greylisting rests on. Survives a restart. */
@ApplicationScoped
public class Strangers {

    /** Who never came back in this time was no mail server, or gave up. */
    private static final Duration COMES_BACK = Duration.ofDays(2);
    private static final Duration KEPT = Duration.ofDays(36); // a monthly newsletter comes again in time

    private Transactions transactions;

    /** For the container's proxy. */
    protected Strangers() { }

    @Inject
    Strangers(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What is known after a visit.
     *
     * @param mayPass he was here before, long enough ago
     * @param visits  how many of his network had passed before
     */
    public record Seen(boolean mayPass, int visits) { }

    /** Notes a visit. */
    public Seen seen(String network, String visit, Instant now, Duration wait) {
        return transactions.sql(c -> {
            int visits = Sql.first(c, row -> row.getInt(1),
                    "SELECT visits FROM stranger WHERE key = ? AND last_at > ?", network, now.minus(KEPT)).orElse(0);
            forgotten(c, visit, now);
            int passes = Sql.first(c, row -> row.getInt(1), """
                    INSERT INTO stranger AS s VALUES (?, ?, ?, 0)
                    ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at,
                        visits = s.visits + CASE WHEN s.first_at > ? THEN 0 ELSE 1 END
                    RETURNING visits""", visit, now, now, now.minus(wait)).orElseThrow();
            if (passes == 1) {
                Sql.update(c, """
                        INSERT INTO stranger AS s VALUES (?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET
                            last_at = excluded.last_at, visits = s.visits + 1""", network, now, now);
            }
            return new Seen(passes > 0, visits);
        });
    }

    /** The sweep comes but once an hour. */
    private static void forgotten(Connection c, String visit, Instant now) throws SQLException {
        Sql.update(c, "DELETE FROM stranger WHERE key = ? AND (last_at < ? OR last_at < ? AND visits = 0)", visit,
                now.minus(KEPT), now.minus(COMES_BACK));
    }

    /** Forgets whom nobody waits for any more; answers how many. */
    public int forget(Instant now) {
        return transactions.statement(c -> Sql.update(c,
                "DELETE FROM stranger WHERE last_at < ? OR last_at < ? AND visits = 0", now.minus(KEPT),
                now.minus(COMES_BACK)));
    }
}
