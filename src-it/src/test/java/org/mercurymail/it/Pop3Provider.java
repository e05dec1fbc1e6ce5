package org.mercurymail.it;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A provider's POP3 server (RFC 1939) with one mailbox, login {@code box}, password {@code right}. Deletes at QUIT and
 * not before, remembers every command, and answers what a test tells it to. Shares no code with Mercury.
 */
final class Pop3Provider implements AutoCloseable {

    /** What a command is answered with, in place of what is right. */
    interface Answer {
        void give(Dialogue dialogue, String command) throws IOException;
    }

    private final int port = FreePorts.take();
    private final ServerSocket listener = new ServerSocket();
    private final Map<String, byte[]> messages = new LinkedHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Optional<SSLContext> tls;
    private final boolean fromTheFirstByte;

    Pop3Provider() throws IOException {
        this(Optional.empty(), false);
    }

    /** @param fromTheFirstByte else by STLS */
    Pop3Provider(Optional<SSLContext> tls, boolean fromTheFirstByte) throws IOException {
        this.tls = tls;
        this.fromTheFirstByte = fromTheFirstByte;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        thread(this::accept).start();
    }

    int port() {
        return port;
    }

    synchronized void put(String uid, byte[] message) {
        messages.put(uid, message);
    }

    synchronized int count() {
        return messages.size();
    }

    /** From now on; the name of a verb, or {@code greeting}. */
    void answer(String verb, Answer answer) {
        answers.put(verb, answer);
    }

    void behave() {
        answers.clear();
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    long count(String verb) {
        return commands.stream().filter(command -> command.startsWith(verb)).count();
    }

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

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                thread(() -> serve(socket)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Dialogue(socket).run();
        } catch (IOException | RuntimeException gone) {
            // the client went away, or was sent away
        } finally {
            connections.remove(socket);
        }
    }

    private static Thread thread(Runnable what) {
        Thread thread = new Thread(what, "pop3-provider");
        thread.setDaemon(true);
        return thread;
    }

    /** One connection. */
    final class Dialogue {

        private final Socket plain;
        private final List<Map.Entry<String, byte[]>> drop;
        private final Set<String> deleted = new TreeSet<>();
        private InputStream in;
        private OutputStream out;

        Dialogue(Socket socket) throws IOException {
            plain = socket;
            synchronized (Pop3Provider.this) {
                drop = new ArrayList<>(new LinkedHashMap<>(messages).entrySet());
            }
            use(socket);
            if (fromTheFirstByte) {
                startTls();
            }
        }

        void run() throws IOException {
            answers.getOrDefault("greeting", (dialogue, none) -> say("+OK ready")).give(this, "");
            for (Optional<String> line = line(); line.isPresent(); line = line()) {
                commands.add(line.get());
                String verb = line.get().split(" ")[0].toUpperCase(Locale.ROOT);
                answers.getOrDefault(verb, Dialogue::right).give(this, line.get());
                if (verb.equals("QUIT")) {
                    return;
                }
            }
        }

        /** What a good server does. */
        void right(String command) throws IOException {
            String[] words = command.split(" ");
            switch (words[0].toUpperCase(Locale.ROOT)) {
                case "USER", "NOOP" -> say("+OK");
                case "PASS" -> say(words[1].equals("right") ? "+OK" : "-ERR [AUTH] wrong password");
                case "STLS" -> {
                    say(tls.isPresent() ? "+OK" : "-ERR no TLS here");
                    if (tls.isPresent()) {
                        startTls();
                    }
                }
                case "LIST" -> listing(entry -> Integer.toString(entry.getValue().length));
                case "UIDL" -> listing(Map.Entry::getKey);
                case "RETR" -> {
                    say("+OK");
                    raw(stuffed(drop.get(Integer.parseInt(words[1]) - 1).getValue()));
                    say(".");
                }
                case "DELE" -> {
                    deleted.add(drop.get(Integer.parseInt(words[1]) - 1).getKey());
                    say("+OK");
                }
                case "QUIT" -> {
                    delete();
                    say("+OK");
                }
                default -> say("-ERR what?");
            }
        }

        void delete() {
            synchronized (Pop3Provider.this) {
                messages.keySet().removeAll(deleted);
            }
        }

        void listing(java.util.function.Function<Map.Entry<String, byte[]>, String> word) throws IOException {
            StringBuilder all = new StringBuilder("+OK\r\n");
            for (int i = 0; i < drop.size(); i++) {
                all.append(i + 1).append(' ').append(word.apply(drop.get(i))).append("\r\n");
            }
            say(all + ".");
        }

        void say(String line) throws IOException {
            raw((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        void raw(byte[] octets) throws IOException {
            out.write(octets);
            out.flush();
        }

        /** Says no more, and waits until the client goes. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }

        /** The connection ends here. */
        void hangUp() throws IOException {
            plain.close();
        }

        void startTls() throws IOException {
            SSLSocket secure = (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(plain, null, plain.getPort(),
                    true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            use(secure);
        }

        private void use(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        }

        private Optional<String> line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    return Optional.of(line.toString(StandardCharsets.ISO_8859_1).strip());
                }
                line.write(b);
            }
            return Optional.empty();
        }

        private static byte[] stuffed(byte[] message) {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            String dots = (text.startsWith(".") ? "." : "") + text.replace("\r\n.", "\r\n..");
            return dots.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
