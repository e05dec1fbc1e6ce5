package org.mercurymail.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.accounts.FakeAccounts;
import org.mercurymail.config.TestSettings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Recipient;
import org.mercurymail.store.Lists;
import org.mercurymail.store.DeviceRow;
import org.mercurymail.store.Devices;

class RouterTest {

    private final FakeAccounts accounts = new FakeAccounts().domain("firm.test", "").domain("alias.test", "firm.test");
    private final Devices devices = new Devices() {
        @Override
        public Optional<DeviceRow> device(long account) {
            return Optional.of(new DeviceRow(accounts.account(account).orElseThrow(), List.of("scan@firm.test"),
                    List.of()));
        }
    };
    private final Router router = new Router(accounts, devices, new Lists() { },
            TestSettings.of("mercury.hostname", "mx.firm.test"));

    {
        accounts.account("desk", "firm.test", Set.of(), true, 0, "");
        accounts.account("boss", "firm.test", Set.of("admin"), true, 0, "");
        accounts.account("left", "firm.test", Set.of(), false, 0, "");
        accounts.account("full", "firm.test", Set.of(), true, 1000, "");
        accounts.use(4, 1000);
    }

    @Test
    void eachKindOfAddress() {
        assertEquals(new Destination.Local(1, 10), route("Desk@firm.test"));
        assertEquals(new Destination.Local(1, 10), route("desk+news@firm.test"));
        assertEquals(new Destination.Local(1, 10), route("desk@alias.test"));
        assertEquals(new Destination.Remote(new Domain("else.test")), route("desk@else.test"));
        assertEquals("550 5.1.1", codes("nobody@firm.test"));
        assertEquals("550 5.2.1", codes("left@firm.test"));
        assertEquals("452 4.2.2", codes("full@firm.test"));
        accounts.alias("info@firm.test", "desk@firm.test", "x@else.test", "not an address");
        assertEquals(new Destination.Alias(List.of(Address.of("desk@firm.test"), Address.of("x@else.test"))),
                route("info@firm.test"));
        accounts.catchAll("firm.test", 2);
        assertEquals(new Destination.Local(2, 20), route("nobody@firm.test"));
    }

    @Test
    void aNewDomainWorksAtOnce() {
        assertEquals(new Destination.Remote(new Domain("new.test")), route("desk@new.test"));
        accounts.domain("new.test", "firm.test");
        router.forget(new AddressesChanged());
        assertEquals(new Destination.Local(1, 10), route("desk@new.test"));
    }

    @Test
    void aDeclaredSizeMustFit() {
        accounts.use(4, 600);
        assertEquals(new Destination.Local(4, 40), router.route(Address.of("full@firm.test"), 400));
        assertEquals(new Destination.Local(4, 40), router.route(Address.of("full@firm.test"), 0));
        assertEquals("452 4.2.2", codes(router.route(Address.of("full@firm.test"), 401)));
        assertEquals("552 5.2.3", codes(router.route(Address.of("full@firm.test"), 1001)));
        accounts.alias("info@firm.test", "full@firm.test");
        assertEquals("5.2.3", router.spread(List.of(to("info@firm.test")), 1001).refused().get(to("info@firm.test"))
                .enhanced());
        assertEquals(new Destination.Local(1, 10), router.route(Address.of("desk@firm.test"), 1L << 40), "no quota");
    }

    @Test
    void postmasterOfTheMachineIsTheFirstDomains() {
        assertEquals(new Destination.Alias(List.of(Address.of("postmaster@alias.test"))),
                route("PostMaster@mx.firm.test"));
        assertEquals(new Destination.Remote(new Domain("mx.firm.test")), route("desk@mx.firm.test"));
    }

    @Test
    void spreadFollowsAliasesAndFilesOnce() {
        accounts.alias("info@firm.test", "desk@firm.test", "all@firm.test", "x@else.test");
        accounts.alias("all@firm.test", "info@firm.test", "boss@firm.test", "X@else.test");
        Recipient asked = new Recipient(Address.of("info@firm.test"), Set.of(Recipient.Notify.SUCCESS),
                Optional.empty());
        Spread spread = router.spread(List.of(asked, to("desk+a@firm.test"), to("y@else.test")));
        assertEquals(List.of(1L, 2L), spread.local().stream().map(filed -> filed.mailbox().account()).toList());
        assertEquals(List.of("x@else.test", "y@else.test"),
                spread.remote().stream().map(recipient -> recipient.address().key()).toList());
        assertEquals(Optional.of("rfc822;info@firm.test"), spread.remote().get(0).original());
        assertEquals(Set.of(Recipient.Notify.SUCCESS), spread.remote().get(0).notifyOn());
        assertEquals(Optional.empty(), spread.remote().get(1).original());
        assertTrue(spread.refused().isEmpty());
        assertTrue(spread.strays().isEmpty());
    }

