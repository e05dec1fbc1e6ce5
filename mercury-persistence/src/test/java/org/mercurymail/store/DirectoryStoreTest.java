package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What V2 added: credentials, devices, where people logged in from, names given once, deletion, the audit log. */
class DirectoryStoreTest {

    private static final Doer BY = new Doer(7, "admin@x.test", "rest");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final TestStore store = TestStore.get();

    @Test
    void passwordsAreReplacedAndApplicationPasswordsRevokedAlone() {
        AccountRow a = store.newAccount();
        long first = store.credentials.of(a.id()).get(0).id();
        long second = store.credentials.setPassword(BY, a.id(), "h2");
        assertTrue(second > first, "a secret that is replaced is another credential");
        assertEquals(second, store.credentials.of(a.id()).get(0).id());
        CredentialRow phone = store.credentials.add(BY, a.id(), "phone", "abcde", "h3", false);
        assertThrows(TakenException.class, () -> store.credentials.add(BY, a.id(), "phone", "bcdef", "h4", false));
        assertThrows(TakenException.class, () -> store.credentials.add(BY, a.id(), "fax", "abcde", "h4", false));
        assertEquals(List.of("  h2", "phone abcde h3"), store.credentials.of(a.id()).stream()
                .map(c -> c.label() + " " + c.hint() + " " + c.hash()).toList());
        CredentialRow own = store.credentials.of(a.id()).get(0);
        assertFalse(own.toString().contains("h2"));
        assertFalse(store.credentials.revoke(BY, a.id(), own.id()), "the own password is not revoked");
        assertFalse(store.credentials.revoke(BY, a.id() + 1, phone.id()));
        assertTrue(store.credentials.revoke(BY, a.id(), phone.id()));
        assertEquals(List.of(own), store.credentials.of(a.id()));
        AccountRow mute = store.accounts.addAccount(BY, a.domain(), "mute", "", Set.of(), "", 0);
        assertEquals(List.of(), store.credentials.of(mute.id()));
        store.credentials.setPassword(BY, mute.id(), "first");
        assertEquals("first", store.credentials.of(mute.id()).get(0).hash());
    }

    @Test
    void anAccountIsOpenedByWhatItHasWhileItIsOpen() {
        AccountRow a = store.newAccount();
        long own = store.credentials.of(a.id()).get(0).id();
        CredentialRow phone = store.credentials.add(BY, a.id(), "phone", "abcde", "h", false);
        CredentialRow tool = store.credentials.add(BY, a.id(), "tool", "bcdea", "h", true);
        assertEquals(List.of(false, true, false), store.credentials.of(a.id()).stream().map(CredentialRow::isProgram)
                .toList());
        for (long credential : new long[] {0, own, phone.id(), tool.id()}) {
            assertEquals(Optional.of(a), store.accounts.openedBy(a.id(), credential));
        }
        assertEquals(Optional.empty(), store.accounts.openedBy(store.newAccount().id(), own), "another's");
        store.credentials.revoke(BY, a.id(), phone.id());
        assertEquals(Optional.empty(), store.accounts.openedBy(a.id(), phone.id()));
        long next = store.credentials.setPassword(BY, a.id(), "h2");
        assertEquals(Optional.empty(), store.accounts.openedBy(a.id(), own), "the old password");
        assertTrue(store.accounts.openedBy(a.id(), next).isPresent());
        store.accounts.setActive(BY, a.id(), false);
        for (long credential : new long[] {0, next, tool.id()}) {
            assertEquals(Optional.empty(), store.accounts.openedBy(a.id(), credential), "closed");
        }
    }

    @Test
    void useIsRememberedToTheMinute() {
        AccountRow a = store.newAccount();
        long id = store.credentials.of(a.id()).get(0).id();
        assertEquals(Optional.empty(), used(a).lastUsed());
        store.credentials.used(id, NOON, "192.0.2.1");
        store.credentials.used(id, NOON.plusSeconds(59), "192.0.2.1");
        assertEquals(Optional.of(NOON), used(a).lastUsed());
        store.credentials.used(id, NOON.plusSeconds(61), "192.0.2.1");
        assertEquals(Optional.of(NOON.plusSeconds(61)), used(a).lastUsed());
        store.credentials.used(id, NOON.plusSeconds(62), "192.0.2.2");
        assertEquals("192.0.2.2", used(a).lastFrom());
    }

    @Test
    void aDeviceIsAnAccountWithoutAMailbox() {
        String domain = store.newDomain();
        DeviceRow made = store.devices.add(BY, "printer", domain, "Printer", "h", List.of("a@b.test"),
                List.of("10.0.0.0/8"));
        assertTrue(made.account().isDevice());
        assertEquals(Optional.of(made), store.devices.device(made.account().id()));
        assertEquals(Optional.of(made.account()), store.accounts.byAddress("printer", domain));
        assertEquals("h", store.credentials.of(made.account().id()).get(0).hash());
        assertInstanceOf(Resolution.Unknown.class, store.accounts.resolve("printer", domain).orElseThrow());
        assertEquals(List.of(made), store.devices.page(made.account().id() - 1, 10));
        assertEquals(List.of(), store.accounts.accounts(Optional.of(domain), 0, 10));
        assertThrows(TakenException.class,
                () -> store.accounts.addAccount(BY, domain, "printer", "", Set.of(), "", 0));
        assertTrue(store.devices.change(BY, made.account().id(), "P", List.of("c@d.test"), List.of()));
        assertEquals(List.of("c@d.test"), store.devices.device(made.account().id()).orElseThrow().senders());
        assertFalse(store.devices.change(BY, -1, "P", List.of(), List.of()));
        assertTrue(store.accounts.delete(BY, made.account().id()));
        assertEquals(Optional.empty(), store.devices.device(made.account().id()));
        AccountRow desk = store.accounts.addAccount(BY, domain, "printer", "", Set.of(), "", 0);
        assertEquals(Optional.empty(), store.devices.device(desk.id()));
    }

