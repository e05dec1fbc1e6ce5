package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Mailboxes and every change to what is in them: results, counters, history. */
class MailboxesTest {

    private final TestStore store = TestStore.get();
    private final Mailboxes mailboxes = store.mailboxes;
    private final AccountRow account = store.newAccount();
    private final long id = account.id();
    private final long inbox = account.inbox();

    @Test
    void whoIsToldFirstIsKnown() {
        assertEquals(1, mailboxes.recent(id, inbox));
        assertEquals(1, mailboxes.tellRecent(id, inbox, 5));
        assertEquals(5, mailboxes.tellRecent(id, inbox, 3), "told of more than that before");
        assertEquals(5, mailboxes.tellRecent(id, inbox, 9));
        assertEquals(9, mailboxes.recent(id, inbox));
        assertEquals(0, mailboxes.countRecent(id, inbox));
        long other = mailboxes.create(id, "Recent", "").id();
        assertEquals(1, mailboxes.recent(id, other));
        assertEquals(7, mailboxes.tellRecent(id, 1234567, 7), "a mailbox that is not there");
        assertEquals("on", transactionsStillWait());
    }

    private String transactionsStillWait() {
        return store.transactions.statement(c -> Sql.first(c, row -> row.getString(1), "SHOW synchronous_commit").orElseThrow());
    }

    @Test
    void createsRenamesSubscribesAndDrops() {
        MailboxRow a = mailboxes.create(id, "A", "");
        mailboxes.create(id, "A/B", "\\Archive");
        mailboxes.create(id, "AB", "");
        assertThrows(TakenException.class, () -> mailboxes.create(id, "A", ""));
        assertThrows(GoneException.class, () -> mailboxes.create(-1, "A", ""));
        assertFalse(a.subscribed());
        assertEquals(1, a.uidNext());
        assertEquals(1, a.modseq());

        mailboxes.rename(id, a.id(), "Z/Y");
        assertEquals(List.of("AB", "Z/Y", "Z/Y/B"), mailboxes.list(id).stream().map(MailboxRow::name)
                .filter(n -> n.startsWith("A") || n.startsWith("Z")).toList());
        assertEquals(a.uidValidity(), mailboxes.byName(id, "Z/Y").orElseThrow().uidValidity());
        assertThrows(TakenException.class, () -> mailboxes.rename(id, a.id(), "AB"));
        assertThrows(GoneException.class, () -> mailboxes.rename(id, 1234567, "Q"));

        mailboxes.subscribe(id, "Z/Y", true);
        mailboxes.subscribe(id, "Z/Y", true);
        mailboxes.subscribe(id, "nowhere", true);
        mailboxes.subscribe(id, "INBOX", false);
        assertTrue(mailboxes.byName(id, "Z/Y").orElseThrow().subscribed());
        assertEquals(List.of("Drafts", "Junk", "Sent", "Trash", "Z/Y", "nowhere"), mailboxes.subscriptions(id));

        assertTrue(mailboxes.delete(id, a.id()));
        assertFalse(mailboxes.delete(id, a.id()));
        assertEquals(Optional.empty(), mailboxes.byName(id, "Z/Y"));
        assertEquals(Optional.empty(), mailboxes.byId(id, a.id()));
        assertTrue(mailboxes.byName(id, "Z/Y/B").isPresent());
    }

    @Test
    void uidValidityRisesOverDroppedMailboxes() {
        long last = 0;
        for (int i = 0; i < 5; i++) {
            MailboxRow box = mailboxes.create(id, "Again", "");
            assertTrue(box.uidValidity() > last);
            last = box.uidValidity();
            mailboxes.delete(id, box.id());
        }
    }

