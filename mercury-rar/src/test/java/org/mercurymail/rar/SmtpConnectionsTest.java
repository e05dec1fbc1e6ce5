package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;

/** The way out: against Mercury's own way in, and against servers that do not behave. */
@Timeout(60)
class SmtpConnectionsTest {

    private static final int OURS = 22040;
    private static final int OURS_TLS = 22041;
    private static final int LMTP = 22042;
    private static final int OTHER = 22045;
    private static final Body HELLO = Body.of("Subject: x\r\n\r\n.dot\r\nhello\r\n".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path directory;

    /** A pool as simple as can be: one set, matched by the factory, dropped on error. */
    private static final class Pool implements ConnectionManager, ConnectionEventListener {

        private static final long serialVersionUID = 1L;

        final Set<SmtpManagedConnection> idle = new HashSet<>();
        int made;
        int dropped;

        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
                throws jakarta.resource.ResourceException {
            SmtpManagedConnection connection =
                    (SmtpManagedConnection) factory.matchManagedConnections(idle, null, info);
            if (connection == null) {
                made++;
                connection = (SmtpManagedConnection) factory.createManagedConnection(null, info);
                connection.addConnectionEventListener(this);
            }
            idle.remove(connection);
            return connection.getConnection(null, info);
        }

        @Override
        public void connectionClosed(ConnectionEvent event) {
            SmtpManagedConnection connection = (SmtpManagedConnection) event.getSource();
            connection.cleanup();
            idle.add(connection);
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            dropped++;
            ((SmtpManagedConnection) event.getSource()).destroy();
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) { }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) { }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) { }
    }

    private final FakeContainer container = new FakeContainer();
    private final TrialIntake bean = new TrialIntake();
    private final FakeContainer.Endpoints endpoints = new FakeContainer.Endpoints(bean);
    private final MercuryResourceAdapter adapter = new MercuryResourceAdapter();
    private final Pool pool = new Pool();
    private final SmtpManagedConnectionFactory managed = new SmtpManagedConnectionFactory();
    private SmtpConnectionFactory factory;

    @BeforeEach
    void start() throws Exception {
        adapter.start(container);
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setListeners("mx@127.0.0.1:" + OURS + ", submission@127.0.0.1:" + OURS_TLS + "/tls, lmtp@127.0.0.1:"
                + LMTP);
        spec.setHostname("localhost.test");
        spec.setDataDirectory(directory.toString());
        adapter.endpointActivation(endpoints, spec);
        managed.setResourceAdapter(adapter);
        managed.setConnectSeconds("2");
        managed.setMostSeconds("1");
        factory = (SmtpConnectionFactory) managed.createConnectionFactory(pool);
    }

    @AfterEach
    void stop() {
        pool.idle.forEach(SmtpManagedConnection::destroy);
        adapter.stop();
        container.close();
    }

    private static Route route(int port, Route.Tls tls) {
        return new Route("localhost", "127.0.0.1", port, port == LMTP, tls, Optional.empty(), "me.test");
    }

    private static Envelope to(String... recipients) {
        List<Address> all = new ArrayList<>();
        for (String recipient : recipients) {
            all.add(Address.parse(recipient).orElseThrow());
        }
        return Envelope.of(Address.parse("a@b.test"), all);
    }

    private Status send(Route route, String recipient) throws RouteUnavailable {
        try (SmtpConnection connection = factory.connect(route)) {
            return connection.send(to(recipient), HELLO).outcomes().get(0).status();
        }
    }

    @Test
    void sendsByteForByteAndUsesItsConnectionAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals("250 2.0.0 stored", send(route(OURS, Route.Tls.NEVER), "u1@mercury.test").toString());
        }
        assertEquals(5, bean.stored.size());
        assertEquals("Subject: x\r\n\r\n.dot\r\nhello\r\n", bean.stored.element());
        assertEquals(1, pool.made);
        assertEquals(1, bean.clients.size(), "one connection for all");
    }

    @Test
    void reportsEachRecipient() throws Exception {
        try (SmtpConnection connection = factory.connect(route(OURS, Route.Tls.NEVER))) {
            DeliveryReport report = connection.send(to("u1@m.test", "no@m.test", "later@m.test"), HELLO);
            assertEquals(List.of(250, 550, 450),
                    report.outcomes().stream().map(outcome -> outcome.status().reply()).toList());
            assertEquals("localhost[127.0.0.1]", report.outcomes().get(0).remote());
        }
        try (SmtpConnection connection = factory.connect(route(LMTP, Route.Tls.NEVER))) {
            DeliveryReport report = connection.send(to("u1@m.test", "u2@m.test"), HELLO);
            assertEquals(List.of(250, 250),
                    report.outcomes().stream().map(outcome -> outcome.status().reply()).toList());
        }
        assertEquals(2, pool.made, "another route, another connection");
    }

    @Test
    void opportunisticTlsTakesAnyCertificate() throws Exception {
        assertEquals(250, send(route(OURS, Route.Tls.OPPORTUNISTIC), "u1@m.test").reply());
        assertEquals(1, bean.secured.size());
    }

    @Test
    void requiredTlsChecksTheCertificate() {
        RouteUnavailable refused = assertThrows(RouteUnavailable.class,
                () -> send(route(OURS, Route.Tls.REQUIRED), "u1@m.test"));
        assertEquals("4.7.5", refused.status().enhanced());
        assertThrows(RouteUnavailable.class, () -> send(route(OURS_TLS, Route.Tls.IMPLICIT), "u1@m.test"));
        assertTrue(bean.stored.isEmpty());
    }

    @Test
    void requiredAndImplicitTlsTrustTheAuthorityThatWasNamed() throws Exception {
        managed.setTrustedCertificates(directory.resolve("tls/certificate.pem").toString());
        assertEquals(250, send(route(OURS, Route.Tls.REQUIRED), "u1@m.test").reply());
        Route smart = new Route("localhost", "127.0.0.1", OURS_TLS, false, Route.Tls.IMPLICIT,
                Optional.of(new Credentials("u1@mercury.test", "secret", "PLAIN")), "me.test");
        assertEquals(250, send(smart, "u1@m.test").reply());
        Route wrongName = new Route("other.test", "127.0.0.1", OURS, false, Route.Tls.REQUIRED, Optional.empty(),
                "me.test");
        assertEquals("4.7.5", assertThrows(RouteUnavailable.class, () -> send(wrongName, "u1@m.test"))
                .status().enhanced());
        Route wrongPassword = new Route("localhost", "127.0.0.1", OURS_TLS, false, Route.Tls.IMPLICIT,
                Optional.of(new Credentials("u1@mercury.test", "wrong", "PLAIN")), "me.test");
        assertEquals(454, assertThrows(RouteUnavailable.class, () -> send(wrongPassword, "u1@m.test"))
                .status().reply());
    }

    @Test
    void aHostThatIsAwayIsAnAnswer() {
        RouteUnavailable away = assertThrows(RouteUnavailable.class,
                () -> send(route(22049, Route.Tls.NEVER), "u1@m.test"));
        assertEquals("451 4.4.1", away.status().toString().substring(0, 9));
        assertTrue(away.status().text().contains("localhost[127.0.0.1]:22049"), away.status().text());
        assertEquals(1, pool.dropped);
    }

    @Test
    void aServerThatTurnsUsAwayIsAnAnswer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(OTHER, talk -> talk.say("554 no mail here"))) {
            RouteUnavailable no = assertThrows(RouteUnavailable.class,
                    () -> send(route(OTHER, Route.Tls.NEVER), "u1@m.test"));
            assertEquals(554, no.status().reply());
        }
    }

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(OTHER, talk -> over.await())) {
            long begun = System.nanoTime();
            assertThrows(RouteUnavailable.class, () -> send(route(OTHER, Route.Tls.NEVER), "u1@m.test"));
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(10));
            over.countDown();
        }
    }

    @Test
    void aServerThatStopsReadingInTheMessageIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Body big = Body.of(new byte[50_000_000]);
        try (ScriptedServer server = new ScriptedServer(OTHER, talk -> {
            talk.greet().hear().say("250 ok").hear().say("250 ok").hear().say("354 go");
            over.await();
        }); SmtpConnection connection = factory.connect(route(OTHER, Route.Tls.NEVER))) {
            Status status = connection.send(to("u1@m.test"), big).outcomes().get(0).status();
            assertEquals(451, status.reply());
            over.countDown();
        }
        assertEquals(1, pool.dropped);
    }

    @Test
    void aPooledConnectionThatTheServerClosedIsOpenedAnew() throws Exception {
        try (ScriptedServer server = new ScriptedServer(OTHER,
                talk -> talk.greet().take(), // closes after one message
                talk -> talk.greet().take().hear().say("250 ok").take())) {
            assertEquals(250, send(route(OTHER, Route.Tls.NEVER), "u1@m.test").reply());
            assertEquals(250, send(route(OTHER, Route.Tls.NEVER), "u2@m.test").reply(),
                    "MAIL was not answered: nothing was sent twice");
            TimeUnit.MILLISECONDS.sleep(1100); // long enough in the pool to be asked for a sign of life
            assertEquals(250, send(route(OTHER, Route.Tls.NEVER), "u3@m.test").reply());
            assertEquals(2, server.heard.stream().filter("<connection>"::equals).count());
            assertEquals(1, server.heard.stream().filter("RSET"::equals).count());
            assertEquals(1, server.heard.stream().filter(line -> line.contains("u2@m.test")).count());
        }
    }

    /** RFC 9422: so many recipients of a transaction, and so many transactions of a connection, as the server says. */
    @Test
    void theServersLimitsAreKept() throws Exception {
        ScriptedServer.Script two = talk -> {
            talk.say("220 there ESMTP").hear().say("250-there\r\n250 LIMITS RCPTMAX=2 MAILMAX=1");
            talk.hear().say("250 ok").hear().say("250 ok").hear().say("250 ok").hear().say("354 go").hearMessage()
                    .say("250 kept").hear().say("221 bye");
        };
        ScriptedServer.Script one = talk -> talk.greet().take();
        try (ScriptedServer server = new ScriptedServer(OTHER, two, two, one);
                SmtpConnection connection = factory.connect(route(OTHER, Route.Tls.NEVER))) {
            DeliveryReport report = connection.send(to("u1@m.test", "u2@m.test", "u3@n.test", "u4@m.test", "u5@m.test"),
                    HELLO);
            assertEquals(List.of(250, 250, 250, 250, 250),
                    report.outcomes().stream().map(o -> o.status().reply()).toList());
            assertEquals(List.of("u1", "u2", "u3", "u4", "u5"),
                    report.outcomes().stream().map(o -> o.recipient().address().localPart()).toList());
            assertEquals(3, server.heard.stream().filter("<connection>"::equals).count());
            assertEquals(2, server.heard.stream().filter("QUIT"::equals).count());
        }
    }

    /** RFC 8689 §4.2.1, against a Mercury that proves its name. */
    @Test
    void requireTlsGoesWhereItIsKept() throws Exception {
        managed.setTrustedCertificates(directory.resolve("tls/certificate.pem").toString());
        Envelope safe = to("u1@m.test").on(new Terms(Optional.empty(), Optional.empty(), true, Optional.empty()));
        try (SmtpConnection connection = factory.connect(route(OURS, Route.Tls.REQUIRED))) {
            assertEquals(250, connection.send(safe, HELLO).outcomes().get(0).status().reply());
        }
        try (SmtpConnection connection = factory.connect(route(OURS, Route.Tls.OPPORTUNISTIC))) {
            assertEquals("5.7.30", connection.send(safe, HELLO).outcomes().get(0).status().enhanced());
        }
        assertEquals(List.of(true), bean.envelopes.stream().map(e -> e.terms().requireTls()).toList());
    }

    @Test
    void aConnectionThatBreaksAfterTheMessageIsNotTriedAgain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(OTHER,
                talk -> talk.greet().take().hear().say("250 ok").hear().say("250 ok").hear().say("354 go")
                        .hearMessage())) { // and no word whether it was kept
            assertEquals(250, send(route(OTHER, Route.Tls.NEVER), "u1@m.test").reply());
            assertEquals(451, send(route(OTHER, Route.Tls.NEVER), "u2@m.test").reply());
            assertEquals(1, server.heard.stream().filter("<connection>"::equals).count());
            assertEquals(1, pool.dropped);
        }
    }

    @Test
    void aHandleThatWasGivenBackDoesNothing() throws Exception {
        SmtpConnection connection = factory.connect(route(OURS, Route.Tls.NEVER));
        connection.close();
        connection.close();
        assertThrows(IllegalStateException.class, () -> connection.send(to("u1@m.test"), HELLO));
        assertEquals(1, pool.idle.size());
    }

    @Test
    void worksWithoutAPool() throws Exception {
        factory = (SmtpConnectionFactory) managed.createConnectionFactory();
        assertEquals(250, send(route(OURS, Route.Tls.NEVER), "u1@m.test").reply());
        assertEquals(250, send(route(OURS, Route.Tls.NEVER), "u1@m.test").reply());
        assertEquals(2, bean.clients.size());
    }

    @Test
    void wrongPropertiesAreNamed() {
        managed.setMostSeconds("soon");
        assertTrue(assertThrows(RouteUnavailable.class, () -> send(route(OURS, Route.Tls.NEVER), "u1@m.test"))
                .getCause().getMessage().startsWith("mostSeconds: "));
    }
}
