package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job: submitted with AUTH, in the mailbox when 250 is said, fetched octet for octet by IMAP and POP3. */
final class SubmitAndFetchIT {

    private static final String U1 = "u1@mercury.test";
    private static final String U2 = "u2@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();

    static Stream<Arguments> bodies() {
        String all = Stream.iterate(128, i -> i + 1).limit(128).map(i -> String.valueOf((char) (int) i))
                .reduce("", String::concat);
        return Stream.of(
                Arguments.of("plain", "Hello\r\n"),
                Arguments.of("eight bits", "caf\u00e9 " + all + "\r\n"),
                Arguments.of("dots", ".\r\n..\r\n...\r\n.a\r\n\r\n.\r\nend\r\n"),
                Arguments.of("only a dot", ".\r\n"),
                Arguments.of("empty", ""),
                Arguments.of("empty lines", "\r\n\r\n\r\n"),
                Arguments.of("spaces at line ends", "a  \r\n\t\r\n  \r\n"),
                Arguments.of("looks like the end", "From here\r\n>From there\r\nQUIT\r\nRSET\r\n"),
                Arguments.of("longest line", "x".repeat(998) + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void comesOutAsItWentIn(String name, String body) {
        byte[] message = Mail.of(U1, U2, name, body);
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, U2).code());
            byte[] fetched = inbox.only();
            Mail.assertSame(message, fetched);
            try (Pop3 pop3 = Pop3.login(ports.pop3(), U2)) {
                assertArrayEquals(fetched, pop3.retr(pop3.count()), "POP3 and IMAP agree");
                pop3.quit();
            }
            smtp.quit();
        }
    }

    @Test
    void authLogin() {
        byte[] message = Mail.of(U1, U2, "login", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.connect(ports.submission())) {
            assertTrue(smtp.ehlo().text().lines().anyMatch(line -> line.matches("AUTH .*\\bPLAIN\\b.*")));
            assertEquals(235, smtp.authLogin(U1, "secret").code());
            assertEquals(250, smtp.deliver(U1, message, U2).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void wrongPasswordSendsNothing() {
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.connect(ports.submission())) {
            smtp.ehlo();
            assertEquals(535, smtp.authPlain(U1, "wrong").code());
            assertEquals(530, smtp.send("MAIL FROM:<" + U1 + ">").code(), "AUTH is required (RFC 6409 §4.3)");
            inbox.assertNothing();
        }
        assertFalse(server.log().contains("AHUxQG1lcmN1cnkudGVzdAB3cm9uZw"), "no credentials in the log");
    }

    /** BDAT takes what DATA cannot: a message whose last line has no CRLF, in chunks of any size (RFC 3030). */
    @Test
    void bdatWithoutFinalCrlf() {
        byte[] message = Mail.of(U1, U2, "bdat", "first\r\n.\r\nlast line, and no CRLF");
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            smtp.envelope(U1, U2);
            int half = message.length / 2;
            assertEquals(250, smtp.bdat(java.util.Arrays.copyOf(message, half), false).code());
            assertEquals(250, smtp.bdat(new byte[0], false).code());
            assertEquals(250, smtp.bdat(java.util.Arrays.copyOfRange(message, half, message.length), true).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void oneMebibyte() {
        byte[] message = Mail.large(U1, U2, "1 MiB", 1 << 20, 11);
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, U2).code());
            Mail.assertSame(message, inbox.only());
        }
    }

    @Test
    void everyRecipientGetsItAndUnknownOnesAreRefused() {
        byte[] message = Mail.of(U1, "several@mercury.test", "several", "to all\r\n");
        List<String> users = List.of("u2@mercury.test", "u3@mercury.test", "u4@mercury.test", "u5@mercury.test");
        List<Inbox> inboxes = users.stream().map(user -> Inbox.of(server, user)).toList();
        try (Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            smtp.envelope(U1, users.toArray(String[]::new));
            Smtp.Reply refused = smtp.send("RCPT TO:<nobody@mercury.test>");
            assertEquals(550, refused.code());
            assertEquals("5.1.1", refused.enhanced());
            assertEquals(250, smtp.data(message).code());
        }
        for (Inbox inbox : inboxes) {
            Mail.assertSame(message, inbox.only());
            inbox.close();
        }
    }

    /** RFC 5321 §4.1.1.3: the same recipient twice in one transaction is one copy or two, but never none. */
    @Test
    void mailboxNamesIgnoreCase() {
        byte[] message = Mail.of(U1, U2, "case", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, "U2@MERCURY.TEST").code());
            Mail.assertSame(message, inbox.only());
        }
    }

    /** RFC 5321 §4.5.1: the postmaster is reached with and without a domain, in any case of letters. */
    @Test
    void postmasterIsAlwaysThere() {
        for (String postmaster : List.of("Postmaster", "postmaster@mercury.test", "POSTMASTER@MERCURY.TEST")) {
            try (Smtp smtp = Smtp.connect(ports.mx())) {
                smtp.ehlo();
                byte[] message = Mail.of("a@away.test", "postmaster@mercury.test", "postmaster", "hello\r\n");
                assertEquals(250, smtp.deliver("a@away.test", message, postmaster).code());
            }
        }
    }

    /** The MX port takes mail for local accounts from anybody, without AUTH. */
    @Test
    void strangersReachLocalAccounts() {
        byte[] message = Mail.of("stranger@away.test", U2, "from outside", "hello\r\n");
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            assertEquals(250, smtp.deliver("stranger@away.test", message, U2).code());
            byte[] fetched = inbox.only();
            Mail.assertSame(message, fetched);
            String text = new String(fetched, StandardCharsets.ISO_8859_1);
            assertTrue(text.contains("Return-Path: <stranger@away.test>\r\n"), text);
            assertTrue(text.contains("Received: from client.test "), text);
        }
    }

    @Test
    void submissionAddsWhatIsMissing() {
        byte[] bare = ("From: <" + U1 + ">\r\nSubject: bare\r\n\r\nno date, no id\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (Inbox inbox = Inbox.of(server, U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, bare, U2).code());
            String text = new String(inbox.only(), StandardCharsets.ISO_8859_1);
            assertTrue(text.matches("(?s).*\r\nDate: .*"), text);
            assertTrue(text.matches("(?s).*\r\nMessage-ID: <[^>\r\n]+>\r\n.*"), text);
            assertTrue(text.endsWith("\r\n\r\nno date, no id\r\n"), text);
        }
    }
}