    @Test
    void aDroppedMailboxTakesNoMailAndItsBytesNoQuota() {
        long box = mailboxes.create(id, "Box", "").id();
        store.writer.write(Messages.to(account, box, new byte[10]));
        mailboxes.delete(id, box);
        assertEquals(0, store.accounts.usedBytes(id));
        assertThrows(GoneException.class, () -> store.writer.write(Messages.to(account, box, new byte[10])));
        assertThrows(GoneException.class, () -> mailboxes.changes(id, box, 1));
        assertThrows(GoneException.class, () -> mailboxes.copy(id, inbox, UidRange.ALL, box));
        assertThrows(GoneException.class, () -> mailboxes.move(id, box, UidRange.ALL, inbox));
        Exactness.check(store, id);
    }

    @Test
    void storesFlagsAndKeywords() {
        fill(4);
        long before = modseq();
        assertArrayEquals(new long[0], mailboxes.store(id, inbox, ranges("1:2,4"), FlagChange.ADD, 1 | 8,
                List.of("Work", "$Junk"), Long.MAX_VALUE));
        assertEquals(List.of("1 9 [$Junk, Work]", "2 9 [$Junk, Work]", "3 0 []", "4 9 [$Junk, Work]"), flags());
        assertEquals(before + 1, modseq());
        mailboxes.store(id, inbox, ranges("1"), FlagChange.REMOVE, 8 | 4, List.of("WORK"), Long.MAX_VALUE);
        mailboxes.store(id, inbox, ranges("2"), FlagChange.ADD, 0, List.of("work", "b"), Long.MAX_VALUE);
        mailboxes.store(id, inbox, ranges("4"), FlagChange.REPLACE, 16, List.of("x", "A", "X"), Long.MAX_VALUE);
        assertEquals(List.of("1 1 [$Junk]", "2 9 [$Junk, b, Work]", "3 0 []", "4 16 [A, x]"), flags());
        Exactness.check(store, id);
        long now = modseq();
        mailboxes.store(id, inbox, ranges("1"), FlagChange.ADD, 1, List.of("$JUNK"), Long.MAX_VALUE);
        mailboxes.store(id, inbox, ranges("77:99"), FlagChange.ADD, 1, List.of(), Long.MAX_VALUE);
        mailboxes.store(id, inbox, List.of(), FlagChange.ADD, 1, List.of(), Long.MAX_VALUE);
        assertEquals(now, modseq(), "nothing changed");
        mailboxes.store(id, inbox, ranges("2"), FlagChange.REPLACE, 0, List.of(), Long.MAX_VALUE);
        assertEquals("2 0 []", flags().get(1));
        assertThrows(IllegalArgumentException.class, () -> mailboxes.store(id, inbox, ranges("1"), FlagChange.ADD, 0,
                List.of("two words"), Long.MAX_VALUE));
        Exactness.check(store, id);
    }

    @Test
    void storesOnlyWhatIsUnchangedSince() {
        fill(3);
        long since = modseq();
        mailboxes.store(id, inbox, ranges("2"), FlagChange.ADD, 4, List.of(), Long.MAX_VALUE);
        assertArrayEquals(new long[] {2}, mailboxes.store(id, inbox, ranges("1:3"), FlagChange.ADD, 1, List.of(),
                since));
        assertEquals(List.of("1 1 []", "2 4 []", "3 1 []"), flags());
        assertArrayEquals(new long[] {1, 2, 3}, mailboxes.store(id, inbox, ranges("1:3"), FlagChange.ADD, 2,
                List.of(), 0));
        Exactness.check(store, id);
    }

    @Test
    void expunges() {
        fill(6);
        mailboxes.store(id, inbox, ranges("2:3"), FlagChange.ADD, 1 | 8, List.of(), Long.MAX_VALUE);
        assertArrayEquals(new long[] {2, 3, 5}, mailboxes.expunge(id, inbox, ranges("2:3,5,100:200")));
        assertArrayEquals(new long[0], mailboxes.expunge(id, inbox, ranges("2:3")));
        assertEquals(List.of("1 0 []", "4 0 []", "6 0 []"), flags());
        assertEquals(List.of(7L), store.writer.write(Messages.to(account, inbox, new byte[1])));
        Exactness.check(store, id);
    }

