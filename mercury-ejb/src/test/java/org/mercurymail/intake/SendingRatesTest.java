package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.envelope;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.DirectoryForTests;
import org.mercurymail.accounts.HostedDomain;
import org.mercurymail.port.Login;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;

/** How much an account may hand over in an hour, over a real database. */
class SendingRatesTest {

    private final TestServer server =
            new TestServer("mercury.account.messages", "3", "mercury.account.recipients", "5");
    private final AccountRow desk = server.account("desk", 0);
    private final AccountRow boss = server.account("boss", 0);

    private String submit(Origin origin, String... recipients) {
        Submitted outcome = server.submission.submit(origin, envelope(desk.address(), recipients), body("hello\n"));
        return outcome instanceof Submitted.Rejected rejected ? rejected.status().toString() : "";
    }

    private Origin.Application by(String service) {
        return new Origin.Application(server.login(desk), service, Optional.empty());
    }

    private Origin.Wire wire() {
        return new Origin.Wire(smtp(server.login(desk)));
    }

    private static SmtpClient smtp(Login.Granted login) {
        return TestServer.client(SmtpClient.Service.SUBMISSION, Optional.of(login));
    }

    @Test
    void allWaysTogetherAndAfterARestart() {
        assertEquals("", submit(wire(), boss.address()));
        assertEquals("", submit(by("webmail"), boss.address()));
        server.clock.now = server.clock.now.plus(Duration.ofMinutes(20));
        assertEquals(250, server.intake().mail(smtp(server.login(desk)), envelope(desk.address())).status().reply());
        assertEquals("", submit(by("jms"), boss.address()));
        String full = "450 4.7.1 You have sent what you may in an hour, come again in 40 minutes";
        assertEquals(full, submit(by("rest"), boss.address()));
        assertEquals(full, server.intake().mail(smtp(server.login(desk)), envelope(desk.address())).status().toString(),
                "said before the message is sent");
        SendingRates restarted = new SendingRates(server.settings, server.store.handedOver(), server.limits,
                server.clock);
        assertEquals(full, restarted.refusal(server.login(desk), 1).orElseThrow().toString());
        assertEquals(Optional.empty(), restarted.refusal(server.login(boss), 1), "another's hour is another's");
        server.clock.now = server.clock.now.plus(Duration.ofMinutes(40));
        assertEquals("", submit(wire(), boss.address()));
    }

    @Test
    void recipientsCountToo() {
        assertEquals("", submit(wire(), "a@else.test", "b@else.test", "c@else.test"));
        assertEquals("450 4.7.1", submit(wire(), "a@else.test", "b@else.test", "c@else.test").substring(0, 9));
        assertEquals("", submit(wire(), "a@else.test", "b@else.test"), "what fits still goes");
        assertEquals("550 5.5.3 You may send to 5 recipients in an hour", submit(wire(), "a@else.test", "b@else.test",
                "c@else.test", "d@else.test", "e@else.test", "f@else.test"));
    }

    @Test
    void theAccountsOfADomainTogether() {
        TestServer firm = new TestServer();
        AccountRow one = firm.account("one", 0);
        AccountRow two = firm.account("two", 0);
        firm.directory.domains.setLimits(DirectoryForTests.ADMIN, firm.domain, new HostedDomain.Limits(0, 0, 400, 2));
        assertEquals("", by(firm, one, "hello\n"));
        assertEquals("", by(firm, two, "hello\n"));
        assertEquals("450 4.7.1", by(firm, one, "hello\n").substring(0, 9));
        assertEquals(450, firm.intake().mail(smtp(firm.login(two)), envelope(two.address())).status().reply());
        firm.clock.now = firm.clock.now.plus(Duration.ofHours(1));
        assertEquals("", by(firm, one, "hello\n"));
        assertEquals("552 5.3.4 Messages of " + firm.domain + " have 400 octets at the most",
                by(firm, one, "x".repeat(401)));
    }

    private static String by(TestServer firm, AccountRow account, String text) {
        Submitted outcome = firm.submission.submit(new Origin.Application(firm.login(account), "rest", Optional.empty()),
                envelope(account.address(), "x@else.test"), body(text));
        return outcome instanceof Submitted.Rejected rejected ? rejected.status().toString() : "";
    }

    /** Said at RCPT to whom declares the size, else at the end to all: nothing is reported to a forged sender. */
    @Test
    void aDomainTakesNoLargerMessages() throws Exception {
        TestServer firm = new TestServer();
        AccountRow small = firm.account("small", 0);
        firm.directory.domains.setLimits(DirectoryForTests.ADMIN, firm.domain, new HostedDomain.Limits(0, 0, 400, 0));
        assertEquals(552, firm.rcpt(small.address(), 401).status().reply());
        assertEquals(250, firm.rcpt(small.address(), 400).status().reply());
        Submitted outcome = firm.submission.submit(new Origin.Wire(TestServer.client(SmtpClient.Service.MX,
                Optional.empty())), envelope("a@else.test", small.address(), boss.address()), body("x".repeat(401)));
        assertEquals("5.3.4", assertInstanceOf(Submitted.Rejected.class, outcome).status().enhanced());
        assertEquals(0, server.contents(boss, "INBOX").size());
    }

    @Test
    void whatStrangersSendToTheAccountIsNotCounted() {
        for (int i = 0; i < 6; i++) {
            server.send("a@else.test", desk.address(), "hello");
        }
        assertInstanceOf(Submitted.Accepted.class,
                server.submission.submit(wire(), envelope(desk.address(), boss.address()), body("hello\n")));
    }
}
