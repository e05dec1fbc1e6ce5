package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.wire.Wakeup;

/** Listeners and pump on real sockets. */
@Timeout(60)
class ListenersTest {

    private static final int PORT = 22010;
    private static final int TLS_PORT = 22011;

    @TempDir
    static Path directory;
    private static Transport transport;
    private static Certificates certificates;
    private static ExecutorService workers;

    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Queue<EchoSession> sessions = new ConcurrentLinkedQueue<>();
    private final Queue<Wakeup> wakeups = new ConcurrentLinkedQueue<>();
    private Listeners<EchoSession.Door> listeners = listeners(1000, 1000);

    @BeforeAll
    static void start() throws IOException {
        transport = new Transport();
        certificates = new Certificates(SelfSigned.in(directory.resolve("tls"), "mail.mercury.test"), Optional.empty());
        workers = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        workers.shutdownNow();
        transport.close();
    }

    @AfterEach
    void close() {
        letGo.countDown();
        listeners.close("test is over", Duration.ofSeconds(5));
        assertEquals(0, listeners.connections());
        sessions.forEach(session -> assertEquals(1, session.closed.get()));
    }

    private Listeners<EchoSession.Door> listeners(int total, int perAddress) {
        EchoSession.Door door = what -> {
            if (what.equals("wait")) {
                asked.countDown();
                letGo.await();
            }
            return "answer " + what;
        };
        Asker<EchoSession.Door> asker = (question, output, outcome) -> workers.execute(() -> {
            try {
                outcome.answered(question.put(door, output));
            } catch (Throwable e) {
                outcome.failed(e);
            }
        });
        return new Listeners<>(transport, asker, new ConnectionLimit(total, perAddress), Optional.of(certificates),
                TrustedProxies.NONE);
    }

    private void open(String addresses) throws IOException {
        for (ListenerAddress address : ListenerAddress.parseAll(addresses)) {
            listeners.open(address, (peer, wakeup) -> {
                EchoSession session = new EchoSession(peer);
                sessions.add(session);
                wakeups.add(wakeup);
                return session;
            });
        }
    }

    private void open() throws IOException {
        open("echo@127.0.0.1:" + PORT + ", echo@127.0.0.1:" + TLS_PORT + "/tls");
    }

    private EchoSession session() {
        return sessions.element();
    }

