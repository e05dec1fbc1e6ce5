package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How a login ends on a running server, with the secret that opened it and within two seconds, by every protocol; and how
 * failed ones slow down all protocols together.
 */
final class LoginsIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final String ENDED = "This login is no longer valid";

    private static final int BROKER = FreePorts.take();
    private static MercuryServer server;
    private static ServerPorts ports;

    private final Firm firm = Firm.on(server);

    @BeforeAll
    static void start() {
        server = MercuryServer.fresh("logins", Map.of("MERCURY_BROKER_LISTEN", "127.0.0.1:" + BROKER,
                "MERCURY_LOGIN_FAILURES_BY_NAME", "4"));
        ports = server.ports();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A client of each kind, logged in and waiting. */
    private record Clients(Imap imap, String idle, Optional<Pop3> pop3, Smtp smtp, Webmail pages)
            implements AutoCloseable {

        static Clients of(String address, String secret, boolean withPop3) {
            Imap imap = Imap.login(ports.imap(), address, secret);
            imap.ok("SELECT INBOX");
            Webmail pages = Webmail.of(server);
            pages.login(address, secret);
            assertTrue(pages.isIn());
            return new Clients(imap, imap.idle(),
                    withPop3 ? Optional.of(Pop3.login(ports.pop3(), address, secret)) : Optional.empty(),
                    Smtp.submission(ports.submission(), address, secret), pages);
        }

        /** Each is told why, and its connection closed. */
        void assertEndedAtOnce() {
            long start = System.nanoTime();
            assertEquals("* BYE " + ENDED + "\r\n", imap.line().untilClosed());
            assertTrue(smtp.line().untilClosed().matches("421 4\\.3\\.2 \\S+ " + ENDED + "\r\n"));
            pop3.ifPresent(open -> assertEquals("-ERR [SYS/TEMP] " + ENDED + "\r\n", open.line().untilClosed()));
            assertFalse(pages.isIn());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(AT_ONCE) < 0, took.toString());
        }

        void assertAlive() {
            assertTrue(imap.done(idle).ok());
            imap.ok("NOOP");
            smtp.expect(250, "NOOP");
            pop3.ifPresent(open -> open.ok("NOOP"));
            assertTrue(pages.isIn());
        }

        @Override
        public void close() {
            imap.close();
            pop3.ifPresent(Pop3::close);
            smtp.close();
        }
    }

    /** An application at the JMS queue that only waits. */
    private static final class Application implements AutoCloseable {

        private final JMSContext context;
        private final CompletableFuture<JMSException> ended = new CompletableFuture<>();

        Application(String address, String secret) {
            context = connect(address, secret);
            context.setExceptionListener(ended::complete);
            context.createConsumer(context.createTemporaryQueue());
        }

        static JMSContext connect(String address, String secret) {
            return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + BROKER).createContext(address, secret);
        }

        void assertEndedAtOnce() throws Exception {
            try {
                ended.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("the connection stands after " + AT_ONCE, e);
            }
        }

        void assertAlive() {
            context.createProducer().send(context.createQueue("mercury.maildrop"), "From: a@b.test\n\nx\n");
            assertFalse(ended.isDone());
        }

        @Override
        public void close() {
            context.close();
        }
    }

    // ---- how it ends

    @Test
    void anApplicationPasswordIsRevokedAlone() throws Exception {
        String desk = firm.account("desk", "maildrop");
        Firm.Key phone = firm.applicationPassword(desk, "phone");
        Firm.Key laptop = firm.applicationPassword(desk, "laptop");
        try (Clients ofPhone = Clients.of(desk, phone.secret(), true);
                Clients ofLaptop = Clients.of(desk, laptop.secret(), false);
                Clients own = Clients.of(desk, Firm.PASSWORD, false);
                Application shop = new Application(desk, phone.secret());
                Application other = new Application(desk, laptop.secret())) {
            firm.revoke(desk, phone);
            ofPhone.assertEndedAtOnce();
            shop.assertEndedAtOnce();
            ofLaptop.assertAlive();
            own.assertAlive();
            other.assertAlive();
            Pop3.login(ports.pop3(), desk, laptop.secret()).quit(); // the lock of the mailbox went with its session
            assertEquals(401, firm.rest(desk, phone.secret()).get("accounts/" + desk).status());
            assertThrows(JMSSecurityRuntimeException.class, () -> Application.connect(desk, phone.secret()).close());
        }
    }

    @Test
    void aNewPasswordEndsWhatTheOldOneOpened() throws Exception {
        String desk = firm.account("desk", "maildrop");
        Firm.Key phone = firm.applicationPassword(desk, "phone");
        try (Clients own = Clients.of(desk, Firm.PASSWORD, true);
                Clients ofPhone = Clients.of(desk, phone.secret(), false);
                Application shop = new Application(desk, Firm.PASSWORD)) {
            assertEquals(200, firm.rest(desk, Firm.PASSWORD).patch("accounts/" + desk,
                    "{\"currentPassword\":\"" + Firm.PASSWORD + "\",\"password\":\"battery staple\"}").status());
            own.assertEndedAtOnce();
            shop.assertEndedAtOnce();
            ofPhone.assertAlive();
        }
        assertEquals(401, firm.rest(desk, Firm.PASSWORD).get("accounts/" + desk).status());
        try (Clients again = Clients.of(desk, "battery staple", true)) {
            firm.change("accounts/" + desk, "{\"displayName\":\"The desk\",\"quotaBytes\":1000000}");
            again.assertAlive(); // what takes no secret away ends nothing
        }
        try (Clients again = Clients.of(desk, "battery staple", true)) {
            firm.change("accounts/" + desk, "{\"password\":\"by the administrator\"}");
            again.assertEndedAtOnce();
        }
    }

    @Test
    void aClosedAccountIsOutOfEverything() throws Exception {
        String desk = firm.account("desk", "maildrop");
        String boss = firm.account("boss");
        Firm.Key phone = firm.applicationPassword(desk, "phone");
        try (Clients own = Clients.of(desk, Firm.PASSWORD, true);
                Clients ofPhone = Clients.of(desk, phone.secret(), false);
                Clients others = Clients.of(boss, Firm.PASSWORD, true);
                Application shop = new Application(desk, Firm.PASSWORD)) {
            firm.close(desk);
            own.assertEndedAtOnce();
            ofPhone.assertEndedAtOnce();
            shop.assertEndedAtOnce();
            others.assertAlive();
        }
        assertEquals(401, firm.rest(desk, Firm.PASSWORD).get("accounts/" + desk).status());
        try (Imap imap = Imap.connect(ports.imap()); Smtp smtp = Smtp.connect(ports.submission())) {
            assertTrue(imap.command("LOGIN " + desk + " " + phone.secret()).status().startsWith("NO "));
            smtp.ehlo();
            assertEquals(535, smtp.authPlain(desk, phone.secret()).code());
        }
        firm.change("accounts/" + desk, "{\"active\":true}");
        Pop3.login(ports.pop3(), desk, phone.secret()).quit();
    }

    @Test
    void aDevicesOldSecretEndsWithItsSession() {
        String printer = firm.at("printer");
        var made = firm.make("devices", "{\"address\":\"" + printer + "\",\"senders\":[\"" + printer + "\"]}");
        String device = "devices/" + made.getJsonObject("device").get("id");
        try (Smtp smtp = Smtp.submission(ports.submission(), printer, made.getString("password"))) {
            String next = firm.admin().post(device + "/password", "{}").json().getString("password");
            long start = System.nanoTime();
            assertTrue(smtp.line().untilClosed().endsWith(ENDED + "\r\n"));
            assertTrue(System.nanoTime() - start < AT_ONCE.toNanos());
            Smtp.submission(ports.submission(), printer, next).quit();
        }
    }

    // ---- what failures cost

    /** Four are free; each further one doubles the pause. The account never logged in before: nothing is remembered. */
    @Test
    void failuresCountTogetherOverAllProtocolsAndThenTheRightPasswordWaitsToo() {
        String desk = firm.account("desk");
        String boss = firm.account("boss");
        try (Pop3 pop3 = Pop3.connect(ports.pop3()); Imap imap = Imap.connect(ports.imap());
                Smtp smtp = Smtp.connect(ports.submission())) {
            pop3.ok("USER " + desk);
            assertTrue(pop3.send("PASS wrong").startsWith("-ERR [AUTH]"));
            assertTrue(imap.command("LOGIN " + desk + " wrong").status().startsWith("NO [AUTHENTICATIONFAILED]"));
            smtp.ehlo();
            assertEquals(535, smtp.authPlain(desk, "wrong").code());
            assertTrue(Webmail.of(server).login(desk, "wrong").body().contains("Wrong address or password."));
            Rest wrong = firm.rest(desk, "wrong");
            assertEquals(401, wrong.get("status").status(), "the fifth: from here on it costs time");
            Await.value("a pause of eight seconds", Duration.ofSeconds(60), () -> {
                Rest.Answer answer = wrong.get("status");
                return answer.status() == 429 && Integer.parseInt(answer.header("Retry-After")) == 8
                        ? Optional.of(answer) : Optional.empty();
            });

            Rest right = firm.rest(desk, Firm.PASSWORD);
            assertEquals(429, right.get("accounts/" + desk).status());
            pop3.ok("USER " + desk);
            assertTrue(pop3.send("PASS " + Firm.PASSWORD).startsWith("-ERR [SYS/TEMP]"));
            assertTrue(imap.command("LOGIN " + desk + " \"" + Firm.PASSWORD + "\"").status()
                    .startsWith("NO [UNAVAILABLE]"));
            assertEquals("454 4.7.0", codes(smtp.authPlain(desk, Firm.PASSWORD)));
            assertTrue(Webmail.of(server).login(desk, Firm.PASSWORD).body()
                    .contains("Logging in is not possible at the moment."));
            assertEquals(200, firm.rest(boss, Firm.PASSWORD).get("accounts/" + boss).status(), "others do not wait");

            Await.until("the pause to be over", Duration.ofSeconds(30), () ->
                    right.get("accounts/" + desk).status() == 200);
            assertEquals(235, smtp.authPlain(desk, Firm.PASSWORD).code());
        }
    }

    private static String codes(Smtp.Reply reply) {
        return reply.code() + " " + reply.enhanced();
    }
}
