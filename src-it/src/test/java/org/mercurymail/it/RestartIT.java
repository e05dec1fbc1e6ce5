package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stopping like a service and starting again: what sessions hear, and what is still there. */
final class RestartIT {

    private static final String U1 = "u1@mercury.test";

    private final MercuryServer server = MercuryServer.fresh("restart", Map.of());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everythingIsKeptAndSessionsAreToldGoodbye() {
        ServerPorts ports = server.ports();
        server.start();
        String away = "waits-" + Mail.token() + "@away.test";
        byte[] message = Mail.of(U1, U1, "kept", "hello\r\n");
        byte[] held = Mail.of(U1, "u2@mercury.test", "held", "hello\r\n");
        byte[] queued = Mail.of(U1, away, "queued", "hello\r\n");
        try (Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, U1).code());
            assertEquals(250, smtp.deliver(U1, queued, away).code());
            smtp.expect(250, "MAIL FROM:<" + U1 + "> HOLDFOR=5"); // ends while nobody is there
            smtp.expect(250, "RCPT TO:<u2@mercury.test>");
            assertEquals(250, smtp.data(held).code());
        }
        List<String> before = state(ports);

        try (Smtp smtp = Smtp.connect(ports.mx()); Imap imap = Imap.inbox(ports.imap(), U1);
                Imap idle = Imap.inbox(ports.imap(), U1); Pop3 pop3 = Pop3.login(ports.pop3(), U1)) {
            smtp.ehlo();
            idle.idle();
            server.terminate();
            assertEquals(421, smtp.reply().code(), "RFC 5321 §3.8");
            assertTrue(imap.response().startsWith("* BYE"), "RFC 3501 §7.1.5");
            assertTrue(idle.response().startsWith("* BYE"));
            assertTrue(smtp.line().closedByServer());
            assertTrue(imap.line().closedByServer());
            assertTrue(pop3.line().untilClosed().matches("(-ERR [^\r\n]*\r\n)?"), "POP3 may say why");
        }
        int exit = server.awaitEnd();
        assertTrue(exit == 0 || exit == 143, "exit " + exit);

        try (Sink sink = new Sink(ports.sink())) {
            double seconds = server.start();
            assertTrue(seconds > 0);
            assertEquals(before, state(ports), "UIDVALIDITY, UIDs, flags, octets");
            Mail.assertSame(queued, sink.await(away, Duration.ofSeconds(30)).message());
            assertEquals(1, sink.count(away));
            Await.until("the end of the hold", Duration.ofSeconds(30), () -> {
                try (Imap imap = Imap.login(ports.imap(), "u2@mercury.test")) {
                    return imap.uidNext("INBOX") == 2;
                }
            });
        }
    }

    private static List<String> state(ServerPorts ports) {
        try (Imap imap = Imap.login(ports.imap(), U1)) {
            Imap.Answer select = imap.ok("SELECT INBOX");
            String validity = select.find("UIDVALIDITY (\\d+)");
            String next = select.find("UIDNEXT (\\d+)");
            imap.ok("STORE 1 +FLAGS.SILENT (\\Flagged $Kept)");
            Imap.Answer fetch = imap.ok("UID FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[])");
            return List.of(validity, next, fetch.untagged().toString().replace("\\Recent", "").replaceAll(" +", " ")
                    .replace("( ", "(").replace(" )", ")"));
        }
    }
}
