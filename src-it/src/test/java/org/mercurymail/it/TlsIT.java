package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** STARTTLS and TLS from the first byte on every protocol; what was said before TLS is forgotten. */
final class TlsIT {

    private static final String U6 = "u6@mercury.test";
    private static final Set<String> MODERN = Set.of("TLSv1.2", "TLSv1.3");

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();

    @Test
    void smtpStartTls() {
        byte[] message = Mail.of(U6, U6, "starttls", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U6); Smtp smtp = Smtp.connect(ports.submission())) {
            assertTrue(smtp.ehlo().offers("STARTTLS"));
            smtp.expect(220, "STARTTLS");
            smtp.line().startTls();
            assertTrue(MODERN.contains(smtp.line().tlsProtocol()), smtp.line().tlsProtocol());
            Smtp.Reply ehlo = smtp.ehlo();
            assertFalse(ehlo.offers("STARTTLS"), ehlo.toString());
            assertEquals(235, smtp.authPlain(U6, "secret").code());
            assertEquals(250, smtp.deliver(U6, message, U6).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    /** RFC 3207 §4.2: the server forgets what it knew before the handshake, the EHLO and the transaction too. */
    @Test
    void smtpStartTlsForgets() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.expect(250, "MAIL FROM:<a@away.test>");
            Smtp.Reply reply = smtp.send("STARTTLS");
            if (reply.code() == 220) {
                smtp.line().startTls();
                assertEquals(503, smtp.send("RCPT TO:<" + U6 + ">").code());
            } else {
                assertEquals(503, reply.code(), reply.toString());
            }
        }
    }

    /** Bytes pipelined after STARTTLS were sent by somebody in the middle: never run as commands inside TLS. */
    @Test
    void smtpInjectionIsDiscarded() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.line().raw("STARTTLS\r\nMAIL FROM:<injected@evil.test>\r\n");
            Smtp.Reply reply = smtp.reply();
            if (reply.code() != 220) {
                assertEquals(5, reply.code() / 100, reply.toString());
                return;
            }
            try {
                smtp.line().startTls();
            } catch (java.io.UncheckedIOException closed) {
                return;
            }
            assertEquals(250, smtp.ehlo().code(), "the first reply inside TLS is EHLO's");
            assertEquals(503, smtp.send("RCPT TO:<" + U6 + ">").code(), "no transaction was injected");
        }
    }

    @Test
    void imapInjectionIsDiscarded() {
        try (Imap imap = Imap.connect(ports.imap())) {
            imap.line().raw("a STARTTLS\r\nb LOGIN " + U6 + " secret\r\n");
            String reply = imap.response();
            if (!reply.startsWith("a OK")) {
                assertTrue(reply.startsWith("a BAD") || reply.startsWith("a NO"), reply);
                return;
            }
            try {
                imap.line().startTls();
            } catch (java.io.UncheckedIOException closed) {
                return;
            }
            assertFalse(imap.command("SELECT INBOX").ok(), "nobody is logged in");
        }
    }

    @Test
    void smtpImplicitTls() {
        byte[] message = Mail.of(U6, U6, "implicit", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U6); Smtp smtp = Smtp.connectTls(ports.submissions())) {
            assertTrue(MODERN.contains(smtp.line().tlsProtocol()));
            assertFalse(smtp.ehlo().offers("STARTTLS"));
            assertEquals(235, smtp.authLogin(U6, "secret").code());
            assertEquals(250, smtp.deliver(U6, message, U6).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void imapStartTls() {
        try (Imap imap = Imap.connect(ports.imap())) {
            assertTrue(imap.ok("CAPABILITY").has(" STARTTLS( |$)"));
            imap.ok("STARTTLS");
            imap.line().startTls();
            assertFalse(imap.ok("CAPABILITY").has(" STARTTLS( |$)"));
            imap.ok("LOGIN " + U6 + " secret");
            imap.ok("SELECT INBOX");
            imap.logout();
        }
    }

    @Test
    void imapImplicitTls() {
        try (Imap imap = Imap.connectTls(ports.imaps())) {
            imap.ok("LOGIN " + U6 + " secret");
            imap.ok("SELECT INBOX");
            imap.logout();
        }
    }

    @Test
    void pop3StartTls() {
        try (Pop3 pop3 = Pop3.connect(ports.pop3())) {
            assertTrue(pop3.multi("CAPA").contains("STLS"));
            pop3.ok("STLS");
            pop3.line().startTls();
            pop3.ok("USER " + U6);
            pop3.ok("PASS secret");
            pop3.quit();
        }
    }

    @Test
    void pop3ImplicitTls() {
        try (Pop3 pop3 = Pop3.connectTls(ports.pop3s())) {
            pop3.ok("USER " + U6);
            pop3.ok("PASS secret");
            pop3.quit();
        }
    }
}
