package org.mercurymail.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.SetClock;
import org.mercurymail.config.TestSettings;
import org.mercurymail.dns.Zone;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;

/** Block and allow lists in DNS, with a zone in memory. */
class DnsListsTest {

    private final Zone zone = new Zone();
    private final SetClock clock = new SetClock();
    private final DnsLists lists = new DnsLists(TestSettings.of("mercury.smtp.block-lists", "bl.test, BL2.test",
            "mercury.smtp.allow-lists", "wl.test"), zone, clock);

    private Optional<Status> refusal(String client) {
        return lists.refusal(new Check.Caller(TestServer.client(SmtpClient.Service.MX, client, 25, Optional.empty()),
                TestServer.envelope("a@else.test"), TestServer.to("b@firm.test")));
    }

    @Test
    void aListedClientHearsWhereAndWhy() throws Exception {
        zone.host("7.2.0.192.bl.test", "127.0.0.2").text("7.2.0.192.bl.test", "see https://bl.test/\u0007?192.0.2.7");
        Status said = refusal("192.0.2.7").orElseThrow();
        assertEquals("550 5.7.1 Client 192.0.2.7 is listed at bl.test: see https://bl.test/??192.0.2.7",
                said.toString());
        assertEquals(Optional.empty(), refusal("192.0.2.8"));
        zone.host("8.2.0.192.bl2.test", "127.0.0.10", "127.0.0.4");
        assertEquals("550 5.7.1 Client 192.0.2.8 is listed at bl2.test", refusal("192.0.2.8").orElseThrow().toString());
    }

    @Test
    void theNibblesOfIpv6() throws Exception {
        zone.host("7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test", "127.0.0.2");
        assertTrue(refusal("2001:db8::7").isPresent());
        assertFalse(refusal("2001:db8::8").isPresent());
    }

    @Test
    void whatIsNoEntryListsNobody() throws Exception {
        zone.host("7.2.0.192.bl.test", "192.0.2.99"); // a parked domain answers everything
        zone.host("7.2.0.192.bl2.test", "127.255.255.254"); // asked through a public resolver
        assertEquals(Optional.empty(), refusal("192.0.2.7"));
    }

    @Test
    void aListThatIsSilentRestsAndHoldsUpNobody() throws Exception {
        zone.host("7.2.0.192.bl2.test", "127.0.0.2");
        zone.silent.add("bl.test");
        assertTrue(refusal("192.0.2.7").isPresent(), "the other list still counts");
        zone.asked.clear();
        assertEquals(Optional.empty(), refusal("192.0.2.8"));
        assertTrue(zone.asked.stream().noneMatch(name -> name.endsWith("bl.test")), zone.asked.toString());
        zone.silent.clear();
        zone.host("8.2.0.192.bl.test", "127.0.0.2");
        clock.now = clock.now.plus(Duration.ofSeconds(61));
        assertTrue(refusal("192.0.2.8").isPresent());
    }

    @Test
    void allowed() throws Exception {
        zone.host("9.2.0.192.wl.test", "127.0.5.3");
        assertTrue(lists.isAllowed(TestServer.ip("192.0.2.9")));
        assertFalse(lists.isAllowed(TestServer.ip("192.0.2.10")));
    }
}
