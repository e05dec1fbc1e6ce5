package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** SCRAM and tokens on real ports, by SMTP, IMAP and POP3; the channel bound and not; who may log in without TLS. */
final class SaslIT {

    private static final String U7 = "u7@mercury.test";
    private static final String BINDING = "p=tls-server-end-point,,";
    private static final byte[] NONE = {};

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();

    /** How a protocol frames an exchange. */
    private record Protocol(String name, int clear, int tls, List<String> hello, String begin, String more, String in,
            String out) {

        /** The server's last line after such a login. */
        String login(LineClient line, String mechanism, ScramClient client) {
            line.send(begin + mechanism + " " + client.first());
            String first = line.line();
            if (!first.startsWith(more)) {
                return first;
            }
            line.send(client.last(first.substring(more.length())));
            String last = line.line();
            if (!last.startsWith(more)) {
                return last;
            }
            assertTrue(client.isServer(last.substring(more.length())), name + " proves itself");
            line.send("");
            return line.line();
        }

        /** All that comes before the client can log in; what is offered is in it. */
        String greet(LineClient line) {
            StringBuilder said = new StringBuilder(line.line());
            for (String word : hello) {
                line.send(word);
                String end;
                do {
                    end = line.line();
                    said.append('\n').append(end);
                } while (!end.matches("250 .*|\\.|a OK .*"));
            }
            return said.toString();
        }
    }

    private List<Protocol> protocols() {
        return List.of(
                new Protocol("SMTP", ports.submission(), ports.submissions(), List.of("EHLO c.test"), "AUTH ", "334 ",
                        "235 2.7.0", "535 5.7.8"),
                new Protocol("IMAP", ports.imap(), ports.imaps(), List.of("a CAPABILITY"), "b AUTHENTICATE ", "+ ",
                        "b OK [CAPABILITY", "b NO [AUTHENTICATIONFAILED]"),
                new Protocol("POP3", ports.pop3(), ports.pop3s(), List.of("CAPA"), "AUTH ", "+ ", "+OK ",
                        "-ERR [AUTH]"));
    }

    private static String tried(Protocol protocol, LineClient line, String mechanism, Supplier<ScramClient> client) {
        try (line) {
            assertTrue(protocol.greet(line).contains("SCRAM-SHA-256"), protocol.name());
            return protocol.login(line, mechanism, client.get());
        }
    }

    @Test
    void aPasswordIsProvenByEveryProtocol() {
        for (Protocol protocol : protocols()) {
            String in = tried(protocol, LineClient.plain(protocol.clear()), "SCRAM-SHA-256",
                    () -> new ScramClient("n,,", NONE, U7, "secret"));
            assertTrue(in.startsWith(protocol.in()), protocol.name() + " " + in);
            String wrong = tried(protocol, LineClient.plain(protocol.clear()), "SCRAM-SHA-256",
                    () -> new ScramClient("n,,", NONE, U7, "wrong"));
            assertTrue(wrong.startsWith(protocol.out()), protocol.name() + " " + wrong);
            String nobody = tried(protocol, LineClient.plain(protocol.clear()), "SCRAM-SHA-256",
                    () -> new ScramClient("n,,", NONE, "nobody@mercury.test", "secret"));
            assertEquals(wrong, nobody, protocol.name());
        }
    }

    @Test
    void aLoginIsBoundToItsChannel() {
        for (Protocol protocol : protocols()) {
            LineClient good = LineClient.tls(protocol.tls());
            String in = tried(protocol, good, "SCRAM-SHA-256-PLUS",
                    () -> new ScramClient(BINDING, good.endPoint(), U7, "secret"));
            assertTrue(in.startsWith(protocol.in()), protocol.name() + " " + in);
            String between = tried(protocol, LineClient.tls(protocol.tls()), "SCRAM-SHA-256-PLUS",
                    () -> new ScramClient(BINDING, new byte[32], U7, "secret"));
            assertTrue(between.startsWith(protocol.out()), protocol.name() + " " + between);
            String cut = tried(protocol, LineClient.tls(protocol.tls()), "SCRAM-SHA-256",
                    () -> new ScramClient("y,,", NONE, U7, "secret"));
            assertTrue(cut.startsWith(protocol.out()), protocol.name() + " " + cut);
        }
    }

