package org.mercurymail.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.SetClock;
import org.mercurymail.config.TestSettings;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;

/** How much a network may bring in a minute. */
class NetworkRatesTest {

    private final SetClock clock = new SetClock();

    private String rcpt(NetworkRates rates, String from, String... before) {
        return rates.refusal(new Check.Caller(TestServer.client(SmtpClient.Service.MX, from, 25, Optional.empty()),
                TestServer.envelope("a@else.test", before), TestServer.to("b@firm.test"))).map(Status::toString).orElse("");
    }

    @Test
    void messagesOfANetworkAreCountedForAMinute() {
        NetworkRates rates = new NetworkRates(TestSettings.of("mercury.smtp.network.messages", "2"), clock);
        assertEquals("", rcpt(rates, "198.51.100.7"));
        assertEquals("", rcpt(rates, "198.51.100.7", "x@firm.test"), "the same message");
        clock.now = clock.now.plusSeconds(20);
        assertEquals("", rcpt(rates, "198.51.100.8"));
        assertEquals("450 4.7.1 Too much from your network, come again in 40 seconds", rcpt(rates, "198.51.100.9"));
        assertEquals("", rcpt(rates, "198.51.100.7", "x@firm.test"), "what has begun may go on");
        assertEquals("", rcpt(rates, "198.51.101.9"), "another network");
        clock.now = clock.now.plusSeconds(40);
        assertEquals("", rcpt(rates, "198.51.100.9"));
    }

    @Test
    void recipientsAreCountedToo() {
        NetworkRates rates = new NetworkRates(TestSettings.of("mercury.smtp.network.recipients", "2"), clock);
        assertEquals("", rcpt(rates, "2001:db8:0:7::1"));
        assertEquals("", rcpt(rates, "2001:db8:0:7::2", "x@firm.test"));
        assertEquals("450 4.7.1 Too much from your network, come again in 60 seconds", rcpt(rates, "2001:db8:0:7::3"));
    }

    @Test
    void withoutALimitNothingIsCounted() {
        NetworkRates rates = new NetworkRates(TestSettings.of(), clock);
        for (int i = 0; i < 1000; i++) {
            assertEquals("", rcpt(rates, "198.51.100.7"));
        }
    }
}
