package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.Summary;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.store.AccountRow;

class MailboxServiceTest {

    private static final Instant DATE = Instant.parse("2026-11-24T10:00:00Z");

    private final TestServer server = new TestServer();
    private final MailboxService service = server.mailboxes;
    private final AccountRow account = server.account("u", 0);
    private final long id = account.id();

    @Test
    void aNewAccountHasItsMailboxes() {
        assertEquals(List.of("Drafts", "INBOX", "Junk", "Sent", "Trash"),
                service.mailboxes(id).stream().map(MailboxInfo::name).toList());
        assertEquals(Optional.of("\\Sent"), service.mailboxes(id).get(3).specialUse());
    }

    @Test
    void mailboxesComeGoAndAreRenamed() throws Exception {
        service.create(id, "Work/2026/Offers", Optional.empty());
        assertTrue(names().containsAll(List.of("Work", "Work/2026", "Work/2026/Offers")));
        refused(MailboxRefused.Code.ALREADYEXISTS, () -> service.create(id, "Work/2026", Optional.empty()));
        refused(MailboxRefused.Code.ALREADYEXISTS, () -> service.create(id, "inbox", Optional.empty()));
        refused(MailboxRefused.Code.CANNOT, () -> service.create(id, "a*", Optional.empty()));
        refused(MailboxRefused.Code.CANNOT, () -> service.rename(id, "Work", "Work/Old"));
        refused(MailboxRefused.Code.ALREADYEXISTS, () -> service.rename(id, "Work", "Sent"));
        refused(MailboxRefused.Code.NONEXISTENT, () -> service.rename(id, "Nowhere", "Else"));
        service.rename(id, "Work", "Archive/Work");
        assertTrue(names().containsAll(List.of("Archive", "Archive/Work", "Archive/Work/2026/Offers")), names().toString());
        assertFalse(names().contains("Work"));
        service.delete(id, "Archive/Work/2026/Offers");
        refused(MailboxRefused.Code.NONEXISTENT, () -> service.open(id, "Archive/Work/2026/Offers"));
        refused(MailboxRefused.Code.NONEXISTENT, () -> service.delete(id, "Archive/Work/2026/Offers"));
        refused(MailboxRefused.Code.CANNOT, () -> service.delete(id, "InBox"));
    }

    @Test
    void renamingInboxMovesItsMessages() throws Exception {
        append("INBOX", "1");
        service.rename(id, "INBOX", "Old");
        assertEquals(0, service.open(id, "INBOX").size());
        assertEquals(1, service.open(id, "Old").size());
    }

    @Test
    void subscriptionsOutliveTheirMailbox() throws Exception {
        service.create(id, "News", Optional.empty());
        service.subscribe(id, "News", true);
        service.delete(id, "News");
        MailboxInfo left = service.mailboxes(id).stream().filter(m -> m.name().equals("News")).findFirst().orElseThrow();
        assertTrue(left.subscribed() && left.id().isEmpty());
        service.subscribe(id, "News", false);
        assertFalse(names().contains("News"));
    }

