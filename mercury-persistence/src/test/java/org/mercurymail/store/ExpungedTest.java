package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was expunged is listed, comes back with all counters right, or goes for good. */
class ExpungedTest {

    private static final ExpungedRow.Key FIRST = new ExpungedRow.Key(9_000_000_000_000_000L, 0, 0);
    private static final Instant EVER = Instant.EPOCH.plusSeconds(1);

    private final TestStore store = TestStore.get();
    private final AccountRow account = store.newAccount();
    private final long id = account.id();
    private final long inbox = account.inbox();
    private final Expunged expunged = store.expunged;

    @Test
    void pagesComeByCursor() {
        fill(inbox, 25);
        store.mailboxes.expunge(id, inbox, List.of(new UidRange(1, 20)));
        store.mailboxes.expunge(id, inbox, List.of(new UidRange(21, 23)));
        List<Long> uids = new ArrayList<>();
        ExpungedRow.Key at = FIRST;
        List<ExpungedRow> page;
        do {
            page = expunged.page(id, EVER, at, 7);
            page.forEach(row -> uids.add(row.uid()));
            at = page.isEmpty() ? at : page.get(page.size() - 1).key();
        } while (!page.isEmpty());
        assertEquals(23, uids.size());
        assertEquals(List.of(23L, 22L, 21L, 20L), uids.subList(0, 4));
        assertEquals("INBOX", expunged.page(id, EVER, FIRST, 1).get(0).name());
        assertEquals(List.of(), expunged.page(id, Instant.now().plusSeconds(60), FIRST, 9));
    }

    @Test
    void messagesComeBackWhereTheyWere() {
        long box = store.mailboxes.create(id, "Box", "").id();
        fill(inbox, 3);
        fill(box, 2);
        store.mailboxes.store(id, inbox, UidRange.ALL, FlagChange.ADD, 8 | 1, List.of("$k"), Long.MAX_VALUE);
        store.mailboxes.expunge(id, inbox, List.of(new UidRange(2, 3)));
        store.mailboxes.delete(id, box);
        List<ExpungedRow.Key> all = expunged.page(id, EVER, FIRST, 9).stream().map(ExpungedRow::key).toList();
        assertEquals(4, all.size());
        assertEquals(-1, expunged.restore(id, all, inbox, EVER, 50));
        long before = store.mailboxes.byId(id, inbox).orElseThrow().modseq();
        assertEquals(4, expunged.restore(id, all, inbox, EVER, 0));
        assertEquals(0, expunged.restore(id, all, inbox, EVER, 0));
        MailboxRow now = store.mailboxes.byId(id, inbox).orElseThrow();
        assertEquals(5, now.messages());
        assertEquals(2, now.unseen());
        assertEquals(1, now.deleted());
        assertEquals(8, now.uidNext());
        Changes changes = store.mailboxes.changes(id, inbox, before);
        assertEquals(List.of(4L, 5L, 6L, 7L), changes.changed().stream().map(EntryRow::uid).toList());
        assertEquals(2, changes.changed().stream().filter(e -> e.keywords().equals(List.of("$k"))
                && e.flags() == 1).count());
        Exactness.check(store, id);
    }

    @Test
    void whatIsPurgedOrTooOldIsGone() {
        fill(inbox, 4);
        store.mailboxes.expunge(id, inbox, UidRange.ALL);
        List<ExpungedRow.Key> all = expunged.page(id, EVER, FIRST, 9).stream().map(ExpungedRow::key).toList();
        assertEquals(1, expunged.purge(id, all.subList(0, 1)));
        assertEquals(0, expunged.purge(store.newAccount().id(), all));
        assertEquals(3, expunged.page(id, EVER, FIRST, 9).size());
        assertEquals(0, expunged.restore(id, all.subList(0, 1), inbox, EVER, 0));
        while (store.bodies.sweep(Duration.ofDays(7)) > 0) {
            assertEquals(3, expunged.page(id, EVER, FIRST, 9).size());
        }
        assertEquals(3, store.number("SELECT count(*) FROM message WHERE account = " + id));
        assertEquals(0, expunged.restore(id, all, inbox, Instant.now().plusSeconds(60), 0));
        assertEquals(3, expunged.purgeAll(id));
        while (store.bodies.sweep(Duration.ofDays(7)) > 0) {
            assertEquals(0, expunged.page(id, EVER, FIRST, 9).size());
        }
        assertEquals(0, store.number("SELECT count(*) FROM message WHERE account = " + id));
    }

    private void fill(long mailbox, int messages) {
        for (int i = 0; i < messages; i++) {
            store.writer.write(Messages.to(account, mailbox, new byte[20 + i]));
        }
    }
}
