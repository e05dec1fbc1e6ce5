package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;

/** Counts the queue for those who watch it; changes nothing. */
@ApplicationScoped
public class QueueFigures {

    private static final String COUNT = """
            SELECT count(DISTINCT message), count(*) FILTER (WHERE leased_by = ''),
                count(*) FILTER (WHERE leased_by <> ''), count(*) FILTER (WHERE leased_by = '' AND attempts > 0)
            FROM queue_recipient""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected QueueFigures() { }

    @Inject
    QueueFigures(Transactions transactions) {
        this.transactions = transactions;
    }

    public QueueCounts counts() {
        return transactions.sql(c -> {
            try (PreparedStatement s = c.prepareStatement(COUNT)) {
                return Rows.first(s, row -> new QueueCounts(row.getLong(1), row.getLong(2), row.getLong(3),
                        row.getLong(4))).orElseThrow();
            }
        });
    }
}
