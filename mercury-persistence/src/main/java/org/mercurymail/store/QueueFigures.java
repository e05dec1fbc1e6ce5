package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Counts the queue for those who watch it; changes nothing. */
@ApplicationScoped
public class QueueFigures {

    private static final String COUNT = """
            SELECT count(DISTINCT message), count(*) FILTER (WHERE leased_by = ''),
                count(*) FILTER (WHERE leased_by <> ''), count(*) FILTER (WHERE leased_by = '' AND attempts > 0),
                count(*) FILTER (WHERE NOT isfinite(due)),
                count(*) FILTER (WHERE leased_by = '' AND isfinite(due) AND attempts >= ?)
            FROM queue_recipient""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected QueueFigures() { }

    @Inject
    QueueFigures(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param vain failed attempts that are many */
    public QueueCounts counts(int vain) {
        return transactions.statement(c -> Sql.first(c, row -> new QueueCounts(row.getLong(1), row.getLong(2),
                row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)), COUNT, vain).orElseThrow());
    }
}