    @Test
    void appendedMessagesAreReadByteForByte() throws Exception {
        Instant begun = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        String text = "Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\nFrom: \"A B\" <a@b.test>\n\nx\n" + "y".repeat(300_000) + "\n";
        MailboxListener.Placed placed = service.append(id, "Drafts", List.of(new Appended(body(text), Flags.of(List.of("\\Draft", "$x")), DATE)));
        MailboxSnapshot snapshot = service.open(id, "Drafts");
        assertEquals(snapshot.uidValidity(), placed.uidValidity());
        assertEquals(Flags.of(List.of("\\Draft", "$x")), snapshot.flagsAt(1));
        StoredMessage message = service.message(id, snapshot.mailbox(), snapshot.uidAt(1)).orElseThrow();
        assertEquals("Größe", Summary.decode(message.envelope()).subjectText());
        assertEquals(DATE, message.internalDate());
        service.copy(id, snapshot.mailbox(), NumberSet.of(message.uid()), "INBOX", false);
        MailboxSnapshot inbox = service.open(id, "INBOX");
        StoredMessage copy = service.message(id, inbox.mailbox(), inbox.uidAt(1)).orElseThrow();
        assertTrue(message.saved().isAfter(begun.minusMillis(1)) && copy.saved().isAfter(message.saved()),
                () -> begun + ", then " + message.saved() + ", then " + copy.saved()); // RFC 8514 §4: by COPY anew
        byte[] whole = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        assertEquals(whole.length, message.size());
        assertEquals(new String(whole, StandardCharsets.UTF_8),
                new String(message.content().open().readAllBytes(), StandardCharsets.UTF_8));
        for (long[] range : new long[][] {{0, 10}, {50, 7}, {262_140, 20}, {whole.length - 3, 100}, {whole.length, 1}}) {
            byte[] expected = Arrays.copyOfRange(whole, (int) range[0],
                    (int) Math.min(whole.length, range[0] + range[1]));
            assertEquals(new String(expected, StandardCharsets.UTF_8),
                    new String(message.content().open(range[0], range[1]).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void traceFieldsArePartOfTheContent() throws Exception {
        server.submission.submit(new org.mercurymail.intake.Origin.Wire(TestServer.client(
                org.mercurymail.port.SmtpClient.Service.MX, Optional.empty())),
                TestServer.envelope("a@else.test", account.address()), body("Subject: s\n\nt\n"));
        long inbox = service.open(id, "INBOX").mailbox();
        StoredMessage message = service.message(id, inbox, 1).orElseThrow();
        byte[] whole = message.content().open().readAllBytes();
        assertEquals(message.size(), whole.length);
        for (int from = 0; from < whole.length; from += 7) {
            byte[] some = message.content().open(from, 23).readAllBytes();
            assertEquals(new String(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 23)),
                    StandardCharsets.UTF_8), new String(some, StandardCharsets.UTF_8));
        }
        assertTrue(new String(whole, message.trace(), 9, StandardCharsets.UTF_8).equals("Received:"));
    }

    @Test
    void flagsChangeAndConflictsAreTold() throws Exception {
        append("INBOX", "1", "2", "3");
        MailboxSnapshot before = service.open(id, "INBOX");
        assertEquals(NumberSet.EMPTY, service.store(id, before.mailbox(), NumberSet.of(2), MailboxListener.FlagChange.ADD,
                Flags.of(List.of("\\Seen", "work")), Long.MAX_VALUE));
        MailboxSnapshot after = service.refresh(id, before.mailbox());
        assertEquals(Flags.of(List.of("\\Seen", "work")), after.flagsAt(2));
        assertTrue(after.modseq() > before.modseq());
        assertEquals(NumberSet.of(2), service.store(id, before.mailbox(), NumberSet.range(1, 3),
                MailboxListener.FlagChange.REPLACE, Flags.of(List.of("\\Flagged")), before.modseq()));
        MailboxSnapshot last = service.refresh(id, before.mailbox());
        assertEquals(List.of(4, 1, 4), List.of(last.flagsAt(1).system(), last.flagsAt(2).system(), last.flagsAt(3).system()));
        assertSame(last, service.refresh(id, before.mailbox()));
    }

    @Test
    void copyMoveAndExpunge() throws Exception {
        append("INBOX", "1", "2", "3", "4");
        long inbox = service.open(id, "INBOX").mailbox();
        refused(MailboxRefused.Code.TRYCREATE, () -> service.copy(id, inbox, NumberSet.of(1), "Nowhere", false));
        MailboxListener.Placed copied = service.copy(id, inbox, NumberSet.range(1, 2), "Trash", false);
        assertEquals("1:2", copied.from().toString());
        assertEquals("1:2", copied.to().toString());
        MailboxListener.Placed moved = service.copy(id, inbox, NumberSet.range(3, 9), "Trash", true);
        assertEquals("3:4", moved.from().toString());
        assertEquals("3:4", moved.to().toString());
        assertEquals(2, service.refresh(id, inbox).size());
        assertEquals(4, service.open(id, "Trash").size());
        assertEquals("1", service.expunge(id, inbox, NumberSet.of(1)).toString());
        assertEquals(1, service.refresh(id, inbox).size());
        assertEquals(2, service.refresh(id, inbox).uidAt(1));
        assertEquals(List.of("Subject: 1\r\n\r\n1\r\n", "Subject: 2\r\n\r\n2\r\n", "Subject: 3\r\n\r\n3\r\n",
                "Subject: 4\r\n\r\n4\r\n"), server.contents(account, "Trash"));
    }

    @Test
    void severalAreFiledTogether() throws Exception {
        Appended one = new Appended(body("Subject: 1\n\n1\n"), Flags.NONE, DATE);
        Appended two = new Appended(body("Subject: 2\n\n" + "2".repeat(400_000) + "\n"), Flags.of(List.of("\\Seen")), DATE);
        MailboxListener.Placed placed = service.append(id, "Drafts", List.of(one, two));
        assertEquals("1:2", placed.to().toString());
        assertTrue(service.open(id, "Drafts").flagsAt(2).has(Flags.SEEN));
        Appended some = new Appended(body("Subject: 3\n\n" + "3".repeat(200_000) + "\n"), Flags.NONE, DATE);
        service.append(id, "Junk", List.of(some, some, some, some, some, some, one)); // more than a MiB together
        assertEquals(7, service.open(id, "Junk").size());
        assertEquals("Subject: 1\r\n\r\n1\r\n", server.contents(account, "Junk").get(6));
    }

    @Test
    void oneIsReplacedOrNothingHappens() throws Exception {
        Appended one = new Appended(body("Subject: 1\n\n1\n"), Flags.NONE, DATE);
        Appended large = new Appended(body("Subject: 2\n\n" + "2".repeat(400_000) + "\n"), Flags.NONE, DATE);
        service.append(id, "Drafts", List.of(one, one));
        long drafts = service.open(id, "Drafts").mailbox();
        assertEquals("3", service.replace(id, drafts, 1, "Drafts", one).to().toString());
        assertEquals("4", service.replace(id, drafts, 2, "Drafts", large).to().toString());
        assertEquals(2, service.refresh(id, drafts).size());
        refused(MailboxRefused.Code.EXPUNGEISSUED, () -> service.replace(id, drafts, 2, "Sent", one));
        assertEquals(0, service.open(id, "Sent").size(), "nothing filed");
        assertEquals("1", service.replace(id, drafts, 4, "Sent", one).to().toString());
        assertEquals(1, service.refresh(id, drafts).size());
    }

    @Test
    void quotaHolds() throws Exception {
        AccountRow small = server.account("small", 60);
        service.append(small.id(), "INBOX", List.of(new Appended(body("x".repeat(50)), Flags.NONE, DATE)));
        refused(MailboxRefused.Code.OVERQUOTA, () ->
                service.append(small.id(), "INBOX", List.of(new Appended(body("x".repeat(50)), Flags.NONE, DATE))));
        AccountRow other = server.account("other", 60);
        Appended half = new Appended(body("x".repeat(40)), Flags.NONE, DATE);
        refused(MailboxRefused.Code.OVERQUOTA, () -> service.append(other.id(), "INBOX", List.of(half, half)));
        assertEquals(0, service.open(other.id(), "INBOX").size(), "all or none");
        assertEquals(50, service.quota(small.id()).usedBytes());
        assertEquals(60, service.quota(small.id()).limitBytes());
        assertEquals(small.address(), service.quota(small.id()).name());
        long inbox = service.open(small.id(), "INBOX").mailbox();
        refused(MailboxRefused.Code.OVERQUOTA, () ->
                service.copy(small.id(), inbox, NumberSet.of(1), "Sent", false));
        service.store(small.id(), inbox, NumberSet.of(1), MailboxListener.FlagChange.ADD,
                new Flags(Flags.DELETED, Set.of()), Long.MAX_VALUE);
        assertEquals(50, service.deletedStorage(small.id(), inbox));
        service.copy(small.id(), inbox, NumberSet.of(1), "Trash", true);
        assertEquals(0, service.deletedStorage(small.id(), inbox));
    }

    @Test
    void pagesGoBackThroughTime() throws Exception {
        for (int i = 1; i <= 25; i++) {
            append("INBOX", "n" + i);
        }
        List<String> subjects = new ArrayList<>();
        OptionalLong cursor = OptionalLong.of(Long.MAX_VALUE);
        int pages = 0;
        while (cursor.isPresent()) {
            MessagePage page = service.page(id, "INBOX", cursor.getAsLong(), 10);
            assertEquals(25, page.total());
            page.lines().forEach(line -> subjects.add(line.subject()));
            cursor = page.next();
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(25, subjects.size());
        assertEquals("n25", subjects.get(0));
        assertEquals("n1", subjects.get(24));
        assertEquals(0, service.page(id, "Sent", Long.MAX_VALUE, 10).lines().size());
    }

    @Test
    void manyMessagesAreFetchedInBatchesAndEachOnce() throws Exception {
        for (int i = 1; i <= 300; i++) {
            append("INBOX", "n" + i);
        }
        List<Long> seen = new ArrayList<>();
        service.fetch(id, service.open(id, "INBOX").mailbox(), new NumberSet(List.of(new NumberSet.Range(1, 100),
                new NumberSet.Range(110, 120), new NumberSet.Range(125, 9999))), Set.of(), m -> seen.add(m.uid()));
        assertEquals(100 + 11 + 176, seen.size());
        assertEquals(seen.stream().sorted().distinct().toList(), seen);
    }

    private List<String> names() {
        return service.mailboxes(id).stream().map(MailboxInfo::name).toList();
    }

    private void append(String mailbox, String... subjects) throws Exception {
        for (String subject : subjects) {
            service.append(id, mailbox, List.of(new Appended(body("Subject: " + subject + "\n\n" + subject + "\n"), Flags.NONE, DATE)));
        }
    }

    private static void refused(MailboxRefused.Code code, Executable work) {
        assertEquals(code, assertThrows(MailboxRefused.class, work).code());
    }
}
