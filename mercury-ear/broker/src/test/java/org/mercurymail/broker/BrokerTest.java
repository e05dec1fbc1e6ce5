package org.mercurymail.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker on a real port: who gets in, and what he may do there. */
class BrokerTest {

    private static final String DESK = "desk@firm.test";

    @TempDir
    private Path directory;
    private final Set<Long> revoked = ConcurrentHashMap.newKeySet();
    private EmbeddedActiveMQ broker;
    private int port;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        broker = new EmbeddedActiveMQ().setConfiguration(BrokerConfiguration.in(directory,
                Optional.of(new InetSocketAddress("127.0.0.1", port)))).setSecurityManager(new BrokerLogin());
        broker.start();
        BrokerUsers.listen(new OpenConnections(broker.getActiveMQServer())::changed);
        BrokerUsers.open(new BrokerUsers.Door() {
            @Override
            public Optional<BrokerUsers.User> login(String name, String password) {
                long credential = List.of("", "right", "phone").indexOf(password);
                return Optional.of(new BrokerUsers.User(name.toLowerCase(), name.startsWith("admin"),
                        name.equals(DESK) ? 7 : 8, credential)).filter(user -> credential > 0 && admits(user));
            }

            @Override
            public boolean admits(BrokerUsers.User user) {
                return !revoked.contains(user.credential());
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        BrokerUsers.close();
        BrokerUsers.listen(account -> { });
        broker.stop();
    }

    @Test
    void onlyWhoTheApplicationKnows() {
        assertThrows(JMSSecurityRuntimeException.class, () -> outside(DESK, "wrong").close());
        assertThrows(JMSSecurityRuntimeException.class, () -> outside("", "").close());
        assertThrows(JMSSecurityRuntimeException.class, () -> outside(null, null).close());
        BrokerUsers.close();
        assertThrows(JMSSecurityRuntimeException.class, () -> outside(DESK, "right").close());
    }

    @Test
    void theBrokerWritesWhoSent() throws Exception {
        try (JMSContext desk = outside("Desk@firm.test", "right"); JMSContext inside = inside()) {
            desk.createProducer().setProperty("mercury_key", "k1").setProperty("_AMQ_VALIDATED_USER", "container")
                    .send(desk.createQueue(BrokerConfiguration.MAILDROP), "text");
            inside.createProducer().send(inside.createQueue(BrokerConfiguration.MAILDROP), "inside");
            try (JMSConsumer consumer = inside.createConsumer(inside.createQueue(BrokerConfiguration.MAILDROP))) {
                Message first = consumer.receive(10_000);
                assertEquals("desk@firm.test", first.getStringProperty("JMSXUserID"));
                assertEquals("k1", first.getStringProperty("mercury_key"));
                assertNotNull(first.getJMSMessageID());
                assertEquals("container", consumer.receive(10_000).getStringProperty("JMSXUserID"));
            }
        }
    }

    @Test
    void anAnswerReachesATemporaryQueue() throws Exception {
        try (JMSContext desk = outside(DESK, "right"); JMSContext inside = inside()) {
            Queue answers = desk.createTemporaryQueue();
            desk.createProducer().setJMSReplyTo(answers).send(desk.createQueue(BrokerConfiguration.MAILDROP), "text");
            try (JMSConsumer consumer = inside.createConsumer(inside.createQueue(BrokerConfiguration.MAILDROP))) {
                Message taken = consumer.receive(10_000);
                inside.createProducer().send(taken.getJMSReplyTo(), "answer");
            }
            TextMessage answer = (TextMessage) desk.createConsumer(answers).receive(10_000);
            assertEquals("answer", answer.getText());
        }
    }

    @Test
    void aQueueThatIsGoneIsNotMadeAnew() throws Exception {
        String name;
        try (JMSContext desk = outside(DESK, "right")) {
            name = desk.createTemporaryQueue().getQueueName();
        }
        try (JMSContext inside = inside()) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                while (isThere(inside, name)) { // the broker takes it away on a thread of its own
                    Thread.onSpinWait();
                }
            });
            assertThrows(JMSRuntimeException.class, () -> inside.createQueue(name));
        }
    }

    private static boolean isThere(JMSContext jms, String queue) {
        try {
            jms.createQueue(queue);
            return true;
        } catch (JMSRuntimeException gone) {
            return false;
        }
    }

    /** What was answered while nobody listened is there, for its user alone. */
    @Test
    void aUsersAnswersAreKept() throws Exception {
        String queue = BrokerUsers.answers(DESK).orElseThrow();
        try (JMSContext desk = outside(DESK, "right")) {
            desk.createProducer().setJMSReplyTo(desk.createQueue(queue))
                    .send(desk.createQueue(BrokerConfiguration.MAILDROP), "text");
        }
        try (JMSContext inside = inside()) {
            inside.createProducer().send(inside.createQueue(queue), "answer");
        }
        broker.stop();
        broker.start();
        try (JMSContext desk = outside(DESK, "right"); JMSContext other = outside("other@firm.test", "right")) {
            assertThrows(JMSRuntimeException.class, () -> other.createConsumer(other.createQueue(queue)));
            assertThrows(JMSRuntimeException.class, () -> other.createProducer().send(other.createQueue(queue), "x"));
            assertEquals("answer", desk.createConsumer(desk.createQueue(queue)).receive(10_000).getBody(String.class));
        }
        assertEquals(Optional.empty(), BrokerUsers.answers("a.*.b@firm.test"));
        assertEquals(Optional.empty(), BrokerUsers.answers("#@firm.test"));
    }

    @Test
    void nothingElseIsOpen() {
        try (JMSContext desk = outside(DESK, "right")) {
            for (String queue : new String[] {BrokerConfiguration.OUTBOUND, BrokerConfiguration.FAILED,
                "activemq.management"}) {
                assertThrows(JMSRuntimeException.class, () ->
                        desk.createProducer().send(desk.createQueue(queue), "x"), queue);
            }
            for (String queue : new String[] {BrokerConfiguration.OUTBOUND, BrokerConfiguration.MAILDROP,
                BrokerConfiguration.FAILED, "x::" + BrokerConfiguration.MAILDROP,
                BrokerConfiguration.MAILDROP + "::" + BrokerConfiguration.MAILDROP}) {
                assertThrows(JMSRuntimeException.class, () -> desk.createConsumer(desk.createQueue(queue)), queue);
            }
            assertThrows(JMSRuntimeException.class, () -> desk.createProducer().send(desk.createQueue("new"), "x"));
            assertThrows(JMSRuntimeException.class, () ->
                    desk.createDurableConsumer(desk.createTopic("mine"), "mine"));
        }
    }

    @Test
    void anAdministratorSeesWhatFailed() {
        try (JMSContext inside = inside(); JMSContext admin = outside("admin@firm.test", "right")) {
            inside.createProducer().send(inside.createQueue(BrokerConfiguration.FAILED), "failed");
            Queue failed = admin.createQueue(BrokerConfiguration.FAILED);
            assertNotNull(admin.createConsumer(failed).receive(10_000));
            assertNull(admin.createConsumer(failed).receiveNoWait());
        }
    }

    @Test
    void whoIsClosedIsOutSoon() {
        try (JMSContext desk = outside(DESK, "right")) {
            Queue maildrop = desk.createQueue(BrokerConfiguration.MAILDROP);
            desk.createProducer().send(maildrop, "x");
            BrokerUsers.close();
            long end = System.nanoTime() + 20_000_000_000L;
            assertThrows(JMSRuntimeException.class, () -> {
                while (System.nanoTime() < end) {
                    desk.createProducer().send(maildrop, "x");
                }
            });
        }
    }

    @Test
    void aConnectionEndsWithItsLoginAndNoOther() throws Exception {
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        try (JMSContext own = outside(DESK, "right"); JMSContext phone = outside(DESK, "phone");
                JMSContext other = outside("other@firm.test", "phone"); JMSContext inside = inside()) {
            own.setExceptionListener(e -> ended.add("own"));
            phone.setExceptionListener(e -> ended.add("phone"));
            other.setExceptionListener(e -> ended.add("other"));
            phone.createConsumer(phone.createTemporaryQueue()); // it only waits
            revoked.add(2L);
            BrokerUsers.changed(8);
            assertEquals("other", ended.poll(10, TimeUnit.SECONDS), "the first, though another was revoked too");
            BrokerUsers.changed(7);
            assertEquals("phone", ended.poll(10, TimeUnit.SECONDS));
            assertThrows(JMSRuntimeException.class, phone::createTemporaryQueue);
            assertThrows(JMSSecurityRuntimeException.class, () -> outside(DESK, "phone").close());
            own.createProducer().send(own.createQueue(BrokerConfiguration.MAILDROP), "x");
            inside.createProducer().send(inside.createQueue(BrokerConfiguration.MAILDROP), "x");
            assertNull(ended.poll());
        }
    }

    @Test
    void messagesSurviveTheBroker() throws Exception {
        try (JMSContext desk = outside(DESK, "right")) {
            desk.createProducer().send(desk.createQueue(BrokerConfiguration.MAILDROP), "y".repeat(500_000));
        }
        broker.stop();
        broker.start();
        try (JMSContext inside = inside();
                JMSConsumer consumer = inside.createConsumer(inside.createQueue(BrokerConfiguration.MAILDROP))) {
            TextMessage kept = (TextMessage) consumer.receive(10_000);
            assertEquals(500_000, kept.getText().length());
            assertEquals(DESK, kept.getStringProperty("JMSXUserID"));
        }
    }

    private JMSContext outside(String user, String password) {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port).createContext(user, password);
    }

    private static JMSContext inside() {
        return new ActiveMQConnectionFactory("vm://" + BrokerConfiguration.SERVER_ID).createContext();
    }
}
