package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.util.List;

/** What happened to messages; written by {@link GroupWriter} and {@link Queue} in the transaction of the deed. */
@ApplicationScoped
public class Ledger {

    private Transactions transactions;

    /** For the container's proxy. */
    protected Ledger() { }

    @Inject
    Ledger(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Oldest first. */
    public List<LedgerRow> of(long message) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT at, event, recipient, detail FROM ledger WHERE message = ? ORDER BY id")) {
                s.setLong(1, message);
                return Rows.all(s, row -> new LedgerRow(message, row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getString(2), row.getString(3), row.getString(4)));
            }
        });
    }

    /** Whether the account has the message in its mailboxes. */
    public boolean isHeldBy(long message, long account) {
        return transactions.statement(c -> Sql.first(c, row -> true,
                "SELECT 1 FROM message WHERE account = ? AND message = ?", account, message).isPresent());
    }
}
