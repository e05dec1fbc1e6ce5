package org.mercurymail.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.SetClock;
import org.mercurymail.config.TestSettings;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.StoreForTests;

/** Greylisting on a real database. */
class GreylistTest {

    private final SetClock clock = new SetClock();
    private final String sender = UUID.randomUUID() + "@else.test";
    private Greylist greylist = fresh();

    /** As after a restart: it remembers nothing but what is in the store. */
    private Greylist fresh() {
        return new Greylist(TestSettings.of("mercury.smtp.greylist", "true", "mercury.smtp.greylist.delay", "2m"),
                StoreForTests.get().strangers(), clock);
    }

    private Optional<Status> refusal(String client, String from, String to) {
        return greylist.refusal(new Check.Caller(
                TestServer.client(SmtpClient.Service.MX, client, 25, Optional.empty()),
                TestServer.envelope(from), TestServer.to(to)));
    }

    private void later(Duration time) {
        clock.now = clock.now.plus(time);
    }

    @Test
    void aStrangerComesAgain() {
        assertEquals(451, refusal("198.51.100.7", sender, "b@firm.test").orElseThrow().reply());
        later(Duration.ofSeconds(119));
        assertTrue(refusal("198.51.100.7", sender, "b@firm.test").isPresent(), "too soon");
        assertTrue(refusal("198.51.100.7", sender, "c@firm.test").isPresent(), "for another he is new");
        assertTrue(refusal("203.0.113.7", sender, "b@firm.test").isPresent(), "from elsewhere too");
        later(Duration.ofSeconds(1));
        greylist = fresh();
        assertFalse(refusal("198.51.100.250", sender, "b@firm.test").isPresent(), "the same /24 will do");
        assertFalse(refusal("198.51.100.7", sender.toUpperCase(), "B@Firm.test").isPresent());
        later(Duration.ofDays(35));
        assertFalse(refusal("198.51.100.7", sender, "b@firm.test").isPresent(), "known for weeks");
    }

    @Test
    void whoComesBackDaysLaterIsNew() {
        refusal("198.51.101.7", sender, "b@firm.test");
        later(Duration.ofDays(3));
        assertTrue(refusal("198.51.101.7", sender, "b@firm.test").isPresent());
        later(Duration.ofMinutes(2));
        assertFalse(refusal("198.51.101.7", sender, "b@firm.test").isPresent());
    }

    @Test
    void aNetworkThatAlwaysComesBackIsNotAskedAnyMore() {
        for (int i = 0; i < 5; i++) {
            assertTrue(refusal("2001:db8:77::1", i + sender, "b@firm.test").isPresent());
            later(Duration.ofMinutes(3));
            assertFalse(refusal("2001:db8:77::2", i + sender, "b@firm.test").isPresent());
        }
        greylist = fresh();
        assertFalse(refusal("2001:db8:77::3", "new" + sender, "b@firm.test").isPresent());
        assertTrue(refusal("2001:db8:78::3", "new" + sender, "b@firm.test").isPresent());
    }

    @Test
    void theForgottenAreNewAgain() {
        refusal("198.51.102.7", sender, "b@firm.test");
        later(Duration.ofDays(2).plusSeconds(1));
        assertTrue(StoreForTests.get().strangers().forget(clock.now) >= 1);
        assertEquals(0, StoreForTests.get().strangers().forget(clock.now));
    }

    @Test
    void offByDefault() {
        greylist = new Greylist(TestSettings.of(), StoreForTests.get().strangers(), clock);
        assertEquals(Optional.empty(), refusal("198.51.103.7", sender, "b@firm.test"));
    }
}
