package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.envelope;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.milter.ScriptedMilter;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;

/** What milters do to messages on their way in, by every door. */
class ScreeningTest {

    private final ScriptedMilter milter = new ScriptedMilter();
    private final TestServer server = new TestServer("mercury.milters", "127.0.0.1:" + milter.port());
    private final AccountRow desk = server.account("desk", 0);
    private final AccountRow boss = server.account("boss", 0);

    ScreeningTest() throws IOException { }

    @AfterEach
    void stop() throws IOException {
        milter.close();
    }

    private Submitted submit(Origin origin, String... recipients) {
        return server.submission.submit(origin, envelope(desk.address(), recipients), body("Subject: x\n\nhello\n"));
    }

    private Origin.Wire wire(SmtpClient.Service service) {
        return new Origin.Wire(TestServer.client(service, Optional.empty()));
    }

    private Origin.Application webmail() {
        return new Origin.Application(server.login(desk), "webmail", Optional.empty());
    }

    @Test
    void aChangedMessageIsFiledAsItWasChanged() throws Exception {
        milter.answers('E', ScriptedMilter.packet('h', "X-Spam", "no"), ScriptedMilter.raw('b', "changed\r\n"),
                ScriptedMilter.packet('+', "<" + boss.address() + ">"), new byte[] {'c'});
        for (Origin origin : List.of(wire(SmtpClient.Service.MX), webmail())) {
            assertInstanceOf(Submitted.Accepted.class, submit(origin, desk.address()));
        }
        for (AccountRow each : List.of(desk, boss)) {
            List<String> contents = server.contents(each, "INBOX");
            assertEquals(2, contents.size());
            assertTrue(contents.stream().allMatch(text -> text.endsWith("X-Spam: no\r\n\r\nchanged\r\n")), contents.get(0));
        }
    }

    @Test
    void aRefusedOneLeavesNothing() throws Exception {
        milter.answers('E', ScriptedMilter.packet('y', "554 5.7.1 Infected"));
        assertEquals("554 5.7.1 Infected", assertInstanceOf(Submitted.Rejected.class,
                submit(wire(SmtpClient.Service.MX), desk.address())).status().toString());
        milter.answers('E', new byte[] {'d'});
        assertInstanceOf(Submitted.Accepted.class, submit(wire(SmtpClient.Service.MX), desk.address()));
        assertEquals(List.of(), server.contents(desk, "INBOX"));
    }

    @Test
    void lmtpAndWhatWasCollectedAreNotScreened() throws Exception {
        milter.answers('E', new byte[] {'r'});
        assertInstanceOf(Submitted.Accepted.class, submit(wire(SmtpClient.Service.LMTP), desk.address()));
        assertInstanceOf(Submitted.Accepted.class, submit(new Origin.Collected("pop.test"), desk.address()));
        assertInstanceOf(Submitted.Rejected.class, submit(new Origin.Directory(), desk.address()));
        assertTrue(milter.heard.stream().anyMatch(packet -> packet.contains("{daemon_name}|maildrop|")));
        assertEquals(2, server.contents(desk, "INBOX").size());
    }
}