    @Test
    void aCatchAllTakesWhatADeviceDoesNot() {
        AccountRow desk = store.newAccount();
        store.devices.add(BY, "printer", desk.domain(), "", "h", List.of("a@b.test"), List.of());
        store.domains.setCatchAll(BY, desk.domain(), Optional.of(desk.id()));
        assertEquals(new Resolution.ToAccount(desk, "", true),
                store.accounts.resolve("printer", desk.domain()).orElseThrow());
    }

    private long own(AccountRow account) {
        return store.credentials.of(account.id()).get(0).id();
    }

    @Test
    void placesAreForgottenAfterTheWindow() {
        AccountRow one = store.newAccount();
        AccountRow two = store.newAccount();
        Duration window = Duration.ofMinutes(10);
        store.loginPlaces.seen("192.0.2.1", one.id(), own(one), NOON, window);
        store.loginPlaces.seen("192.0.2.1", two.id(), own(two), NOON.plusSeconds(1), window);
        store.loginPlaces.seen("192.0.2.1", one.id(), own(one), NOON.plusSeconds(59), window);
        assertEquals(List.of(two.id(), one.id()), store.loginPlaces.since("192.0.2.1", NOON), "written seldom");
        store.loginPlaces.seen("192.0.2.1", one.id(), own(one), NOON.plusSeconds(61), window);
        assertEquals(List.of(one.id(), two.id()), store.loginPlaces.since("192.0.2.1", NOON));
        assertEquals(List.of(one.id()), store.loginPlaces.since("192.0.2.1", NOON.plusSeconds(2)));
        assertEquals(List.of(), store.loginPlaces.since("192.0.2.2", NOON));
        store.credentials.setPassword(BY, one.id(), "h2");
        assertEquals(List.of(two.id()), store.loginPlaces.since("192.0.2.1", NOON), "a place lasts as long as its login");
        store.loginPlaces.seen("192.0.2.9", one.id(), own(one), NOON.plusSeconds(700), window);
        assertEquals(0, store.number("SELECT count(*) FROM login_place WHERE address = '192.0.2.1'"));
    }

    @Test
    void aNameIsGivenOnceAlsoToTwoWhoAskAtOnce() throws Exception {
        String domain = store.newDomain();
        int askers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(askers);
        CyclicBarrier start = new CyclicBarrier(askers);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                boolean device = i % 2 == 0;
                Callable<Boolean> asking = () -> {
                    start.await();
                    try {
                        if (device) {
                            store.devices.add(BY, "name", domain, "", "h", List.of("a@b.test"), List.of());
                        } else {
                            store.aliases.add(BY, "name", domain, List.of("a@b.test"));
                        }
                        return true;
                    } catch (TakenException e) {
                        return false;
                    }
                };
                all.add(threads.submit(asking));
            }
            int given = 0;
            for (Future<Boolean> one : all) {
                given += one.get() ? 1 : 0;
            }
            assertEquals(1, given);
        } finally {
            threads.shutdown();
        }
        assertEquals(1, store.audit.page(Optional.of("name@" + domain), Long.MAX_VALUE, 10).size());
    }

    @Test
    void aDeletedAccountLeavesNothingBehind() throws Exception {
        AccountRow gone = store.newAccount();
        AccountRow stays = store.newAccount();
        store.writer.write(Messages.arrival("both".getBytes(), List.of(Messages.filing(gone, gone.inbox(), 0),
                Messages.filing(stays, stays.inbox(), 0)), List.of()));
        store.credentials.add(BY, gone.id(), "phone", "abcde", "h", false);
        store.loginPlaces.seen("192.0.2.3", gone.id(), own(gone), NOON, Duration.ofDays(1));
        store.domains.setCatchAll(BY, gone.domain(), Optional.of(gone.id()));
        assertTrue(store.accounts.delete(BY, gone.id()));
        assertFalse(store.accounts.delete(BY, gone.id()));
        for (String table : List.of("entry", "expunged", "change_log", "subscription", "mailbox", "message",
                "account_clock", "login_place", "device", "credential")) {
            assertEquals(0, store.number("SELECT count(*) FROM " + table + " WHERE account = " + gone.id()), table);
        }
        store.bodies.sweep(Duration.ZERO);
        assertEquals(1, store.mailboxes.list(stays.id()).stream().filter(m -> m.name().equals("INBOX"))
                .findFirst().orElseThrow().messages());
        assertEquals(1, store.number("SELECT count(*) FROM message m JOIN body_part p ON p.body = m.body WHERE account = "
                + stays.id()), "the other's message keeps its body");
        assertThrows(GoneException.class, () -> store.writer.write(Messages.to(gone, gone.inbox(), "late".getBytes())));
        assertTrue(store.domains.remove(BY, gone.domain()), "nothing refers to it any more");
    }

    @Test
    void factsAreJson() {
        assertEquals("{\"a\":\"x\\\"\\\\\\u000a\",\"b\":[\"1\",\"2\"],\"c\":null,\"d\":7,\"e\":true,\"f\":\"ü\"}",
                Facts.of("a", "x\"\\\n").and("b", List.of("1", "2")).and("c", Optional.empty()).and("d", 7L)
                        .and("e", true).and("f", Optional.of("ü")).json());
        assertEquals(null, Facts.NOTHING.json());
    }

    private CredentialRow used(AccountRow account) {
        return store.credentials.of(account.id()).get(0);
    }
}