    @Test
    void answersPipelinedCommandsInOrder() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            assertEquals("hello", client.line());
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                all.append("ECHO e").append(i).append("\r\nASK a").append(i).append("\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 1000; i++) {
                assertEquals("e" + i, client.line());
                assertEquals("answer a" + i, client.line());
            }
        }
    }

    @Test
    void startTlsDropsWhatCameAhead() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            client.line();
            client.send("TLS\r\nECHO injected\r\n");
            assertEquals("go ahead", client.line());
            client.secure().send("ECHO real\r\nASK x\r\n");
            assertEquals("real", client.line());
            assertEquals("answer x", client.line());
            assertTrue(session().tls.orElseThrow().protocol().equals("TLSv1.3"));
            client.send("QUIT\r\n");
            assertEquals("bye", client.line());
            assertEquals("<end>", client.line());
        }
    }

    @Test
    void greetsImplicitTlsAfterTheHandshake() throws Exception {
        open();
        try (Wiretap client = new Wiretap(TLS_PORT).secure()) {
            assertEquals("hello secure", client.line());
            client.send("BIG 3000000\r\n");
            assertEquals(3_000_000, client.skip(3_000_000));
            assertEquals("done", client.line());
        }
    }

    @Test
    void oneWhoSpeaksInTheClearToImplicitTlsIsCutOff() throws Exception {
        open();
        try (Wiretap client = new Wiretap(TLS_PORT)) {
            client.send("ECHO hello there, this is no handshake\r\n");
            String said = client.line(); // a TLS alert, then the end
            assertTrue(said.length() < 20 && !said.contains("hello"), said);
        }
    }

    @Test
    void timesOutAndSaysSo() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            client.line();
            session().patience = Duration.ofMillis(200);
            client.send("ECHO a\r\n");
            assertEquals("a", client.line());
            assertEquals("too slow", client.line());
            assertEquals("<end>", client.line());
        }
    }

    @Test
    void theLastWordReachesAClientThatGoesOnSending() throws Exception {
        open();
        for (int i = 0; i < 20; i++) {
            try (Wiretap client = new Wiretap(PORT)) {
                client.line();
                client.send("QUIT\r\n" + "ECHO x\r\n".repeat(20_000));
                assertEquals("bye", client.line());
                assertEquals("<end>", client.line());
            }
        }
    }

    @Test
    void allThatWasSentBeforeTheEndOfInputIsAnswered() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            client.send("ASK a\r\nECHO b\r\nASK c\r\n").endOfInput();
            assertEquals(List.of("hello", "answer a", "b", "answer c", "<end>"),
                    List.of(client.line(), client.line(), client.line(), client.line(), client.line()));
        }
    }

    @Test
    void aPeerThatReadsNothingHoldsNoMemoryAndGetsAllWhenItReads() throws Exception {
        open();
        long octets = 200_000_000;
        try (Wiretap client = new Wiretap(PORT)) {
            client.line();
            long before = usedMemory();
            client.send("BIG " + octets + "\r\n");
            CountDownLatch nothing = new CountDownLatch(1);
            assertFalse(nothing.await(2, TimeUnit.SECONDS)); // let it fill what it can
            long held = usedMemory() - before;
            assertTrue(held < 8_000_000, "held " + held);
            assertEquals(octets, client.skip(octets));
            assertEquals("done", client.line());
        }
    }

    @Test
    void aPeerThatPipelinesWithoutReadingIsNoLongerRead() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            client.line();
            long before = usedMemory();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 100_000; i++) {
                        client.send("LONG 10000\r\n"); // 12 octets ask for 10,000
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            writer.join(2000);
            long held = usedMemory() - before;
            assertTrue(held < 8_000_000, "held " + held);
            assertEquals(100_000L * 10_002, client.skip(100_000L * 10_002));
            writer.join();
        }
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory()
                + io.netty.util.internal.PlatformDependent.usedDirectMemory();
    }

    @Test
    void wakeupsComeFromManyThreads() throws Exception {
        open();
        try (Wiretap client = new Wiretap(PORT)) {
            client.line();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        wakeups.element().wake();
                    }
                }));
            }
            threads.forEach(Thread::start);
            assertEquals("woken 1", client.line());
            for (Thread thread : threads) {
                thread.join();
            }
            client.send("ECHO after\r\n");
            String line = client.line();
            for (int i = 2; !line.equals("after"); i++) {
                assertEquals("woken " + i, line);
                line = client.line();
            }
        }
    }

    @Test
    void shutdownSaysFarewellAndLetsQuestionsEnd() throws Exception {
        open();
        try (Wiretap idle = new Wiretap(PORT); Wiretap asking = new Wiretap(PORT)) {
            idle.line();
            asking.line();
            asking.send("ASK wait\r\n");
            asked.await();
            Thread closing = new Thread(() -> listeners.close("going down", Duration.ofSeconds(10)));
            closing.start();
            assertEquals("end: going down", idle.line());
            assertEquals("<end>", idle.line());
            letGo.countDown();
            assertEquals("answer wait", asking.line());
            assertEquals("end: going down", asking.line());
            closing.join();
            assertThrows(IOException.class, () -> new Wiretap(PORT).close());
        }
    }

    @Test
    void shutdownDoesNotWaitForEver() throws Exception {
        open();
        try (Wiretap asking = new Wiretap(PORT)) {
            asking.line();
            asking.send("ASK wait\r\nECHO b\r\n");
            asked.await();
            long begun = System.nanoTime();
            listeners.close("going down", Duration.ofMillis(300));
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(5));
            assertEquals("<end>", asking.line());
        }
    }

    @Test
    void limitsConnectionsInAllAndByAddress() throws Exception {
        listeners = listeners(3, 2);
        open();
        try (Wiretap one = new Wiretap(PORT); Wiretap two = new Wiretap(PORT)) {
            assertEquals("hello", one.line());
            assertEquals("hello", two.line());
            try (Wiretap three = new Wiretap(PORT)) {
                assertEquals("end: Too many connections, try again later", three.line());
                assertEquals("<end>", three.line());
            }
            one.send("QUIT\r\n");
            assertEquals("bye", one.line());
            assertEquals("<end>", one.line());
            one.close();
            String greeting = "";
            while (!greeting.equals("hello")) { // the place is free once the server saw the close
                try (Wiretap next = new Wiretap(PORT)) {
                    greeting = next.line();
                }
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        open();
        IOException taken = assertThrows(IOException.class, () -> open("echo@127.0.0.1:" + PORT));
        assertTrue(taken.getMessage().contains("echo@127.0.0.1:" + PORT), taken.getMessage());
        assertTrue(taken.getMessage().contains("in use"), taken.getMessage());
    }

    @Test
    void anAcceptThatFailsDoesNotCloseThePort() throws Exception {
        open();
        listeners.ports().forEach(port ->
                port.pipeline().fireExceptionCaught(new IOException("Too many open files")));
        try (Wiretap client = new Wiretap(PORT)) {
            assertEquals("hello", client.line());
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart(@TempDir Path elsewhere) throws Exception {
        Path certificate = elsewhere.resolve("c.pem");
        Path key = elsewhere.resolve("k.pem");
        copyPair(directory.resolve("tls"), certificate, key);
        Certificates reloading = new Certificates(new Certificates.Files(certificate, key), Optional.empty());
        listeners = new Listeners<>(transport, (q, o, then) -> { }, new ConnectionLimit(10, 10),
                Optional.of(reloading), TrustedProxies.NONE);
        open("echo@127.0.0.1:" + TLS_PORT + "/tls");
        Object first = certificate();
        Files.writeString(certificate, "half a certif");
        TimeUnit.MILLISECONDS.sleep(2100); // it looks every two seconds
        assertEquals(first, certificate(), "a broken file changes nothing");
        SelfSigned.in(elsewhere.resolve("new"), "other.test");
        copyPair(elsewhere.resolve("new"), certificate, key);
        TimeUnit.MILLISECONDS.sleep(2100);
        assertNotEquals(first, certificate());
    }

    private static Object certificate() throws Exception {
        try (Wiretap client = new Wiretap(TLS_PORT).secure()) {
            assertEquals("hello secure", client.line());
            return client.certificate();
        }
    }

    private static void copyPair(Path from, Path certificate, Path key) throws IOException {
        Files.copy(from.resolve("certificate.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.resolve("key.pem"), key, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void idleConnectionsAreCheap() throws Exception {
        listeners = listeners(5000, 5000);
        open();
        int count = 2000;
        List<Wiretap> clients = new ArrayList<>();
        try {
            warmUp();
            long before = usedMemory();
            for (int i = 0; i < count; i++) {
                Wiretap client = new Wiretap(PORT);
                client.line();
                client.send("ECHO a\r\nASK b\r\n");
                clients.add(client);
            }
            for (Wiretap client : clients) {
                client.line();
                client.line();
            }
            long each = (usedMemory() - before) / count;
            System.out.println("idle connection, both ends in this JVM: " + each + " octets");
            assertTrue(each < 10_240, "each holds " + each);
        } finally {
            for (Wiretap client : clients) {
                client.close();
            }
        }
    }

    private static void warmUp() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (Wiretap client = new Wiretap(PORT)) {
                client.line();
                client.send("ECHO a\r\nASK b\r\n");
                client.line();
                client.line();
            }
        }
    }
}