    @Test
    void afterStartTlsToo() {
        try (Smtp smtp = Smtp.connect(ports.submission())) {
            assertFalse(smtp.ehlo().text().contains("PLUS"));
            smtp.expect(220, "STARTTLS");
            smtp.line().startTls();
            assertTrue(smtp.ehlo().text().contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN LOGIN"));
            String in = protocols().get(0).login(smtp.line(), "SCRAM-SHA-256-PLUS",
                    new ScramClient(BINDING, smtp.line().endPoint(), U7, "secret"));
            assertTrue(in.startsWith("235 "), in);
        }
    }

    /** An application password needs no name of its own, and is revoked alone. */
    @Test
    void everySecretOfAnAccountCanBeProven() {
        Firm firm = Firm.on(server);
        String desk = firm.account("desk");
        Firm.Key phone = firm.applicationPassword(desk, "phone");
        Protocol imap = protocols().get(1);
        for (String name : new String[] {desk, "DESK@" + firm.otherName()}) {
            for (String secret : new String[] {Firm.PASSWORD, phone.secret()}) {
                String in = tried(imap, LineClient.plain(ports.imap()), "SCRAM-SHA-256",
                        () -> new ScramClient("n,,", NONE, name, secret));
                assertTrue(in.startsWith(imap.in()), in);
            }
        }
        firm.revoke(desk, phone);
        assertTrue(tried(imap, LineClient.plain(ports.imap()), "SCRAM-SHA-256",
                () -> new ScramClient("n,,", NONE, desk, phone.secret())).startsWith(imap.out()));
    }

    /** The token of the issuer opens the account that it names, and ends with the account and not with a password. */
    @Test
    void aTokenOpensWhatItNames() {
        Firm firm = Firm.on(server);
        String desk = firm.account("desk");
        try (Issuer issuer = new Issuer(); LineClient open = LineClient.plain(ports.imap())) {
            String good = issuer.token(desk, Issuer.AUDIENCE, Instant.now());
            open.line();
            open.send("a AUTHENTICATE OAUTHBEARER " + base64("n,a=" + desk + ",\1auth=Bearer " + good + "\1\1"));
            assertTrue(open.line().startsWith("a OK [CAPABILITY "));
            try (Smtp smtp = Smtp.connect(ports.submission())) {
                assertTrue(smtp.ehlo().text().contains(" OAUTHBEARER XOAUTH2 "));
                String xoauth2 = "user=" + desk + "\1auth=Bearer ";
                String other = issuer.token(desk, "shop", Instant.now());
                assertEquals(334, smtp.send("AUTH XOAUTH2 " + base64(xoauth2 + other + "\1\1")).code());
                assertEquals(535, smtp.send("").code());
                String old = issuer.token(desk, Issuer.AUDIENCE, Instant.now().minusSeconds(400));
                assertEquals(334, smtp.send("AUTH XOAUTH2 " + base64(xoauth2 + old + "\1\1")).code());
                assertEquals(535, smtp.send("").code());
                assertEquals(235, smtp.send("AUTH XOAUTH2 " + base64(xoauth2 + good + "\1\1")).code());
                assertEquals(250, smtp.send("MAIL FROM:<" + desk + ">").code());
            }
            try (LineClient pop3 = LineClient.plain(ports.pop3())) {
                pop3.line();
                pop3.send("AUTH OAUTHBEARER"); // a token is longer than a command may be (RFC 5034 §4)
                assertEquals("+ ", pop3.line());
                pop3.send(base64("n,,\1auth=Bearer " + good + "\1\1"));
                assertTrue(pop3.line().startsWith("+OK "));
            }
            firm.close(desk);
            assertEquals("* BYE This login is no longer valid\r\n", open.untilClosed());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** From a network that nobody named: nothing is announced, and nothing is taken. */
    @Test
    void withoutTlsOnlyFromNetworksThatAreNamed() {
        String abroad = "127.200.0.1";
        String plain = "PLAIN AHU3QG1lcmN1cnkudGVzdABzZWNyZXQ=";
        try (Smtp smtp = Smtp.connect(ports.submission(), abroad)) {
            assertFalse(smtp.ehlo().offers("AUTH"));
            for (String login : new String[] {plain, "LOGIN", "SCRAM-SHA-256"}) {
                Smtp.Reply refused = smtp.send("AUTH " + login);
                assertEquals("538 5.7.11", refused.code() + " " + refused.enhanced());
            }
            assertEquals(530, smtp.send("MAIL FROM:<" + U7 + ">").code());
        }
        try (LineClient imap = LineClient.plain(ports.imap(), abroad)) {
            assertTrue(imap.line().matches(".*\\[CAPABILITY .* LOGINDISABLED].*"));
            for (String login : new String[] {"LOGIN " + U7 + " secret", "AUTHENTICATE " + plain}) {
                imap.send("a " + login);
                assertTrue(imap.line().startsWith("a NO [PRIVACYREQUIRED] "), login);
            }
        }
        try (LineClient pop3 = LineClient.plain(ports.pop3(), abroad)) {
            String offer = protocols().get(2).greet(pop3);
            assertFalse(offer.contains("USER") || offer.contains("SASL"), offer);
            for (String login : new String[] {"USER " + U7, "AUTH " + plain}) {
                pop3.send(login);
                assertTrue(pop3.line().startsWith("-ERR [AUTH] "), login);
            }
        }
    }
}
