package org.mercurymail.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Taken;
import org.mercurymail.intake.TestServer;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.CollectorRow;

/** A visit over a real socket into the real store. */
class CollectorTest {

    private static final Actor MERCURY = Actor.mercury();

    @TempDir
    private Path data;
    private TestServer server;
    private Provider provider;
    private AccountRow desk;
    private AccountRow boss;
    private AccountRow rest;
    private CollectorService service;
    private Visit visit;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer("mercury.data", data.toString(), "mercury.smtp.max-size", "65536");
        provider = new Provider();
        desk = server.account("desk", 0);
        boss = server.account("boss", 0);
        rest = server.account("rest", 0);
        Seal seal = new Seal(server.settings);
        service = new CollectorService(server.store.collectors(), server.store.accounts(), server.directory.accounts,
                seal);
        visit = new Visit(server.settings, server.directory.accounts, server.submission,
                new Sorting(server.router, server.store.accounts()), seal);
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
    }

    @Test
    void wholeMailboxToOneAccount() throws Exception {
        provider.put("u1", "Return-Path: <a@else.test>\nTo: x@provider.test\nSubject: one\n\n.dots\n..more\n");
        provider.put("u2", "Subject: two\nTo: " + boss.address() + "\n\nx\n");
        assertEquals(new Visit.Outcome(2, ""), visit.to(collector(Optional.empty())));
        assertEquals(Set.of(), provider.uids());
        String kept = server.contents(rest, "INBOX").get(0);
        assertTrue(kept.startsWith("Return-Path: <a@else.test>\r\nDelivered-To: rest@"), kept);
        assertTrue(kept.contains("(Mercury collector) with POP3 id "), kept);
        assertTrue(kept.endsWith("Subject: one\r\n\r\n.dots\r\n..more\r\n"), kept);
        assertEquals(2, server.contents(rest, "INBOX").size());
        assertEquals(0, server.contents(boss, "INBOX").size());
    }

    @Test
    void sortedByWhatTheProviderWrote() throws Exception {
        String d = server.domain;
        provider.put("1", "Delivered-To: box@provider.test\nX-Original-To: desk@" + d + "\nTo: boss@" + d + "\n\n1\n");
        provider.put("2", "Delivered-To: DESK@" + d + "\nTo: boss@" + d + "\n\n2\n");
        provider.put("3", "Envelope-To: boss@" + d + "\nTo: desk@" + d + "\n\n3\n");
        provider.put("4", "To: Desk <desk@" + d + ">, else@away.test\nCc: boss@" + d + "\n\n4\n");
        provider.put("5", "To: nobody@" + d + ", x@away.test\n\n5\n");
        provider.put("6", "no header at all\n");
        provider.put("7", "Delivered-To: rest@" + d + "\nDelivered-To: desk@" + d + "\n\n7\n");
        assertEquals(new Visit.Outcome(7, ""), visit.to(collector(Optional.of(d))));
        assertEquals("1 2 4 7", texts(desk));
        assertEquals("3 4", texts(boss));
        assertEquals("5 all 7", texts(rest), "a name, no header, and a second Delivered-To");
        assertEquals(0, server.dispatched.size());
    }

    @Test
    void aVisitThatBreaksOffIsRepeatedWithoutASecondCopy() throws Exception {
        provider.put("u1", "Subject: one\n\nx\n");
        provider.hangUpAtQuit(true);
        CollectorRow row = collector(Optional.empty());
        visit.to(row);
        assertEquals(Set.of("u1"), provider.uids());
        assertEquals(1, server.contents(rest, "INBOX").size());
        provider.hangUpAtQuit(false);
        assertEquals(new Visit.Outcome(1, ""), visit.to(row));
        assertEquals(Set.of(), provider.uids());
        assertEquals(1, server.contents(rest, "INBOX").size());
    }

    @Test
    void aUidGivenAgainIsAnotherMessage() throws Exception {
        CollectorRow row = collector(Optional.empty());
        provider.put("u1", "Subject: one\n\nx\n");
        visit.to(row);
        provider.put("u1", "Subject: other\n\nx\n");
        visit.to(row);
        assertEquals(2, server.contents(rest, "INBOX").size());
    }

    @Test
    void whatNobodyTakesStaysThere() throws Exception {
        AccountRow full = server.account("full", 1);
        server.send("a@else.test", full.address(), "Subject: fills it\n\nx\n");
        server.router.forget(new org.mercurymail.accounts.AddressesChanged());
        provider.put("1", "Delivered-To: " + full.address() + "\n\nx\n");
        provider.put("2", "Subject: large\n\n" + "x".repeat(70_000) + "\n");
        provider.put("3", "Subject: good\n\nx\n");
        Visit.Outcome outcome = visit.to(collector(Optional.of(server.domain)));
        assertEquals(1, outcome.collected());
        assertTrue(outcome.trouble().contains("stays there"), outcome.trouble());
        assertEquals(Set.of("1", "2"), provider.uids());
    }

    @Test
    void troubleIsSaid() throws Exception {
        CollectorRow row = collector(Optional.empty());
        Collector changed = service.change(MERCURY, row.id(), wanted("desk", Optional.of("wrong"), Optional.empty()));
        Visit.Outcome refused = visit.to(row(changed.id()));
        assertTrue(refused.trouble().startsWith("The server refuses the login"), refused.trouble());
        provider.close();
        Visit.Outcome away = visit.to(row(row.id()));
        assertTrue(away.trouble().startsWith("The server is not available"), away.trouble());
        Files.write(data.resolve("collector.key"), new byte[32]);
        assertEquals("The stored password cannot be read; enter it again", visit.to(row(row.id())).trouble());
        server.store.accounts().setActive(MERCURY.doer(), row(row.id()).account(), false);
        assertEquals("The account that gets the mail is closed or gone", visit.to(row(row.id())).trouble());
    }

    @Test
    void secretsAreSealed() throws Exception {
        CollectorRow row = collector(Optional.empty());
        assertFalse(new String(row.secret(), java.nio.charset.StandardCharsets.ISO_8859_1).contains("right"));
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("collector.key"))));
        Seal seal = new Seal(server.settings);
        assertEquals("right", seal.open(row.secret(), CollectorService.purpose(row)));
        assertThrows(GeneralSecurityException.class, () -> seal.open(row.secret(), "another"));
    }

    @Test
    void changesAreCheckedAndNoted() {
        CollectorRow row = collector(Optional.empty());
        assertThrows(Taken.class, () -> collector(Optional.empty()));
        assertEquals("account", assertThrows(Invalid.class, () -> service.add(MERCURY,
                wanted("nobody", Optional.of("x"), Optional.empty()))).field());
        assertEquals("domain", assertThrows(Invalid.class, () -> service.add(MERCURY,
                wanted("rest", Optional.of("x"), Optional.of("away.test")))).field());
        assertEquals("secret", assertThrows(Invalid.class, () -> service.add(MERCURY,
                wanted("rest", Optional.empty(), Optional.empty()))).field());
        assertEquals("secret", assertThrows(Invalid.class, () -> service.change(MERCURY, row.id(),
                new NewCollector("evil.test", 110, "none", "box", Optional.empty(), 60, Optional.empty(),
                        rest.address(), true))).field());
        Actor stranger = Actor.stranger(Actor.Via.REST);
        assertThrows(Forbidden.class, () -> service.page(stranger, 0, 10));
        assertThrows(Forbidden.class, () -> service.delete(stranger, row.id()));
        service.delete(MERCURY, row.id());
        assertThrows(Missing.class, () -> service.collector(MERCURY, row.id()));
        assertEquals("collector.delete", server.store.audit().page(Optional.of("box at 127.0.0.1"), Long.MAX_VALUE, 1)
                .get(0).what());
    }

    @Test
    void oneNodeTakesATurn() {
        CollectorRow row = collector(Optional.empty());
        assertTrue(server.store.collectors().claimDue(100).stream().anyMatch(due -> due.id() == row.id()));
        assertTrue(server.store.collectors().claimDue(100).stream().noneMatch(due -> due.id() == row.id()));
        server.store.collectors().releaseLeases();
        assertTrue(server.store.collectors().claimDue(100).stream().anyMatch(due -> due.id() == row.id()));
        server.store.collectors().visited(row.id(), "trouble", 3);
        Collector after = service.collector(MERCURY, row.id());
        assertEquals("trouble", after.outcome());
        assertEquals(3, after.collected());
        assertTrue(after.visited().isPresent());
        assertTrue(server.store.collectors().claimDue(100).stream().noneMatch(due -> due.id() == row.id()));
    }

    private CollectorRow collector(Optional<String> domain) {
        return row(service.add(MERCURY, wanted("rest", Optional.of("right"), domain)).id());
    }

    private NewCollector wanted(String account, Optional<String> secret, Optional<String> domain) {
        return new NewCollector("127.0.0.1", provider.port(), "none", "box", secret, 60, domain,
                account + "@" + server.domain, true);
    }

    private CollectorRow row(long id) {
        return server.store.collectors().collector(id).orElseThrow();
    }

    /** The last word of each message. */
    private String texts(AccountRow account) throws Exception {
        return String.join(" ", server.contents(account, "INBOX").stream()
                .map(content -> content.strip().replaceAll("(?s).*\\s", "")).toList());
    }
}