    @Test
    void circlesEnd() {
        accounts.alias("a@firm.test", "b@firm.test");
        accounts.alias("b@firm.test", "a@firm.test");
        Spread spread = router.spread(List.of(to("a@firm.test")));
        assertTrue(spread.isEmpty());
        assertEquals("5.4.6", spread.refused().get(to("a@firm.test")).enhanced());
    }

    @Test
    void aTargetThatRefusesIsAStrayBesideOneThatTakes() {
        accounts.alias("team@firm.test", "left@firm.test", "desk@firm.test");
        Spread spread = router.spread(List.of(to("team@firm.test")));
        assertEquals(1, spread.local().size());
        assertEquals("left@firm.test", spread.strays().get(0).recipient().address().toString());
        assertEquals("5.2.1", spread.strays().get(0).status().enhanced());
        accounts.alias("dead@firm.test", "left@firm.test", "nobody@firm.test");
        Spread none = router.spread(List.of(to("dead@firm.test")));
        assertTrue(none.isEmpty() && none.strays().isEmpty());
        assertEquals("5.2.1", none.refused().get(to("dead@firm.test")).enhanced());
    }

    @Test
    void whoMaySendAsWhat() {
        accounts.alias("info@firm.test", "desk@firm.test", "x@else.test");
        for (String own : new String[] {"desk@firm.test", "DESK+x@firm.test", "desk@alias.test", "info@firm.test"}) {
            assertTrue(router.maySendAs(1, true, Optional.of(Address.of(own))), own);
        }
        for (String foreign : new String[] {"boss@firm.test", "nobody@firm.test", "desk@else.test"}) {
            assertFalse(router.maySendAs(1, true, Optional.of(Address.of(foreign))), foreign);
        }
        assertTrue(router.maySendAs(2, true, Optional.of(Address.of("desk@firm.test"))), "an administrator");
        assertFalse(router.maySendAs(2, false, Optional.of(Address.of("desk@firm.test"))), "but not his program");
        assertTrue(router.maySendAs(2, false, Optional.of(Address.of("boss@firm.test"))));
        assertFalse(router.maySendAs(2, true, Optional.of(Address.of("desk@else.test"))), "only in our domains");
        assertFalse(router.maySendAs(3, true, Optional.of(Address.of("left@firm.test"))), "closed");
        assertTrue(router.maySendAs(1, true, Optional.empty()));
        assertFalse(router.maySendAs(3, true, Optional.empty()), "closed");
        long printer = accounts.device("printer", "firm.test", "").id();
        assertTrue(router.maySendAs(printer, true, Optional.of(Address.of("Scan@firm.test"))));
        assertFalse(router.maySendAs(printer, true, Optional.of(Address.of("printer@firm.test"))), "not on its list");
        assertFalse(router.maySendAs(printer, true, Optional.empty()), "nobody reads what it reports");
    }

    @Test
    void aGoodAnswerIsRememberedForAMomentABadOneIsNot() {
        route("desk@firm.test");
        int asked = accounts.questions;
        route("desk@firm.test");
        assertEquals(asked, accounts.questions);
        router.forget(new AccountChanged(1));
        route("desk@firm.test");
        assertEquals(asked + 1, accounts.questions);
        assertInstanceOf(Destination.Refuse.class, route("new@firm.test"));
        accounts.account("new", "firm.test", Set.of(), true, 0, "");
        assertInstanceOf(Destination.Local.class, route("new@firm.test"));
    }

    private Destination route(String address) {
        return router.route(Address.of(address));
    }

    private String codes(String address) {
        return codes(route(address));
    }

    private static String codes(Destination destination) {
        Destination.Refuse refuse = assertInstanceOf(Destination.Refuse.class, destination);
        return refuse.status().reply() + " " + refuse.status().enhanced();
    }

    private static Recipient to(String address) {
        return Recipient.of(Address.of(address));
    }
}
