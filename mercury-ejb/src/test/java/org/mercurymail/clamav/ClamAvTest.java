package org.mercurymail.clamav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.config.TestSettings;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;

/** What clamd says about messages, and what becomes of them while it says nothing. */
class ClamAvTest {

    private final ScriptedClamd clamd = new ScriptedClamd();

    ClamAvTest() throws IOException { }

    @AfterEach
    void stop() throws IOException {
        clamd.close();
    }

    private String said(Body message, String... changes) {
        String[] all = new String[changes.length + 4];
        System.arraycopy(new String[] {"mercury.clamav", "127.0.0.1:" + clamd.port(), "mercury.clamav.patience", "1s"}, 0,
                all, 0, 4);
        System.arraycopy(changes, 0, all, 4, changes.length);
        return new ClamAv(TestSettings.of(all)).refusal("c1", message).map(Status::toString).orElse("");
    }

    private static Body body(String text) {
        return Body.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aCleanMessagePassesAndIsShownWhole() {
        byte[] large = new byte[3 * 1024 * 1024 + 7];
        new Random(7).nextBytes(large);
        for (byte[] message : new byte[][] {large, "a".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII), {1}, {}}) {
            assertEquals("", said(Body.of(message)));
            assertArrayEquals(message, clamd.scanned.get(clamd.scanned.size() - 1));
        }
    }

    @Test
    void anInfectedOneIsRefusedByName() {
        assertEquals("550 5.7.1 The message is infected: Test.Virus-1", said(body("x" + ScriptedClamd.VIRUS)));
        assertEquals("550 5.7.1 The message is infected: Test.Virus-1",
                said(body(ScriptedClamd.VIRUS), "mercury.clamav.away", "accept"));
    }

    @Test
    void whatCannotBeCheckedIsPutOffOrTakenAsConfigured() throws IOException {
        clamd.mostOctets = 1000;
        away(body("x".repeat(2_000_000)));
        clamd.mostOctets = 50 << 20;
        clamd.silent = true;
        away(body("x"));
        clamd.silent = false;
        clamd.close();
        away(body("x"));
    }

    /** Nothing waits for ever for a clamd that takes no octets. */
    @Test
    void aDeafOneIsLeft() {
        clamd.deaf = true;
        long before = System.nanoTime();
        assertEquals("451 4.7.1", said(body("x".repeat(20_000_000))).substring(0, 9));
        assertTrue(System.nanoTime() - before < 4_000_000_000L);
    }

    private void away(Body message) {
        assertEquals("451 4.7.1 The message cannot be checked for viruses now, try again later", said(message));
        assertEquals("", said(message, "mercury.clamav.away", "accept"));
    }

    @Test
    void withoutOneNobodyIsAsked() {
        assertFalse(new ClamAv(TestSettings.of()).isOn());
        assertEquals(Optional.empty(), new ClamAv(TestSettings.of()).refusal("c1", body("x")));
    }

    @Test
    void everyDoorThatIsScreenedIsScanned() throws Exception {
        TestServer server = new TestServer("mercury.clamav", "127.0.0.1:" + clamd.port());
        AccountRow desk = server.account("desk", 0);
        Origin.Application webmail = new Origin.Application(server.login(desk), "webmail", Optional.empty());
        for (Origin origin : List.of(wire(SmtpClient.Service.MX), wire(SmtpClient.Service.SUBMISSION), webmail,
                new Origin.Directory())) {
            assertEquals("550 5.7.1 The message is infected: Test.Virus-1", assertInstanceOf(Submitted.Rejected.class,
                    submit(server, desk, origin, ScriptedClamd.VIRUS)).status().toString());
            assertInstanceOf(Submitted.Accepted.class, submit(server, desk, origin, "clean"));
        }
        assertEquals(4, server.contents(desk, "INBOX").size());
        int scans = clamd.scanned.size();
        assertInstanceOf(Submitted.Accepted.class, submit(server, desk, wire(SmtpClient.Service.LMTP), "by a local MTA"));
        assertEquals(scans, clamd.scanned.size());
    }

    private static Submitted submit(TestServer server, AccountRow desk, Origin origin, String text) {
        return server.submission.submit(origin, TestServer.envelope(desk.address(), desk.address()),
                TestServer.body("Subject: x\n\n" + text + "\n"));
    }

    private static Origin.Wire wire(SmtpClient.Service service) {
        return new Origin.Wire(TestServer.client(service, Optional.empty()));
    }
}
