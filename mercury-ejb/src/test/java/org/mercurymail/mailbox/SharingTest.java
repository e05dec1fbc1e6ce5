package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxListener.Placed;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.StoreForTests;
import org.mercurymail.wire.Wakeup;

/** RFC 4314 §4, command by command: the table of rights, and that what may not be seen is as if it were not there. */
class SharingTest {

    private static final Instant DATE = Instant.parse("2026-11-24T10:00:00Z");
    private static final NumberSet ONE = NumberSet.of(1);

    private final TestServer server = new TestServer();
    private final AccountMailboxes reach = server.reach;
    private final AccountRow ann = server.account("ann", 0);
    private final AccountRow bob = server.account("bob", 0);
    private final String work = "Other Users/" + ann.address() + "/Work";
    private long mailbox;

    @BeforeEach
    void fill() throws Exception {
        reach.create(ann.id(), "Work", Optional.empty());
        reach.append(ann.id(), "Work", List.of(new Appended(body("Subject: one\n\n1\n"),
                Flags.of(List.of("\\Answered", "$k")), DATE)));
        mailbox = reach.open(ann.id(), "Work").mailbox();
    }

    @Test
    void listsWhatMayBeSeen() throws Exception {
        assertFalse(names(bob).contains(work));
        give("r");
        assertFalse(names(bob).contains(work));
        give("l");
        assertTrue(names(bob).contains(work));
        reach.subscribe(bob.id(), work, true);
        MailboxInfo listed = info(bob, work);
        assertTrue(listed.subscribed());
        assertEquals(1, listed.messages());
        assertFalse(info(ann, "Work").subscribed());
        server.access.setAcl(ann.id(), "Work", "bob", RightsChange.REPLACE, MailboxRights.NONE);
        assertTrue(info(bob, work).id().isEmpty() && info(bob, work).subscribed());
    }

