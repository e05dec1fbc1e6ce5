package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Outcomes that somebody waits to be told, of messages that this node took. Written by {@link GroupWriter} and
 * {@link WaitingRecipients} with what they tell; forgotten in the transaction in which they are told, so that one is told
 * again only when the process dies in between.
 */
@ApplicationScoped
public class Outcomes {

    private static final String OWED = "SELECT id, message, answer_to, correlation, address, state, reply, waiting"
            + " FROM outcome WHERE node = ? ";

    private record Owed(long id, OutcomeRow outcome) { }

    private final String node = NodeName.local();
    private Transactions transactions;

    /** For the container's proxy. */
    protected Outcomes() { }

    @Inject
    Outcomes(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Those of one message, in the order in which they came about; whoever else tells them now is waited for.
     *
     * @param teller answers whether it told this one
     */
    public int tell(long message, Predicate<OutcomeRow> teller) {
        return transactions.sql(c -> told(c, Sql.all(c, Outcomes::owed, OWED + "AND message = ? ORDER BY id FOR UPDATE",
                node, message), teller));
    }

    /** The oldest of those that nobody tells just now. */
    public int tellOldest(int limit, Predicate<OutcomeRow> teller) {
        return transactions.sql(c -> told(c, Sql.all(c, Outcomes::owed, OWED + "ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED",
                node, limit), teller));
    }

    /** Forgets what nobody could be told in time; answers how many. */
    public int forget(Instant before) {
        return transactions.statement(c -> Sql.update(c, "DELETE FROM outcome WHERE at < ?", before));
    }

    private static int told(Connection c, List<Owed> all, Predicate<OutcomeRow> teller) throws SQLException {
        List<Long> told = new ArrayList<>();
        for (Owed owed : all) {
            if (teller.test(owed.outcome())) {
                told.add(owed.id());
            }
        }
        if (!told.isEmpty()) {
            try (var s = c.prepareStatement("DELETE FROM outcome WHERE id = ANY (?)")) {
                s.setArray(1, c.createArrayOf("int8", told.toArray()));
                s.executeUpdate();
            }
        }
        return told.size();
    }

    private static Owed owed(ResultSet row) throws SQLException {
        return new Owed(row.getLong(1), new OutcomeRow(row.getLong(2), row.getString(3), row.getString(4),
                row.getString(5), row.getString(6), row.getString(7), row.getInt(8)));
    }
}
