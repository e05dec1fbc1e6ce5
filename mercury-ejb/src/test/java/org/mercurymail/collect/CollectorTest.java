package org.mercurymail.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBjTCCATOgAwIBAgIUX/0wDAno0UYYPqUb+smBYsBz9X4wCgYIKoZIzj0EAwIw
            HDEaMBgGA1UEAwwRcG9wLnByb3ZpZGVyLnRlc3QwHhcNMjYxMTMwMTk0NjQ2WhcN
            MzYxMTI3MTk0NjQ2WjAcMRowGAYDVQQDDBFwb3AucHJvdmlkZXIudGVzdDBZMBMG
            ByqGSM49AgEGCCqGSM49AwEHA0IABKa+c4kSPW0X671eGE2eilH/FonkbfpBpc8F
            AusBNFWAU/zzPe+XNINmjinLGdxaDxWL0NqIhfB92EDRKDjJd4OjUzBRMB0GA1Ud
            DgQWBBQECR5t1fdqW5qB1k6euUqJz0d9gjAfBgNVHSMEGDAWgBQECR5t1fdqW5qB
            1k6euUqJz0d9gjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDwI
            vhUMq4hJVExgOP6n6z6WHdd2vOvupA0wg9uw0KaBAiEAg6SW/O82MB/Pk+hBwh8K
            EZA0iwYPqFM+KLPITcqKfBg=
            -----END CERTIFICATE-----
            """;

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
        assertEquals(done(2), visit.to(collector(Optional.empty())));
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
        assertEquals(done(7), visit.to(collector(Optional.of(d))));
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
        assertEquals(done(1), visit.to(row));
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
        assertEquals(Optional.of(Trouble.of(Trouble.Kind.STAYS_LARGE, 2, 65536)), outcome.trouble());
        assertFalse(outcome.failed(), "it was there");
        assertEquals(Set.of("1", "2"), provider.uids());
    }

    @Test
    void troubleIsSaid() throws Exception {
        CollectorRow row = collector(Optional.empty());
        Collector changed = service.change(MERCURY, row.id(), wanted("desk", Optional.of("wrong"), Optional.empty()));
        assertEquals(Visit.Outcome.failed(Trouble.Kind.LOGIN_REFUSED, "no"), visit.to(row(changed.id())));
        provider.close();
        assertEquals(Visit.Outcome.failed(Trouble.Kind.UNAVAILABLE, "Connection refused"), visit.to(row(row.id())));
        Files.write(data.resolve("collector.key"), new byte[32]);
        assertEquals(Visit.Outcome.failed(Trouble.Kind.SECRET_UNREADABLE), visit.to(row(row.id())));
        server.store.accounts().setActive(MERCURY.doer(), row(row.id()).account(), false);
        assertEquals(Visit.Outcome.failed(Trouble.Kind.ACCOUNT_GONE), visit.to(row(row.id())));
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
                new NewCollector("evil.test", 110, "none", Optional.empty(), "box", Optional.empty(), 60, Optional.empty(),
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
        server.store.collectors().visited(row.id(), new CollectorRow.Visited("no-stls", List.of(), true, false, 3));
        Collector after = service.collector(MERCURY, row.id());
        assertEquals(Optional.of(Trouble.of(Trouble.Kind.NO_STLS)), after.trouble());
        assertEquals(3, after.collected());
        assertTrue(after.visited().isPresent());
        assertTrue(server.store.collectors().claimDue(100).stream().noneMatch(due -> due.id() == row.id()));
    }

    @Test
    void theWaitGrowsWithFailures() {
        CollectorRow row = collector(Optional.empty());
        CollectorRow.Visited failed = new CollectorRow.Visited("no-stls", List.of(), true, false, 0);
        assertEquals(List.of(120L, 240L, 480L, 960L, 1920L, 3600L, 3600L),
                IntStream.range(0, 7).mapToObj(i -> waitAfter(row, failed)).toList());
        assertEquals(7, row(row.id()).state().failures());
        server.store.collectors().visitNow(row.id());
        assertEquals(0, row(row.id()).state().failures());
        assertFalse(row(row.id()).state().next().orElseThrow().isAfter(Instant.now()), "it is due");
        assertEquals(120, waitAfter(row, failed), "as after the first");
        assertEquals(60, waitAfter(row, new CollectorRow.Visited("", List.of(), false, false, 1)));
        assertEquals(120, waitAfter(row, failed), "as after the first");
        assertEquals(0, waitAfter(row, new CollectorRow.Visited("", List.of(), false, true, 1000)), "more lies there");
    }

    @Test
    void aCatchAllMailboxSaysInItsNextFieldWhomItCaught() throws Exception {
        String d = server.domain;
        provider.put("1", "Delivered-To: rest@" + d + "\nX-Original-To: desk@" + d + "\nTo: boss@" + d + "\n\n1\n");
        provider.put("2", "Delivered-To: rest@" + d + "\nTo: desk@" + d + "\n\n2\n");
        assertEquals(done(2), visit.to(collector(Optional.of(d))));
        assertEquals("1", texts(desk));
        assertEquals("2", texts(rest), "it was for the default account, whatever its sender wrote");
        assertEquals("", texts(boss));
    }

    @Test
    void whereAVisitStumblesTheNextGoesBy() throws Exception {
        provider.put("1", "Subject: one\n\n1\n");
        provider.put("2", "Subject: two\n\n2\n");
        provider.put("3", "Subject: three\n\n3\n");
        provider.hangUpAt("2");
        CollectorRow row = collector(Optional.empty());
        assertEquals(Visit.Outcome.failed(Trouble.Kind.UNAVAILABLE, "it closed the connection"), visit.to(row));
        assertEquals(Set.of("1", "2", "3"), provider.uids());
        assertEquals(new Visit.Outcome(2, Optional.of(Trouble.of(Trouble.Kind.STAYS_STUMBLED, 1)), false, false),
                visit.to(row));
        assertEquals(Set.of("2"), provider.uids());
        provider.hangUpAt("");
        assertEquals(done(1), visit.to(row));
        assertEquals("1 3 2", texts(rest));
    }

    @Test
    void aVisitIsBrokenOffWhereverItWaits() throws Exception {
        provider.put("1", "Subject: one\n\n1\n");
        provider.hangAt("1");
        CollectorRow row = collector(Optional.empty());
        CompletableFuture<Visit.Outcome> outcome = CompletableFuture.supplyAsync(() -> visit.to(row));
        provider.awaitHanging();
        visit.breakOff(Instant.MAX);
        assertEquals(Optional.of(Trouble.Kind.UNAVAILABLE),
                outcome.get(10, TimeUnit.SECONDS).trouble().map(Trouble::kind));
    }

    @Test
    void onlyCertificatesAreTrustedAndNeverInTheClear() {
        assertEquals("", Trust.read("certificate", "  "));
        String pem = CERTIFICATE;
        String read = Trust.read("certificate", "some words\n" + pem);
        assertTrue(read.startsWith("SHA-256 "), read);
        assertEquals(read, Trust.read("certificate", read), "what it gives it takes");
        for (String wrong : List.of("x", pem.substring(0, 300), "-----BEGIN PRIVATE KEY-----\n" + pem)) {
            assertEquals("certificate", assertThrows(Invalid.class, () -> Trust.read("certificate", wrong)).field());
        }
        assertEquals("certificate", assertThrows(Invalid.class, () -> service.add(MERCURY, new NewCollector(
                "pop.test", 110, "none", Optional.of(pem), "box", Optional.of("x"), 60, Optional.empty(),
                rest.address(), true))).field());
        Collector made = service.add(MERCURY, new NewCollector("pop.test", 995, "tls", Optional.of(pem), "box",
                Optional.of("x"), 60, Optional.empty(), rest.address(), true));
        assertEquals(read, made.certificate());
        assertEquals("secret", assertThrows(Invalid.class, () -> service.change(MERCURY, made.id(), new NewCollector(
                "pop.test", 995, "tls", Optional.empty(), "box", Optional.empty(), 60, Optional.empty(),
                rest.address(), true))).field(), "other trust is as good as another server");
    }

    private long waitAfter(CollectorRow row, CollectorRow.Visited visit) {
        server.store.collectors().visited(row.id(), visit);
        CollectorRow.State state = row(row.id()).state();
        return Duration.between(state.visited().orElseThrow(), state.next().orElseThrow()).toSeconds();
    }

    private static Visit.Outcome done(int collected) {
        return new Visit.Outcome(collected, Optional.empty(), false, false);
    }

    private CollectorRow collector(Optional<String> domain) {
        return row(service.add(MERCURY, wanted("rest", Optional.of("right"), domain)).id());
    }

    private NewCollector wanted(String account, Optional<String> secret, Optional<String> domain) {
        return new NewCollector("127.0.0.1", provider.port(), "none", Optional.empty(), "box", secret, 60, domain,
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
