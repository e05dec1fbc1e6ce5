package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.port.Login;
import org.mercurymail.port.Manners;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;

/** Who is checked at the door, and who is not. */
class StrangersTest {

    private final TestServer server = new TestServer("mercury.smtp.greylist", "true", "mercury.smtp.relay-networks",
            "10.0.0.0/8@2525");
    private final AccountRow desk = server.account("desk", 0);

    private int rcpt(SmtpClient.Service service, String from, Optional<Login.Granted> login, String recipient) {
        return server.intake().recipient(TestServer.client(service, from, 2525, login),
                TestServer.envelope("a@else.test"), TestServer.to(recipient), 0).status().reply();
    }

    @Test
    void onlyStrangersAtTheMx() {
        SmtpClient.Service mx = SmtpClient.Service.MX;
        assertEquals(451, rcpt(mx, "192.0.2.7", Optional.empty(), desk.address()));
        assertEquals(550, rcpt(mx, "192.0.2.7", Optional.empty(), "nobody@" + server.domain), "never put off in vain");
        assertEquals(550, rcpt(mx, "192.0.2.7", Optional.empty(), "x@away.test"));
        assertEquals(250, rcpt(mx, "192.0.2.7", Optional.of(server.login(desk)), desk.address()));
        assertEquals(250, rcpt(mx, "10.1.2.3", Optional.empty(), desk.address()), "a network that may relay");
        assertEquals(250, rcpt(SmtpClient.Service.LMTP, "192.0.2.7", Optional.empty(), desk.address()));
    }

    @Test
    void whoIsKeptWaiting() {
        TestServer slow = new TestServer("mercury.smtp.greeting-delay", "5s", "mercury.smtp.tarpit", "8s",
                "mercury.listen.proxies", "10.0.0.5/32@2525");
        Duration five = Duration.ofSeconds(5);
        Duration eight = Duration.ofSeconds(8);
        assertEquals(new Manners(five, eight), manners(slow, SmtpClient.Service.MX, "192.0.2.7"));
        assertEquals(Manners.PROMPT, manners(slow, SmtpClient.Service.MX, "10.0.0.5"), "a balancer's health check");
        assertEquals(new Manners(Duration.ZERO, eight), manners(slow, SmtpClient.Service.SUBMISSION, "192.0.2.7"));
        assertEquals(Manners.PROMPT, manners(slow, SmtpClient.Service.LMTP, "192.0.2.7"));
        assertEquals(Manners.PROMPT, manners(server, SmtpClient.Service.MX, "192.0.2.7"), "off by default");
        SmtpClient early = TestServer.client(SmtpClient.Service.MX, Optional.empty());
        assertEquals("554 5.5.1", slow.intake().spokeEarly(early).status().toString().substring(0, 9));
        assertTrue(new TestServer("mercury.smtp.early-talkers", "log").intake().spokeEarly(early).isAccept());
    }

    private static Manners manners(TestServer server, SmtpClient.Service service, String from) {
        return server.intake().manners(TestServer.client(service, from, 2525, Optional.empty()));
    }

    @Test
    void thePostmasterIsThereForEverybody() {
        AccountRow postmaster = server.account("postmaster", 0);
        assertEquals(250, rcpt(SmtpClient.Service.MX, "192.0.2.7", Optional.empty(), postmaster.address()));
    }
}
