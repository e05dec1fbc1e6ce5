package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/**
 * What was expunged and is not yet reclaimed ({@link Bodies#sweep}). It counts to no quota. Its owner lists it by
 * cursor, takes it back, or has it go for good.
 */
@ApplicationScoped
public class Expunged {

    private static final String PAGE = """
            SELECT x.mailbox, x.uid, coalesce(b.name, ''), (extract(epoch FROM x.at) * 1000000)::bigint,
                m.size, m.envelope
            FROM (SELECT * FROM expunged WHERE account = ? AND at >= ?::timestamptz
                AND (at, mailbox, uid) < (to_timestamp(?::numeric / 1000000), ?, ?)
                ORDER BY at DESC, mailbox DESC, uid DESC LIMIT ?) x
            JOIN message m ON m.account = x.account AND m.message = x.message
            LEFT JOIN mailbox b ON b.account = x.account AND b.mailbox = x.mailbox
            ORDER BY x.at DESC, x.mailbox DESC, x.uid DESC
            """;
    private static final String PURGE = """
            UPDATE expunged x SET at = 'epoch' FROM unnest(?::bigint[], ?::bigint[]) AS w(mailbox, uid)
            WHERE x.account = ? AND x.mailbox = w.mailbox AND x.uid = w.uid
            """;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Expunged() { }

    @Inject
    Expunged(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Those expunged since a moment, the latest first, from behind one of them. */
    public List<ExpungedRow> page(long account, Instant since, ExpungedRow.Key before, int limit) {
        return transactions.statement(c -> Sql.all(c, row -> new ExpungedRow(row.getLong(1), row.getLong(2),
                row.getString(3), row.getLong(4), row.getLong(5), row.getBytes(6)), PAGE, account, since,
                before.micros(), before.mailbox(), before.uid(), limit));
    }

    /**
     * Files messages again: where they were, or in the INBOX when that is gone. What is not there is passed over.
     *
     * @param since only what was expunged since then
     * @param limit octets that the account may hold; 0 for no limit
     * @return how many came back; -1, and nothing is done, when they would go over the limit
     */
    public long restore(long account, List<ExpungedRow.Key> messages, long inbox, Instant since, long limit) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1),
                "SELECT mercury_restore(?, ?::bigint[], ?::bigint[], ?, ?, ?)", account, mailboxes(messages),
                uids(messages), inbox, since, limit).orElseThrow());
    }

    /** From now on nobody can take them back, and the next sweep reclaims them; answers how many. */
    public int purge(long account, List<ExpungedRow.Key> messages) {
        return transactions.statement(c -> Sql.update(c, PURGE, mailboxes(messages), uids(messages), account));
    }

    /** The same of all that the account has. */
    public int purgeAll(long account) {
        return transactions.statement(c -> Sql.update(c,
                "UPDATE expunged SET at = 'epoch' WHERE account = ? AND at > 'epoch'", account));
    }

    private static List<String> mailboxes(List<ExpungedRow.Key> messages) {
        return messages.stream().map(key -> Long.toString(key.mailbox())).toList();
    }

    private static List<String> uids(List<ExpungedRow.Key> messages) {
        return messages.stream().map(key -> Long.toString(key.uid())).toList();
    }
}
