package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.port.Peer;

/** The PROXY protocol, versions 1 and 2, on real sockets. */
@Timeout(60)
class ProxiedConnectionsTest {

    private static final int PORT = 22020;
    private static final int TLS_PORT = 22021;
    private static final int DIRECT_PORT = 22022;
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    @TempDir
    static Path directory;
    private static Transport transport;
    private static Certificates certificates;

    private final Queue<Peer> peers = new ConcurrentLinkedQueue<>();
    private Listeners<EchoSession.Door> listeners;

    @BeforeAll
    static void start() throws IOException {
        transport = new Transport();
        certificates = new Certificates(SelfSigned.in(directory.resolve("tls"), "mail.mercury.test"), Optional.empty());
    }

    @AfterAll
    static void stop() {
        transport.close();
    }

    @AfterEach
    void close() {
        if (listeners != null) {
            listeners.close("test is over", Duration.ofSeconds(5));
            assertEquals(0, listeners.connections());
        }
    }

    private void open(int perAddress) throws IOException {
        listeners = new Listeners<>(transport, (question, output, outcome) -> { }, new ConnectionLimit(100, perAddress),
                Optional.of(certificates),
                TrustedProxies.parse("127.0.0.1/32@" + PORT + ", 127.0.0.0/8@" + TLS_PORT + ",10.0.0.0/8@" + DIRECT_PORT));
        for (ListenerAddress address : ListenerAddress.parseAll("echo@127.0.0.1:%d, echo@127.0.0.1:%d/tls, echo@127.0.0.1:%d"
                .formatted(PORT, TLS_PORT, DIRECT_PORT))) {
            listeners.open(address, (peer, wakeup) -> {
                peers.add(peer);
                return new EchoSession(peer);
            });
        }
    }

