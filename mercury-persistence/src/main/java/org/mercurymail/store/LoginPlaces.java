package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Which accounts read mail from which network address of late: what POP before SMTP rests on. Survives a restart. */
@ApplicationScoped
public class LoginPlaces {

    private static final int MOST_ACCOUNTS = 1000; // of one address; more is an office behind one address, or abuse

    private Transactions transactions;

    /** For the container's proxy. */
    protected LoginPlaces() { }

    @Inject
    LoginPlaces(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Remembers a login by that credential, and forgets those from before the window. Writes at most ten times a window
     * and client.
     */
    public void seen(String address, long account, long credential, Instant at, Duration window) {
        transactions.sql(c -> {
            int written = Sql.update(c, """
                    INSERT INTO login_place AS p (address, account, credential, at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (address, account, credential) DO UPDATE SET at = excluded.at WHERE p.at < ?""",
                    address, account, credential, at, at.minus(window.dividedBy(10)));
            if (written > 0) {
                Sql.update(c, "DELETE FROM login_place WHERE at < ?", at.minus(window));
            }
            return written;
        });
    }

    /**
     * The accounts that logged in from the address at that moment or later, by credentials that they still have, the
     * last first.
     */
    public List<Long> since(String address, Instant from) {
        return transactions.statement(c -> Sql.all(c, row -> row.getLong(1), """
                SELECT p.account FROM login_place p JOIN credential c ON c.id = p.credential
                WHERE p.address = ? AND p.at >= ? GROUP BY p.account ORDER BY max(p.at) DESC LIMIT ?""", address,
                from, MOST_ACCOUNTS));
    }
}
