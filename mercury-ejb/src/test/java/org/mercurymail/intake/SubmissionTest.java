package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.client;
import static org.mercurymail.intake.TestServer.envelope;
import static org.mercurymail.intake.TestServer.to;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Doer;
import org.mercurymail.store.QueuedMessage;

class SubmissionTest {

    private static final String MESSAGE = "From: a@else.test\nSubject: Hello\n\nText.\n";

    private final TestServer server = new TestServer();
    private final AccountRow desk = server.account("desk", 0);
    private final AccountRow boss = server.account("boss", 0);

    @Test
    void fromTheWorldToAMailbox() throws Exception {
        Submitted.Accepted accepted = accepted(mx("a@else.test", MESSAGE, desk.address()));
        String kept = server.contents(desk, "INBOX").get(0);
        assertTrue(kept.matches("(?s)Return-Path: <a@else\\.test>\r\nDelivered-To: desk@" + server.domain + "\r\n"
                + "Received: from client\\.test \\(\\[192\\.0\\.2\\.7]\\)\r\n\tby mx\\.mercury\\.test \\(Mercury\\) with ESMTPS id "
                + accepted.id() + "\r\n\tfor <desk@" + server.domain + ">;\r\n"
                + "\t[A-Z][a-z]{2}, \\d{1,2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\r\n"
                + "From: a@else.test\r\nSubject: Hello\r\n\r\nText.\r\n"), kept);
        assertEquals(List.of(), server.dispatched);
        assertEquals("Hello", server.mailboxes.page(desk.id(), "INBOX", Long.MAX_VALUE, 10).lines().get(0).subject());
    }

    @Test
    void severalRecipientsAreNotNamed() throws Exception {
        accepted(mx("a@else.test", MESSAGE, desk.address(), boss.address()));
        assertFalse(server.contents(desk, "INBOX").get(0).contains("for <"));
        assertTrue(server.contents(boss, "INBOX").get(0).contains("Delivered-To: boss@"));
    }

    @Test
    void theSubmittersHeaderIsCompleted() throws Exception {
        Origin wire = new Origin.Wire(client(SmtpClient.Service.SUBMISSION, Optional.of(server.login(desk))));
        accepted(server.submission.submit(wire, envelope(desk.address(), boss.address()), body("Subject: x\n\ny\n")));
        String kept = server.contents(boss, "INBOX").get(0);
        assertTrue(kept.contains("with ESMTPSA id"), kept);
        assertTrue(kept.contains("\r\nDate: ") && kept.contains("\r\nMessage-ID: <"), kept);
        accepted(server.submission.submit(wire, envelope(desk.address(), boss.address()),
                body("date: Tue, 1 Jan 2026 00:00:00 +0000\nMESSAGE-id: <1@x>\n\ny\n")));
        String complete = server.contents(boss, "INBOX").get(1);
        assertFalse(complete.contains("\r\nDate: ") || complete.contains("\r\nMessage-ID: "), complete);
    }

    @Test
    void theWorldsHeaderIsNot() throws Exception {
        accepted(mx("a@else.test", "Subject: x\n\ny\n", desk.address()));
        assertFalse(server.contents(desk, "INBOX").get(0).contains("Date: "));
    }

    @Test
    void textWithoutAHeaderStaysText() throws Exception {
        accepted(mx("a@else.test", "just text\nmore\n", desk.address()));
        assertTrue(server.contents(desk, "INBOX").get(0).endsWith("+0000\r\n\r\njust text\r\nmore\r\n"));
        accepted(mx("a@else.test", "\nbody only\n", desk.address()));
        assertTrue(server.contents(desk, "INBOX").get(1).endsWith("+0000\r\n\r\nbody only\r\n"));
        accepted(mx("a@else.test", "", desk.address()));
        assertTrue(server.contents(desk, "INBOX").get(2).endsWith("+0000\r\n"));
    }

    @Test
    void circlesAreCut() throws Exception {
        String hops = "Received: x\n".repeat(50) + MESSAGE;
        assertEquals("554 5.4.6", rejected(mx("a@else.test", hops, desk.address())));
        String again = "Delivered-To: DESK@" + server.domain + "\n" + MESSAGE;
        assertEquals("554 5.4.6", rejected(mx("a@else.test", again, desk.address())));
        accepted(mx("a@else.test", again, boss.address()));
        accepted(server.submission.submit(new Origin.Application(server.login(desk), "webmail", Optional.empty()),
                envelope(desk.address(), desk.address()), body(again)));
        assertEquals(1, server.contents(desk, "INBOX").size());
        assertEquals(1, server.contents(boss, "INBOX").size());
    }

    @Test
    void foreignRecipientsAreQueuedWithWhatWasAsked() throws Exception {
        Origin wire = new Origin.Wire(client(SmtpClient.Service.SUBMISSION, Optional.of(server.login(desk))));
        Submitted.Accepted accepted = accepted(server.submission.submit(wire, envelope(desk.address()).withOnly(List.of(
                to("x@else.test", Recipient.Notify.SUCCESS, Recipient.Notify.FAILURE), to(boss.address()),
                to("y@other.test"))), body(MESSAGE)));
        assertEquals(List.of(accepted.id()), server.dispatched);
        QueuedMessage queued = server.store.queue().leased(accepted.id().value(), server.store.writer().node())
                .orElseThrow();
        assertEquals(List.of("x@else.test", "y@other.test"),
                queued.recipients().stream().map(r -> r.address()).toList());
        assertEquals("FAILURE,SUCCESS", queued.recipients().get(0).notifyOn());
        assertEquals(desk.id(), queued.account());
        assertEquals(1, server.contents(boss, "INBOX").size());
    }

