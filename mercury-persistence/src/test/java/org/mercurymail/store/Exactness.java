package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Counts an account's mailboxes anew and compares with the counters. */
final class Exactness {

    private static final String COUNTED = """
            SELECT concat_ws(' ', count(e.uid), count(e.uid) FILTER (WHERE e.flags & 1 = 0), count(*) FILTER
                (WHERE e.flags & 8 <> 0), coalesce(sum(m.size), 0))
            FROM mailbox b LEFT JOIN entry e USING (account, mailbox) LEFT JOIN message m USING (account, message)
            WHERE b.account = %1$d GROUP BY b.mailbox ORDER BY b.mailbox
            """;
    private static final String KEPT = """
            SELECT concat_ws(' ', messages, unseen, deleted, size) FROM mailbox WHERE account = %1$d ORDER BY mailbox
            """;
    private static final String CLOCK_COUNTED = """
            SELECT concat_ws(' ', sum(messages), sum(size), max(modseq)) FROM mailbox WHERE account = %1$d
            """;
    private static final String CLOCK = """
            SELECT concat_ws(' ', used_messages, used_bytes, modseq) FROM account_clock WHERE account = %1$d
            """;

    private Exactness() { }

    static void check(TestStore store, long account) {
        assertEquals(texts(store, COUNTED, account), texts(store, KEPT, account));
        assertEquals(texts(store, CLOCK_COUNTED, account), texts(store, CLOCK, account));
        assertEquals(0, store.number("SELECT count(*) FROM mailbox b JOIN entry e USING (account, mailbox)"
                + " WHERE account = " + account + " AND (e.uid >= b.uid_next OR e.modseq > b.modseq)"));
    }

    private static String texts(TestStore store, String sql, long account) {
        return store.transactions.sql(c -> {
            try (var s = c.prepareStatement(sql.formatted(account))) {
                return String.join("\n", Rows.all(s, row -> row.getString(1)));
            }
        });
    }
}