    private static byte[] binary(int command, int family, byte[] addresses, byte... extra) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(SIGNATURE);
        header.write(0x20 | command);
        header.write(family);
        header.write(addresses.length + extra.length >> 8);
        header.write(addresses.length + extra.length);
        header.writeBytes(addresses);
        header.writeBytes(extra);
        return header.toByteArray();
    }

    private static byte[] ipv4() {
        return new byte[] {(byte) 203, 0, 113, 7, (byte) 192, 0, 2, 1, 0x30, 0x39, 0, 25};
    }

    @Test
    void theHeadersClientIsThePeer() throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(PORT)) {
            client.send("PROXY TCP4 203.0.113.7 192.0.2.1 12345 25\r\nECHO together\r\n");
            assertEquals("hello", client.line());
            assertEquals("together", client.line());
        }
        try (Wiretap client = new Wiretap(PORT)) {
            client.send("PROXY TCP6 2001:db8::7 2001:db8::1 12345 25\r\n");
            assertEquals("hello", client.line());
        }
        try (Wiretap client = new Wiretap(PORT)) {
            for (byte b : binary(1, 0x11, ipv4())) {
                client.send(new byte[] {b}); // however it is cut
            }
            client.send("ECHO apart\r\n");
            assertEquals("hello", client.line());
            assertEquals("apart", client.line());
        }
        InetSocketAddress seven = new InetSocketAddress("203.0.113.7", 12345);
        assertEquals(seven, peers.remove().remote());
        assertEquals(new InetSocketAddress("2001:db8::7", 12345), peers.remove().remote());
        Peer last = peers.remove();
        assertEquals(seven, last.remote());
        assertEquals(new InetSocketAddress("192.0.2.1", 25), last.local());
        assertFalse(last.secure());
    }

    @Test
    void tlsWithTheProxyIsTls() throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(PORT)) {
            client.send(binary(1, 0x11, ipv4(), (byte) 0x20, (byte) 0, (byte) 5, (byte) 1, (byte) 0, (byte) 0, (byte) 0,
                    (byte) 0));
            assertEquals("hello secure", client.line());
        }
        assertTrue(peers.remove().secure());
    }

    @Test
    void tlsFollowsTheHeader() throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(TLS_PORT)) {
            client.send("PROXY TCP4 203.0.113.7 192.0.2.1 12345 465\r\n").secure();
            assertEquals("hello secure", client.line());
            client.send("ECHO a\r\n");
            assertEquals("a", client.line());
        }
        assertEquals(new InetSocketAddress("203.0.113.7", 12345), peers.remove().remote());
    }

    @Test
    void aHealthCheckIsTheProxyItself() throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(PORT)) {
            client.send(binary(0, 0, new byte[0]));
            assertEquals("hello", client.line());
            assertEquals(client.localPort(), peers.remove().remote().getPort());
        }
        try (Wiretap client = new Wiretap(PORT)) {
            client.send("PROXY UNKNOWN\r\n");
            assertEquals("hello", client.line());
            assertEquals(client.localPort(), peers.remove().remote().getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECHO no header at all\r\n", "PROXY TCP4 203.0.113.7\r\n",
        "PROXY TCP4 mail.example.test 192.0.2.1 1 25\r\n", "PROXY TCP4 203.0.113.7 192.0.2.1 70000 25\r\n",
        "PROXY TCP4 999.0.113.7 192.0.2.1 1 25\r\n", "PROXY TCP9 203.0.113.7 192.0.2.1 1 25\r\n"})
    void whatIsNoHeaderEndsTheConnectionWithoutAWord(String said) throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(PORT)) {
            client.send(said + "ECHO a\r\n".repeat(50));
            assertEquals("<end>", client.line());
        } catch (IOException reset) {
            assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
        }
        assertTrue(peers.isEmpty());
    }

    @Test
    void aHugeHeaderIsRefused() throws Exception {
        open(100);
        byte[] extra = new byte[ProxyHeader.MOST_EXTRA_OCTETS * 2];
        extra[0] = 4;
        extra[1] = (byte) (extra.length - 3 >> 8);
        extra[2] = (byte) (extra.length - 3);
        try (Wiretap client = new Wiretap(PORT)) {
            client.send(binary(1, 0x11, ipv4(), extra));
            assertEquals("<end>", client.line());
        } catch (IOException reset) {
            assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
        }
        assertTrue(peers.isEmpty());
    }

    @Test
    void fromAnybodyElseAHeaderIsAnUnknownCommand() throws Exception {
        open(100);
        try (Wiretap client = new Wiretap(DIRECT_PORT)) {
            assertEquals("hello", client.line());
            client.send("PROXY TCP4 203.0.113.7 192.0.2.1 12345 25\r\nECHO x\r\n");
            String answer = client.line();
            while (!answer.equals("x")) {
                answer = client.line();
            }
            assertEquals(client.localPort(), peers.remove().remote().getPort());
        }
    }

    @Test
    void theLimitCountsTheHeadersClients() throws Exception {
        open(1);
        try (Wiretap one = new Wiretap(PORT); Wiretap other = new Wiretap(PORT); Wiretap again = new Wiretap(PORT)) {
            one.send("PROXY TCP4 203.0.113.7 192.0.2.1 1000 25\r\n");
            assertEquals("hello", one.line());
            other.send("PROXY TCP4 203.0.113.8 192.0.2.1 1000 25\r\n");
            assertEquals("hello", other.line());
            again.send("PROXY TCP4 203.0.113.7 192.0.2.1 1001 25\r\n");
            assertEquals("end: Too many connections, try again later", again.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.0.0.0/8@", "10.0.0.1/8@25", "proxy.test@25", "10.0.0.0/8@smtp"})
    void nonsenseInTheListIsNamed(String list) {
        IllegalArgumentException said =
                assertThrows(IllegalArgumentException.class, () -> TrustedProxies.parse("127.0.0.1@25," + list));
        assertTrue(said.getMessage().contains(list), said.getMessage());
    }
}