    @Test
    void anApplicationMaySendOnlyAsItself() {
        Origin web = new Origin.Application(server.login(desk), "webmail", Optional.empty());
        assertEquals("550 5.7.1", rejected(server.submission.submit(web, envelope(boss.address(), "x@else.test"),
                body(MESSAGE))));
        accepted(server.submission.submit(web, envelope(desk.address(), "x@else.test"), body(MESSAGE)));
    }

    @Test
    void successIsReportedWhereAsked() throws Exception {
        Origin wire = new Origin.Wire(client(SmtpClient.Service.SUBMISSION, Optional.of(server.login(desk))));
        accepted(server.submission.submit(wire, envelope(desk.address()).withOnly(List.of(
                to(boss.address(), Recipient.Notify.SUCCESS))), body(MESSAGE)));
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.startsWith("Return-Path: <>\r\n") && report.contains("Action: delivered"), report);
        accepted(server.submission.submit(wire, envelope("").withOnly(List.of(
                to(boss.address(), Recipient.Notify.SUCCESS))), body(MESSAGE)));
        assertEquals(1, server.contents(desk, "INBOX").size(), "none for the null sender");
    }

    @Test
    void aStrayTargetIsReported() throws Exception {
        server.account("left", 0);
        server.store.aliases().add(Doer.MERCURY, "team", server.domain, List.of("left@" + server.domain, boss.address()));
        server.store.accounts().setActive(Doer.MERCURY,
                server.store.accounts().byAddress("left", server.domain).orElseThrow().id(), false);
        accepted(mx(desk.address(), MESSAGE, "team@" + server.domain));
        assertEquals(1, server.contents(boss, "INBOX").size());
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("Final-Recipient: rfc822; left@") && report.contains("Status: 5.2.1"), report);
    }

    @Test
    void watchersAndSnapshotsAreToldAtOnce() throws Exception {
        assertEquals(0, server.mailboxes.open(desk.id(), "inbox").size());
        accepted(mx("a@else.test", MESSAGE, desk.address()));
        assertEquals(1, server.mailboxes.open(desk.id(), "INBOX").size());
    }

    @Test
    void theRelayRule() {
        SmtpIntake intake = server.intake();
        for (SmtpClient.Service service : new SmtpClient.Service[] {SmtpClient.Service.MX, SmtpClient.Service.LMTP}) {
            SmtpClient stranger = client(service, Optional.empty());
            assertEquals(250, intake.mail(stranger, envelope("a@else.test")).status().reply());
            assertEquals("550 5.7.1 Relaying denied", intake.recipient(stranger, envelope("a@else.test"),
                    to("x@else.test"), 0).status().toString());
            assertEquals(250, intake.recipient(stranger, envelope("a@else.test"), to(desk.address()), 0).status().reply());
            assertEquals("5.1.1", intake.recipient(stranger, envelope("a@else.test"),
                    to("nobody@" + server.domain), 0).status().enhanced());
        }
        SmtpClient nobody = client(SmtpClient.Service.SUBMISSION, Optional.empty());
        assertEquals(530, intake.mail(nobody, envelope(desk.address())).status().reply());
        SmtpClient user = client(SmtpClient.Service.MX, Optional.of(server.login(desk)));
        assertEquals(250, intake.mail(user, envelope(desk.address())).status().reply());
        assertEquals(550, intake.mail(user, envelope(boss.address())).status().reply());
        assertEquals(250, intake.mail(user, envelope("")).status().reply());
        assertEquals(250, intake.recipient(user, envelope(desk.address()), to("x@else.test"), 0).status().reply());
    }

    @Test
    void lmtpAnswersForEach() throws Exception {
        AccountRow full = server.account("full", 10);
        SmtpIntake intake = server.intake();
        SmtpClient mta = client(SmtpClient.Service.LMTP, Optional.empty());
        List<Integer> first = intake.message(mta, envelope("a@else.test", desk.address(), full.address()),
                body(MESSAGE)).stream().map(v -> v.status().reply()).toList();
        assertEquals(List.of(250, 250), first);
        List<Integer> second = intake.message(mta, envelope("a@else.test", full.address(), desk.address()),
                body(MESSAGE)).stream().map(v -> v.status().reply()).toList();
        assertEquals(List.of(452, 250), second);
        assertEquals(List.of(452), intake.message(mta, envelope("a@else.test", full.address()), body(MESSAGE)).stream()
                .map(v -> v.status().reply()).toList());
        assertEquals(2, server.contents(desk, "INBOX").size());
        assertEquals(1, server.contents(full, "INBOX").size());
    }

    private Submitted mx(String sender, String text, String... recipients) {
        return server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope(sender, recipients), body(text));
    }

    private static Submitted.Accepted accepted(Submitted outcome) {
        return assertInstanceOf(Submitted.Accepted.class, outcome, outcome.toString());
    }

    private static String rejected(Submitted outcome) {
        Submitted.Rejected rejected = assertInstanceOf(Submitted.Rejected.class, outcome);
        return rejected.status().reply() + " " + rejected.status().enhanced();
    }
}
