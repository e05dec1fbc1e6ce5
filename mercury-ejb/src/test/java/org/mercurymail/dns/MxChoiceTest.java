package org.mercurymail.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Domain;

class MxChoiceTest {

    private final Zone zone = new Zone();

    @Test
    void byPreferenceAndEveryAddress() throws UnknownHostException {
        zone.mx("d.test", 20, "b.test").mx("d.test", 10, "a.test").mx("d.test", 30, "gone.test");
        zone.host("a.test", "2001:db8::1", "192.0.2.1").host("b.test", "192.0.2.2");
        assertEquals(List.of("a.test/2001:db8:0:0:0:0:0:1", "a.test/192.0.2.1", "b.test/192.0.2.2"), hosts("d.test", 1));
    }

    @Test
    void equalsByChance() throws UnknownHostException {
        for (int i = 0; i < 6; i++) {
            zone.mx("d.test", 10, "h" + i + ".test").host("h" + i + ".test", "192.0.2." + i);
        }
        assertEquals(new HashSet<>(hosts("d.test", 1)), new HashSet<>(hosts("d.test", 2)));
        assertNotEquals(hosts("d.test", 1), hosts("d.test", 2));
    }

    @Test
    void withoutMxTheDomainItself() throws UnknownHostException {
        zone.host("d.test", "192.0.2.9");
        assertEquals(List.of("d.test/192.0.2.9"), hosts("d.test", 1));
    }

    @Test
    void nobodyToTry() throws UnknownHostException {
        zone.mx("null.test", 0, ".").mx("dangling.test", 10, "gone.test").mx("slow.test", 10, "silent.test");
        zone.host("empty.test");
        zone.silent.add("silent.test");
        zone.silent.add("dark.test");
        assertEquals("556 5.1.10", nobody("null.test"));
        assertEquals("550 5.1.2", nobody("none.test"));
        assertEquals("550 5.4.4", nobody("dangling.test"));
        assertEquals("550 5.4.4", nobody("empty.test"));
        assertEquals("451 4.4.3", nobody("slow.test"));
        assertEquals("451 4.4.3", nobody("dark.test"));
    }

    @Test
    void oneSilentHostDoesNotHideTheOther() throws UnknownHostException {
        zone.mx("d.test", 10, "silent.test").mx("d.test", 20, "b.test").host("b.test", "192.0.2.2");
        zone.silent.add("silent.test");
        assertEquals(List.of("b.test/192.0.2.2"), hosts("d.test", 1));
    }

    /** RFC 5321 §5.1: neither to ourselves nor to a host less preferred than we are. */
    @Test
    void neverToOurselves() throws UnknownHostException {
        zone.mx("d.test", 10, "a.test").mx("d.test", 20, "SELF.test").mx("d.test", 20, "b.test").mx("d.test", 30, "c.test");
        zone.host("a.test", "192.0.2.1").host("b.test", "192.0.2.2").host("c.test", "192.0.2.3");
        assertEquals(List.of("a.test/192.0.2.1"), hosts("d.test", 1));
        zone.mx("e.test", 10, "self.test");
        assertEquals("550 5.4.6", nobody("e.test"));
    }

    @Test
    void literals() {
        assertEquals(List.of("[192.0.2.7]/192.0.2.7"), hosts("[192.0.2.7]", 1));
        assertEquals(List.of("[ipv6:2001:db8::7]/2001:db8:0:0:0:0:0:7"), hosts("[IPv6:2001:db8::7]", 1));
    }

    @Test
    void aZoneOfThousandsIsCut() throws UnknownHostException {
        for (int i = 0; i < 200; i++) {
            zone.mx("d.test", i, "h" + i + ".test").host("h" + i + ".test", "192.0.2." + i);
        }
        assertEquals(10, hosts("d.test", 1).size());
    }

    private List<String> hosts(String domain, long seed) {
        MxChoice.Choice choice = new MxChoice(zone, new Random(seed)).of(Domain.parse(domain).orElseThrow(), "self.test");
        return assertInstanceOf(MxChoice.Choice.Hosts.class, choice).hosts().stream()
                .map(host -> host.name() + "/" + host.address().getHostAddress()).toList();
    }

    private String nobody(String domain) {
        MxChoice.Choice choice = new MxChoice(zone, new Random(1)).of(Domain.parse(domain).orElseThrow(), "self.test");
        MxChoice.Choice.Nobody nobody = assertInstanceOf(MxChoice.Choice.Nobody.class, choice);
        return nobody.status().reply() + " " + nobody.status().enhanced();
    }
}
