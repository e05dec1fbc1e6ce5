package org.mercurymail.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A second SMTP server: the next hop of the Mercury under test. Records what it acknowledged and misbehaves towards
 * recipients as told. Shares no code with Mercury.
 */
final class Sink implements AutoCloseable {

    /** What to do with a recipient's turn: at RCPT, or after the message came. */
    enum Manners { TAKE, DEFER, REFUSE, DEFER_MESSAGE, REFUSE_MESSAGE, HANG, DROP, SHUT }

    /** One acknowledged message. */
    record Taken(String helo, String mail, List<String> recipients, byte[] message, Instant at) {

        String text() {
            return new String(message, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    /** One RCPT, acknowledged or not. */
    record Attempt(String recipient, Manners answer, Instant at) { }

    private final int port;
    private final int kept;
    private final Optional<SSLContext> tls;
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final Map<String, Deque<Manners>> manners = new ConcurrentHashMap<>();
    private final Map<String, Manners> always = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Sink(int port) {
        this(port, Integer.MAX_VALUE);
    }

    /** Remembers no more than {@code kept} octets of a message: for tests that send very many. */
    Sink(int port, int kept) {
        this(port, kept, Optional.empty());
    }

    /** Offers STARTTLS, and after it REQUIRETLS (RFC 8689). */
    Sink(int port, SSLContext tls) {
        this(port, Integer.MAX_VALUE, Optional.of(tls));
    }

    private Sink(int port, int kept, Optional<SSLContext> tls) {
        this.port = port;
        this.kept = kept;
        this.tls = tls;
        open();
    }

    /** The first turns of a recipient; the turns after them are taken. */
    void answer(String recipient, Manners... turns) {
        manners.put(recipient, new ArrayDeque<>(List.of(turns)));
    }

    void always(String recipient, Manners turn) {
        always.put(recipient, turn);
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    List<Attempt> attempts(String recipient) {
        return attempts.stream().filter(attempt -> attempt.recipient().equals(recipient)).toList();
    }

    /** The first message acknowledged for this recipient. */
    Taken await(String recipient, Duration atMost) {
        return Await.value("a message for " + recipient + " at the sink; attempts: " + attempts(recipient), atMost,
                () -> taken.stream().filter(message -> message.recipients().contains(recipient)).findFirst());
    }

    long count(String recipient) {
        return taken.stream().filter(message -> message.recipients().contains(recipient)).count();
    }

    /** Takes connections from now on, and says nothing to them until {@link #speak}. */
    void fallSilent() {
        gate = new CountDownLatch(1);
    }

    void speak() {
        gate.countDown();
    }

    /** Listens (again). */
    void open() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            listener = socket;
            Thread thread = new Thread(() -> accept(socket), "sink-" + port);
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody answers the port any more; live connections end. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                Thread thread = new Thread(() -> serve(connection), "sink-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            awaitSpeech();
            new Dialogue(connection).run();
        } catch (IOException gone) {
            // the client went away: what was not acknowledged was not taken
        } finally {
            connections.remove(connection);
        }
    }

    private void awaitSpeech() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Manners turn(String recipient) {
        Deque<Manners> turns = manners.getOrDefault(recipient, new ArrayDeque<>());
        synchronized (turns) {
            Manners turn = turns.isEmpty() ? always.getOrDefault(recipient, Manners.TAKE) : turns.poll();
            attempts.add(new Attempt(recipient, turn, Instant.now()));
            return turn;
        }
    }

    /** One connection's conversation. */
    private final class Dialogue {

        private Socket socket;
        private Wire wire;
        private String helo = "";
        private String mail = "";
        private final List<String> recipients = new ArrayList<>();
        private Manners end = Manners.TAKE;

        Dialogue(Socket connection) throws IOException {
            socket = connection;
            wire = new Wire(connection);
        }

        private boolean isSecure() {
            return socket instanceof SSLSocket;
        }

        private void startTls() throws IOException {
            wire.send("220 2.0.0 go ahead");
            SSLSocket secure = (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(socket, null, port, true);
            secure.setUseClientMode(false);
            socket = secure;
            wire = new Wire(secure);
        }

        void run() throws IOException {
            wire.send("220 sink.test ESMTP");
            while (true) {
                String line = wire.line();
                awaitSpeech();
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> {
                        helo = line.substring(4).trim();
                        wire.send("250-sink.test");
                        wire.send("250-PIPELINING");
                        wire.send("250-8BITMIME");
                        wire.send("250-SMTPUTF8");
                        wire.send("250-DSN");
                        wire.send("250-MT-PRIORITY");
                        wire.send("250-DELIVERBY");
                        if (tls.isPresent()) {
                            wire.send(isSecure() ? "250-REQUIRETLS" : "250-STARTTLS");
                        }
                        wire.send("250-ENHANCEDSTATUSCODES");
                        wire.send("250 SIZE 104857600");
                    }
                    case "STARTTLS" -> startTls();
                    case "MAIL" -> {
                        reset();
                        mail = line;
                        wire.send("250 2.1.0 ok");
                    }
                    case "RCPT" -> recipient(line);
                    case "DATA" -> data();
                    case "RSET", "NOOP" -> {
                        reset();
                        wire.send("250 2.0.0 ok");
                    }
                    case "QUIT" -> {
                        wire.send("221 2.0.0 bye");
                        return;
                    }
                    default -> wire.send("500 5.5.2 what?");
                }
            }
        }

        private void recipient(String line) throws IOException {
            String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            Manners turn = turn(address);
            switch (turn) {
                case DEFER -> wire.send("451 4.3.0 later");
                case REFUSE -> wire.send("550 5.1.1 no such user here");
                case SHUT -> {
                    wire.send("421 4.3.2 closing");
                    throw new IOException("as told");
                }
                default -> {
                    recipients.add(address);
                    end = turn == Manners.TAKE ? end : turn;
                    wire.send("250 2.1.5 ok");
                }
            }
        }

        private void data() throws IOException {
            if (recipients.isEmpty()) {
                wire.send("554 5.5.1 no valid recipients");
                return;
            }
            wire.send("354 go on");
            byte[] message = wire.message();
            switch (end) {
                case DEFER_MESSAGE -> wire.send("452 4.3.1 no space now");
                case REFUSE_MESSAGE -> wire.send("554 5.7.1 not this message");
                case DROP -> throw new IOException("as told");
                case HANG -> {
                    wire.line(); // nothing comes before the client gives up
                }
                default -> {
                    taken.add(new Taken(helo, mail, List.copyOf(recipients),
                            Arrays.copyOf(message, Math.min(message.length, kept)), Instant.now()));
                    wire.send("250 2.0.0 taken");
                }
            }
            reset();
        }

        private void reset() {
            recipients.clear();
            end = Manners.TAKE;
        }
    }

    /** Lines and dot-ended messages, strictly CRLF. */
    private static final class Wire {

        private final java.io.InputStream in;
        private final java.io.OutputStream out;

        Wire(Socket socket) throws IOException {
            in = new java.io.BufferedInputStream(socket.getInputStream(), 32 * 1024);
            out = socket.getOutputStream();
        }

        void send(String line) throws IOException {
            out.write((line + "\r\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            out.flush();
        }

        String line() throws IOException {
            byte[] line = octets();
            return new String(line, 0, line.length - 2, java.nio.charset.StandardCharsets.UTF_8);
        }

        byte[] message() throws IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            while (true) {
                byte[] line = octets();
                if (line.length == 3 && line[0] == '.') {
                    return message.toByteArray();
                }
                int from = line[0] == '.' ? 1 : 0;
                message.write(line, from, line.length - from);
            }
        }

        private byte[] octets() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(80);
            int last = 0;
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("closed");
                }
                line.write(b);
                if (b == '\n' && last == '\r') {
                    return line.toByteArray();
                }
                last = b;
            }
        }
    }
}