    @Test
    void copiesAndMoves() throws IOException {
        fill(5);
        mailboxes.store(id, inbox, ranges("2"), FlagChange.ADD, 1 | 8, List.of("k"), Long.MAX_VALUE);
        MailboxRow box = mailboxes.create(id, "Box", "");
        Copied copied = mailboxes.copy(id, inbox, ranges("2,4:9"), box.id());
        assertEquals(box.uidValidity(), copied.uidValidity());
        assertArrayEquals(new long[] {2, 4, 5}, copied.from());
        assertArrayEquals(new long[] {1, 2, 3}, copied.to());
        Copied moved = mailboxes.move(id, inbox, ranges("1:2"), box.id());
        assertArrayEquals(new long[] {1, 2}, moved.from());
        assertArrayEquals(new long[] {4, 5}, moved.to());
        assertEquals(List.of("3 0 []", "4 0 []", "5 0 []"), flags());
        assertEquals(List.of("1 9 [k]", "2 0 []", "3 0 []", "4 0 []", "5 9 [k]"), flags(box.id()));
        Copied inPlace = mailboxes.move(id, inbox, ranges("3"), inbox);
        assertArrayEquals(new long[] {6}, inPlace.to());
        assertEquals(List.of("4 0 []", "5 0 []", "6 0 []"), flags());
        Copied none = mailboxes.copy(id, inbox, ranges("3"), box.id());
        assertEquals(0, none.to().length);
        List<Long> same = new ArrayList<>();
        mailboxes.messages(id, box.id(), ranges("1,5"), false, false, m -> same.add(m.message()));
        assertEquals(same.get(0), same.get(1));
        Exactness.check(store, id);
    }

    @Test
    void tellsWhatChanged() {
        fill(5);
        long since = modseq();
        assertEquals(new Changes(false, since, 6, List.of(), List.of()), mailboxes.changes(id, inbox, since));
        mailboxes.store(id, inbox, ranges("1:3"), FlagChange.ADD, 1, List.of("k"), Long.MAX_VALUE);
        mailboxes.expunge(id, inbox, ranges("2"));
        mailboxes.expunge(id, inbox, ranges("4:5"));
        store.writer.write(Messages.to(account, inbox, new byte[1]));
        long box = mailboxes.create(id, "Box", "").id();
        store.writer.write(Messages.to(account, box, new byte[1]));
        Changes changes = mailboxes.changes(id, inbox, since);
        assertFalse(changes.tooOld());
        assertEquals(7, changes.uidNext());
        assertEquals(modseq(), changes.modseq());
        assertEquals(List.of(new EntryRow(1, 1, List.of("k"), since + 1), new EntryRow(3, 1, List.of("k"), since + 1),
                new EntryRow(6, 0, List.of(), since + 4)), changes.changed());
        assertEquals(List.of(UidRange.of(2), new UidRange(4, 5)), changes.gone());
        assertEquals(List.of(6L), mailboxes.changes(id, inbox, since + 3).changed().stream().map(EntryRow::uid)
                .toList());
        store.transactions.sql(c -> c.createStatement().executeUpdate(
                "UPDATE account_clock SET history_floor = " + (since + 1) + " WHERE account = " + id));
        assertTrue(mailboxes.changes(id, inbox, since).tooOld());
        assertFalse(mailboxes.changes(id, inbox, since + 1).tooOld());
    }

