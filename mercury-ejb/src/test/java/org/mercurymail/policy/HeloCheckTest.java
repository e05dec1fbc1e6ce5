package org.mercurymail.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.FakeAccounts;
import org.mercurymail.config.TestSettings;
import org.mercurymail.dns.Zone;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;

/** What a stranger may call itself. */
class HeloCheckTest {

    private final FakeAccounts accounts = new FakeAccounts().domain("firm.test", "");
    private final Zone zone = new Zone();
    private int connections;

    private Optional<Status> refusal(HeloCheck check, String from, String helo) {
        Peer peer = new Peer("c" + ++connections, "mx", new InetSocketAddress(TestServer.ip(from), 1000),
                new InetSocketAddress(TestServer.ip("192.0.2.25"), 25), false);
        SmtpClient client = new SmtpClient(peer, SmtpClient.Service.MX, helo, true, Optional.empty());
        return check.refusal(new Check.Caller(client, TestServer.envelope("a@else.test"), TestServer.to("b@firm.test")));
    }

    private HeloCheck check(String form, String unknown) {
        return new HeloCheck(TestSettings.of("mercury.smtp.helo", form, "mercury.smtp.helo.unknown", unknown), accounts,
                zone);
    }

    private void says(String why, String helo) {
        String expected = "550 5.7.1 You call yourself " + helo + ", which " + why;
        assertEquals(expected, refusal(check("refuse", "off"), "203.0.113.7", helo).map(Status::toString).orElse(helo));
        assertEquals(Optional.empty(), refusal(check("log", "log"), "203.0.113.7", helo));
        assertEquals(Optional.empty(), refusal(check("off", "off"), "203.0.113.7", helo));
    }

    @Test
    void whoGivesNoNameOrOursIsRefused() {
        for (String none : new String[] {"-", "a b", "a..b", "_?_", "203.0.113.7", "7", "[203.0.113.256]", "[ipv6:abc]",
            "[IPv6:1::2::3]", "[203.0.113.7"}) {
            says("is neither a domain name nor an address literal", none);
        }
        says("is this server's own name", "MX.mercury.test");
        says("is this server's own address", "[192.0.2.25]");
        says("is a domain of this server's", "Firm.test");
    }

    @Test
    void othersPass() {
        for (String good : new String[] {"mail.else.test", "localhost", "[203.0.113.7]", "[IPv6:2001:db8::7]", "bücher.test",
            "sub.firm.test", "7.else"}) {
            assertEquals(Optional.empty(), refusal(check("refuse", "off"), "203.0.113.7", good), good);
        }
        assertEquals(Optional.empty(), refusal(check("refuse", "off"), "127.0.0.1", "mx.mercury.test"), "it is this machine");
        assertEquals(Optional.empty(), refusal(check("refuse", "off"), "192.0.2.25", "firm.test"));
        assertTrue(zone.asked.isEmpty());
    }

    @Test
    void whomDnsDoesNotKnowOnlyTheStricterLevelRefuses() throws Exception {
        zone.host("mail.else.test", "203.0.113.7");
        zone.silent.add("slow.test");
        assertEquals(Optional.empty(), refusal(check("off", "refuse"), "203.0.113.7", "mail.else.test"));
        assertEquals(Optional.empty(), refusal(check("off", "refuse"), "203.0.113.7", "[203.0.113.7]"));
        assertEquals(Optional.empty(), refusal(check("off", "refuse"), "203.0.113.7", "slow.test"), "no answer, no fault");
        assertEquals("550 5.7.1 You call yourself none.test, which is a name that DNS does not know",
                refusal(check("refuse", "refuse"), "203.0.113.7", "none.test").orElseThrow().toString());
        assertEquals(Optional.empty(), refusal(check("refuse", "log"), "203.0.113.7", "none.test"));
    }

    @Test
    void aNameIsJudgedOnceForItsConnection() {
        HeloCheck check = check("refuse", "refuse");
        SmtpClient client = TestServer.client(SmtpClient.Service.MX, Optional.empty());
        for (int i = 0; i < 3; i++) {
            check.refusal(new Check.Caller(client, TestServer.envelope("a@else.test"), TestServer.to("b@firm.test")));
        }
        assertEquals(1, accounts.questions);
        assertEquals(1, zone.asked.size());
    }
}