    /** RFC 5464 §3.3. */
    @Test
    void notesAreOnesOwnOrShared() throws Exception {
        Metadata notes = new Metadata(reach, StoreForTests.get().annotations());
        notes.set(ann.id(), "Work", Map.of("/private/comment", note("ann's"), "/shared/comment", note("ours")));
        assertEquals("{/private/comment=ann's, /shared/comment=ours}", seen(notes, ann, "Work"));
        refused(Code.NONEXISTENT, () -> notes.of(bob.id(), work));
        refused(Code.NONEXISTENT, () -> notes.set(bob.id(), work, Map.of("/private/comment", note("x"))));
        give("lr");
        notes.set(bob.id(), work, Map.of("/private/comment", note("bob's")));
        assertEquals("{/private/comment=bob's, /shared/comment=ours}", seen(notes, bob, work));
        refused(Code.NOPERM, () -> notes.set(bob.id(), work, Map.of("/private/x", note("x"), "/shared/comment", note("x"))));
        give("lrw");
        notes.set(bob.id(), work, Map.of("/private/comment", Optional.empty(), "/shared/comment", note("bob's")));
        assertEquals("{/shared/comment=bob's}", seen(notes, bob, work));
        assertEquals("{/private/comment=ann's, /shared/comment=bob's}", seen(notes, ann, "Work"));

        notes.set(bob.id(), "", Map.of("/private/vendor/x", note("1")));
        assertEquals("{/private/vendor/x=1}", seen(notes, bob, ""));
        assertEquals("{}", seen(notes, ann, ""));
        refused(Code.NOPERM, () -> notes.set(bob.id(), "", Map.of("/shared/comment", note("x"))));
        Map<String, Optional<byte[]>> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("/private/" + i, note("x"));
        }
        refused(Code.LIMIT, () -> notes.set(ann.id(), "Work", many)); // with the comment one too many
        many.put("/private/comment", Optional.empty());
        notes.set(ann.id(), "Work", many);
        notes.set(bob.id(), work, Map.of("/shared/one", note("1"), "/shared/two", note("2"))); // which lock nobody out
        notes.set(ann.id(), "Work", Map.of("/private/5", note("y")));
        reach.delete(ann.id(), "Work");
        reach.create(ann.id(), "Work", Optional.empty());
        assertEquals("{}", seen(notes, ann, "Work"));
        many.put("/private/comment", note("x"));
        refused(Code.LIMIT, () -> notes.set(bob.id(), "", many));
        assertEquals("{/private/vendor/x=1}", seen(notes, bob, ""), "all or none");
    }

    private static Optional<byte[]> note(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String seen(Metadata notes, AccountRow who, String name) throws Exception {
        Map<String, String> texts = new TreeMap<>();
        notes.of(who.id(), name).forEach((entry, value) -> texts.put(entry, new String(value, StandardCharsets.UTF_8)));
        return texts.toString();
    }

    @Test
    void whatMayNotBeSeenIsNotThere() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String name : List.of(work, "Other Users/" + ann.address() + "/Ghost", "Other Users/nobody@x.test/Work",
                "Other Users", "Shared Folders/x")) {
            List<Executable> all = List.of(() -> reach.open(bob.id(), name), () -> reach.status(bob.id(), name),
                    () -> reach.delete(bob.id(), name), () -> reach.rename(bob.id(), name, "Mine"),
                    () -> reach.create(bob.id(), name + "/New", Optional.empty()),
                    () -> server.access.acl(bob.id(), name), () -> server.access.rights(bob.id(), name),
                    () -> server.access.quotaOf(bob.id(), name),
                    () -> server.access.firmRights(bob.id(), name, "bob"),
                    () -> reach.append(bob.id(), name, List.of(new Appended(body("x\n"), Flags.NONE, DATE))),
                    () -> reach.rename(bob.id(), "Drafts", name),
                    () -> server.access.setAcl(bob.id(), name, "bob", RightsChange.ADD, MailboxRights.ALL));
            StringBuilder heard = new StringBuilder();
            for (Executable one : all) {
                MailboxRefused refused = assertThrows(MailboxRefused.class, one);
                heard.append(refused.code()).append(' ').append(refused.getMessage()).append('\n');
            }
            answers.add(heard.toString());
        }
        assertEquals(1, Set.copyOf(answers).size(), answers.toString());
        reach.fetch(bob.id(), mailbox, ONE, Set.of(), message -> {
            throw new AssertionError("read");
        });
        assertTrue(reach.expunge(bob.id(), mailbox, ONE).isEmpty());
        assertEquals(1, reach.open(ann.id(), "Work").size());
    }

    @Test
    void eachCommandNeedsItsRight() throws Exception {
        give("l");
        refused(Code.NOPERM, () -> reach.open(bob.id(), work));
        refused(Code.NOPERM, () -> reach.status(bob.id(), work));
        give("lr");
        assertEquals(1, reach.open(bob.id(), work).size());
        List<String> subjects = new ArrayList<>();
        reach.fetch(bob.id(), mailbox, ONE, Set.of(StoredMessage.Part.values()), message ->
                subjects.add(new String(message.content().open().readAllBytes())));
        assertEquals(List.of("Subject: one\r\n\r\n1\r\n"), subjects);
        refused(Code.NOPERM, () -> reach.expunge(bob.id(), mailbox, ONE));
        refused(Code.NOPERM, () -> reach.append(bob.id(), work, List.of(new Appended(body("x\n"), Flags.NONE, DATE))));
        refused(Code.NOPERM, () -> reach.create(bob.id(), work + "/2026", Optional.empty()));
        refused(Code.NOPERM, () -> reach.delete(bob.id(), work));
        refused(Code.NOPERM, () -> server.access.acl(bob.id(), work));
        assertEquals(MailboxRights.of("lr").get(), server.access.rights(bob.id(), work));
        give("lrk");
        reach.create(bob.id(), work + "/2026", Optional.empty());
        assertTrue(names(ann).contains("Work/2026") && names(bob).contains(work + "/2026"));
        refused(Code.NOPERM, () -> reach.rename(bob.id(), work + "/2026", work + "/Old"));
        server.access.setAcl(ann.id(), "Work/2026", "bob", RightsChange.ADD, MailboxRights.of("x").get());
        reach.rename(bob.id(), work + "/2026", work + "/Old");
        refused(Code.CANNOT, () -> reach.rename(bob.id(), work + "/Old", "Stolen"));
        reach.delete(bob.id(), work + "/Old");
        assertFalse(names(ann).contains("Work/Old"));
        give("lra");
        server.access.setAcl(bob.id(), work, "anyone", RightsChange.ADD, MailboxRights.of("l").get());
        assertEquals(Set.of("anyone", ann.address(), bob.address()), server.access.acl(bob.id(), work).keySet());
        refused(Code.CANNOT, () -> server.access.setAcl(bob.id(), work, "ann", RightsChange.REPLACE,
                MailboxRights.NONE));
        refused(Code.CANNOT, () -> server.access.setAcl(bob.id(), work, "-bob", RightsChange.ADD, MailboxRights.ALL));
        refused(Code.CANNOT, () -> server.access.setAcl(bob.id(), work, "ghost", RightsChange.ADD, MailboxRights.ALL));
        give("e");
        assertEquals(ONE, reach.expunge(bob.id(), mailbox, ONE));
    }

    @Test
    void eachFlagNeedsItsRight() throws Exception {
        give("lrs");
        refused(Code.NOPERM, () -> store(FlagChange.ADD, "\\Deleted", "$x"));
        store(FlagChange.ADD, "\\Deleted", "\\Seen");
        assertEquals(Flags.of(List.of("\\Answered", "$k", "\\Seen")), flags());
        store(FlagChange.REPLACE);
        assertEquals(Flags.of(List.of("\\Answered", "$k")), flags());
        give("lrw");
        store(FlagChange.ADD, "\\Seen", "$x");
        store(FlagChange.REPLACE, "\\Deleted", "\\Flagged");
        assertEquals(Flags.of(List.of("\\Flagged")), flags());
        give("lrt");
        store(FlagChange.REPLACE, "\\Deleted");
        assertEquals(Flags.of(List.of("\\Flagged", "\\Deleted")), flags());
        give("lr");
        refused(Code.NOPERM, () -> store(FlagChange.REPLACE));
        give("li");
        reach.append(bob.id(), work, List.of(new Appended(body("x\n"), Flags.of(List.of("\\Seen", "$x")), DATE)));
        assertEquals(Flags.NONE, server.mailboxes.open(ann.id(), "Work").flagsAt(2));
    }

    @Test
    void messagesGoBetweenOwners() throws Exception {
        give("lr");
        Placed copied = reach.copy(bob.id(), mailbox, ONE, "INBOX", false);
        assertEquals(ONE, copied.to());
        assertEquals(List.of("Subject: one\r\n\r\n1\r\n"), server.contents(bob, "INBOX"));
        assertEquals(Flags.of(List.of("\\Answered", "$k")), server.mailboxes.open(bob.id(), "INBOX").flagsAt(1));
        refused(Code.NOPERM, () -> reach.copy(bob.id(), mailbox, ONE, "INBOX", true));
        long inbox = reach.open(bob.id(), "INBOX").mailbox();
        refused(Code.NOPERM, () -> reach.copy(bob.id(), inbox, ONE, work, false));
        give("lrtei");
        reach.copy(bob.id(), inbox, ONE, work, false);
        assertEquals(Flags.NONE, server.mailboxes.open(ann.id(), "Work").flagsAt(2));
        reach.copy(bob.id(), mailbox, NumberSet.range(1, 9), "Trash", true);
        assertEquals(0, server.mailboxes.open(ann.id(), "Work").size());
        assertEquals(2, server.mailboxes.open(bob.id(), "Trash").size());
        assertEquals(0, server.mailboxes.quota(ann.id()).usedBytes());
    }

    @Test
    void theOwnersQuotaCounts() throws Exception {
        AccountRow small = server.account("small", 60);
        server.access.setAcl(small.id(), "INBOX", "bob", RightsChange.REPLACE, MailboxRights.of("lri").get());
        String box = "Other Users/" + small.address() + "/INBOX";
        reach.append(bob.id(), box, List.of(new Appended(body("x".repeat(50)), Flags.NONE, DATE)));
        refused(Code.OVERQUOTA, () -> reach.append(bob.id(), box, List.of(new Appended(body("x".repeat(50)), Flags.NONE, DATE))));
        long inbox = reach.open(bob.id(), box).mailbox();
        refused(Code.OVERQUOTA, () -> reach.copy(bob.id(), inbox, ONE, box, false));
        assertEquals(50, server.access.quotaOf(bob.id(), box).usedBytes());
        assertEquals(60, server.access.quotaRoot(bob.id(), small.address()).limitBytes());
        refused(Code.NONEXISTENT, () -> server.access.quotaRoot(bob.id(), ann.address()));
        assertEquals(0, server.mailboxes.quota(bob.id()).usedBytes());
    }

    @Test
    void aSessionIsToldAndLosesWhatItMayNotReadAnyMore() throws Exception {
        give("lr");
        int[] woken = {0};
        Wakeup session = new Wakeup() {
            @Override
            public void wake() {
                woken[0]++;
            }

            @Override
            public void end(String reason) { }
        };
        server.watchers.watch(server.login(bob), session);
        MailboxSnapshot before = reach.open(bob.id(), work);
        reach.append(ann.id(), "Work", List.of(new Appended(body("x\n"), Flags.NONE, DATE)));
        assertEquals(1, woken[0]);
        assertEquals(before.size() + 1, reach.refresh(bob.id(), mailbox).size());
        give("l");
        assertTrue(woken[0] > 1);
        refused(Code.NONEXISTENT, () -> reach.refresh(bob.id(), mailbox));
        server.watchers.unwatch(server.login(bob), session);
        int heard = woken[0];
        reach.append(ann.id(), "Work", List.of(new Appended(body("x\n"), Flags.NONE, DATE)));
        assertEquals(heard, woken[0]);
    }

    @Test
    void aDomainsFoldersAreItsAccounts() throws Exception {
        long root = server.store.grants().sharedRoot(server.domain);
        server.mailboxes.create(root, "Sales", Optional.empty());
        long sales = server.mailboxes.open(root, "Sales").mailbox();
        server.sharing.change(root, sales, 0, RightsChange.REPLACE, MailboxRights.of("lrsik").get());
        String shown = "Shared Folders/Sales";
        assertTrue(names(ann).contains(shown) && names(bob).contains(shown));
        reach.append(bob.id(), shown, List.of(new Appended(body("Subject: s\n\n"), Flags.NONE, DATE)));
        assertEquals(1, reach.open(ann.id(), shown).size());
        reach.create(ann.id(), shown + "/2026", Optional.empty());
        assertTrue(names(bob).contains(shown + "/2026"));
        TestServer elsewhere = new TestServer();
        AccountRow stranger = elsewhere.account("u", 0);
        assertFalse(elsewhere.reach.mailboxes(stranger.id()).stream().anyMatch(m -> m.name().equals(shown)));
        refused(Code.CANNOT, () -> server.sharing.identified(root, stranger.address()));
        assertEquals(Map.of("anyone", MailboxRights.of("lrsik").get()), server.sharing.holders(root, sales));
        assertEquals("Shared Folders", server.access.quotaOf(bob.id(), shown).name());
    }

    private void give(String letters) throws MailboxRefused {
        server.access.setAcl(ann.id(), "Work", bob.address(), RightsChange.REPLACE,
                MailboxRights.of(letters).orElseThrow());
    }

    private void store(FlagChange change, String... flags) throws MailboxRefused {
        reach.store(bob.id(), mailbox, ONE, change, Flags.of(List.of(flags)), Long.MAX_VALUE);
    }

    private Flags flags() throws MailboxRefused {
        return server.mailboxes.open(ann.id(), "Work").flagsAt(1);
    }

    private MailboxInfo info(AccountRow account, String name) {
        return reach.mailboxes(account.id()).stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }

    private List<String> names(AccountRow account) {
        return reach.mailboxes(account.id()).stream().filter(m -> m.id().isPresent()).map(MailboxInfo::name).toList();
    }

    private static void refused(Code code, Executable work) {
        assertEquals(code, assertThrows(MailboxRefused.class, work).code());
    }
}