    @Test
    void changesTellTheSameAsReadingAnew() {
        Random random = new Random(7);
        long box = mailboxes.create(id, "Box", "").id();
        TreeMap<Long, String> view = new TreeMap<>();
        long seen = 0;
        for (int round = 0; round < 60; round++) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                change(random, box);
            }
            Changes changes = mailboxes.changes(id, inbox, seen);
            changes.gone().forEach(r -> view.subMap(r.from(), true, r.to(), true).clear());
            changes.changed().forEach(e -> view.put(e.uid(), e.flags() + " " + e.keywords()));
            seen = changes.modseq();
            TreeMap<Long, String> anew = new TreeMap<>();
            MailboxRow row = mailboxes.entries(id, inbox, 0, (uid, flags, words, modseq) ->
                    anew.put(uid, flags + " " + words)).orElseThrow();
            assertEquals(anew, view);
            assertEquals(row.modseq(), seen);
            assertEquals(row.messages(), anew.size());
        }
        Exactness.check(store, id);
    }

    private void change(Random random, long box) {
        long uid = 1 + random.nextInt(40);
        List<UidRange> some = List.of(new UidRange(uid, uid + random.nextInt(5)));
        switch (random.nextInt(7)) {
            case 0, 1 -> fill(1 + random.nextInt(3));
            case 2 -> mailboxes.store(id, inbox, some, FlagChange.values()[random.nextInt(3)], random.nextInt(32),
                    List.of("k" + random.nextInt(3)), Long.MAX_VALUE);
            case 3 -> mailboxes.expunge(id, inbox, some);
            case 4 -> mailboxes.copy(id, box, some, inbox);
            case 5 -> mailboxes.move(id, inbox, some, box);
            default -> mailboxes.move(id, inbox, some, inbox);
        }
    }

    @Test
    void readsMessagesInSlicesWithoutATransactionAround() throws IOException {
        fill(1300);
        List<Long> uids = new ArrayList<>();
        mailboxes.messages(id, inbox, ranges("1,3:1100,1200:4294967295"), true, false, m -> {
            uids.add(m.uid());
            assertEquals(2, m.envelope().length);
            assertEquals(0, m.structure().length);
            if (m.uid() == 600) {
                mailboxes.expunge(id, inbox, ranges("1050:1099"));
            }
        });
        long[] wanted = LongStream.rangeClosed(1, 1300).filter(u -> u != 2 && (u < 1050 || u == 1100 || u >= 1200))
                .toArray();
        assertArrayEquals(wanted, uids.stream().mapToLong(Long::longValue).toArray());
        assertThrows(IOException.class, () -> mailboxes.messages(id, inbox, UidRange.ALL, false, false, m -> {
            throw new IOException("client gone");
        }));
        mailboxes.messages(id, inbox, List.of(), false, false, m -> {
            throw new IOException("none asked for");
        });
    }

    @Test
    void entriesSinceAModseq() {
        fill(3);
        long since = modseq();
        mailboxes.store(id, inbox, ranges("2"), FlagChange.ADD, 1, List.of(), Long.MAX_VALUE);
        List<Long> uids = new ArrayList<>();
        assertTrue(mailboxes.entries(id, inbox, since, (uid, f, k, m) -> uids.add(uid)).isPresent());
        assertEquals(List.of(2L), uids);
        assertTrue(mailboxes.entries(id, 123456, 0, (uid, f, k, m) -> uids.add(uid)).isEmpty());
    }

    private void fill(int messages) {
        List<Arrival.Filing> filings = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            filings.add(Messages.filing(account, inbox, 0));
        }
        store.writer.write(Messages.arrival(new byte[50], filings, List.of()));
    }

    private long modseq() {
        return mailboxes.byId(id, inbox).orElseThrow().modseq();
    }

    private List<String> flags() {
        return flags(inbox);
    }

    private List<String> flags(long mailbox) {
        List<String> rows = new ArrayList<>();
        mailboxes.entries(id, mailbox, 0, (uid, flags, words, modseq) -> rows.add(uid + " " + flags + " " + words));
        return rows;
    }

    /** {@code 1:3,7}. */
    private static List<UidRange> ranges(String text) {
        return Arrays.stream(text.split(",")).map(r -> r.split(":"))
                .map(r -> new UidRange(Long.parseLong(r[0]), Long.parseLong(r[r.length - 1]))).toList();
    }
}
