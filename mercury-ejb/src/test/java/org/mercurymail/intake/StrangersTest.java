package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.port.Login;
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
    void thePostmasterIsThereForEverybody() {
        AccountRow postmaster = server.account("postmaster", 0);
        assertEquals(250, rcpt(SmtpClient.Service.MX, "192.0.2.7", Optional.empty(), postmaster.address()));
    }
}
