package org.mercurymail.collect;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.mercurymail.smtp.DotDecoder;

/**
 * One connection to a POP3 server, the client's side (RFC 1939; STLS by RFC 2595 §4). Believes nothing: a line, a
 * listing and every silence have their bound, and {@link #close} from another thread ends it at any point. Holds no
 * message: what is retrieved streams on. Sends no secret before the TLS that was asked for stands.
 */
final class Pop3Client implements Closeable {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int CONNECT_MILLIS = 30_000;
    private static final int LONGEST_LINE = 1000; // RFC 1939 §3 has 512
    private static final int LONGEST_LISTING = 1_000_000;
    private static final int MOST_OFFERS = 10_000;

    /** The server said -ERR; the message is what it said. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words);
        }
    }

    /** The server has no TLS where it must. */
    static final class NoStls extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A message that lies there.
     *
     * @param uid  empty when the server gives none, or none that can be used
     * @param size in octets, as the server counts; 0 when it does not say
     */
    record Offer(int number, String uid, long size) { }

    private final Socket plain = new Socket();
    private final ByteBuffer in = ByteBuffer.allocate(16 * 1024).flip();
    private final Duration silence;
    private Socket socket = plain;

    Pop3Client(Duration silence) {
        this.silence = silence;
    }

    void connect(String server, int port, Collector.Tls tls, Trust trust) throws IOException, GeneralSecurityException {
        plain.connect(new InetSocketAddress(server, port), CONNECT_MILLIS);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout((int) silence.toMillis());
        if (tls == Collector.Tls.TLS) {
            secure(server, port, trust);
        }
        answer();
        if (tls == Collector.Tls.STLS) {
            try {
                command("STLS");
            } catch (Refused e) {
                throw new NoStls();
            }
            if (in.hasRemaining()) { // somebody in the middle speaks ahead of the server
                throw new ProtocolException("it went on in the clear after STLS");
            }
            secure(server, port, trust);
        }
    }

    private void secure(String server, int port, Trust trust) throws IOException, GeneralSecurityException {
        SSLSocket secure = (SSLSocket) trust.context().getSocketFactory().createSocket(plain, server, port, true);
        secure.setEnabledProtocols(PROTOCOLS);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the JDK's name for RFC 6125's rules
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        socket = secure;
    }

    void login(String user, String secret) throws IOException {
        command("USER " + user);
        command("PASS " + secret);
    }

    /** What lies there, in the server's order, the first ten thousand. */
    List<Offer> offers() throws IOException {
        Map<Integer, Long> sizes = new HashMap<>();
        List<Integer> numbers = new ArrayList<>();
        command("LIST");
        listing((number, size) -> {
            boolean counts = size.matches("\\d{1,12}");
            if (numbers.size() < MOST_OFFERS && sizes.putIfAbsent(number, counts ? Long.parseLong(size) : 0) == null) {
                numbers.add(number);
            }
        });
        Map<Integer, String> uids = new HashMap<>();
        try {
            command("UIDL");
            listing((number, uid) -> {
                if (sizes.containsKey(number) && uid.matches("[!-~]{1,255}")) {
                    uids.putIfAbsent(number, uid);
                }
            });
        } catch (Refused optional) {
            // RFC 1939 §7: it need not have it
        }
        return numbers.stream().map(n -> new Offer(n, uids.getOrDefault(n, ""), sizes.get(n))).toList();
    }

    /** Each line's number and the word behind it; lines that are no such thing count only against the bound. */
    private void listing(BiConsumer<Integer, String> entry) throws IOException {
        int lines = 0;
        for (String line = line(); !line.equals("."); line = line()) {
            if (++lines > LONGEST_LISTING) {
                throw new ProtocolException("a listing without an end");
            }
            String[] words = line.split(" ", 3);
            if (words.length >= 2 && words[0].matches("[1-9]\\d{0,8}")) {
                entry.accept(Integer.parseInt(words[0]), words[1]);
            }
        }
    }

    /** The message, without its dots' doubles. What goes wrong at {@code out} ends the connection's use. */
    void retrieve(int number, OutputStream out) throws IOException {
        command("RETR " + number);
        DotDecoder content = new DotDecoder();
        try {
            while (!content.take(more(), range -> write(range, out))) {
                continue;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(ByteBuffer range, OutputStream out) {
        try {
            out.write(range.array(), range.arrayOffset() + range.position(), range.remaining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deleted at {@link #quit}, not before. */
    void delete(int number) throws IOException {
        command("DELE " + number);
    }

    /** RFC 1939 §6: only now the server deletes. */
    void quit() throws IOException {
        command("QUIT");
    }

    /** From any thread. Without {@link #quit} nothing was deleted. */
    @Override
    public void close() throws IOException {
        plain.close(); // not the TLS above it, whose farewell might have to wait
    }

    private void command(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        answer();
    }

    private void answer() throws IOException {
        String line = line();
        if (line.startsWith("-ERR")) {
            throw new Refused(line.substring(4).strip());
        }
        if (!line.startsWith("+OK")) {
            throw new ProtocolException("'" + (line.length() > 60 ? line.substring(0, 60) + "…" : line) + "'");
        }
    }

    /** Without its line end; what is no printable ASCII becomes a question mark. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            byte b = more().get();
            if (b == '\n') {
                int end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new ProtocolException("a line of more than " + LONGEST_LINE + " characters");
            }
            line.append(b >= ' ' && b < 127 || b == '\r' ? (char) b : '?');
        }
    }

    /** At least one octet. */
    private ByteBuffer more() throws IOException {
        if (!in.hasRemaining()) {
            int n = socket.getInputStream().read(in.array());
            if (n < 0) {
                throw new EOFException("it closed the connection");
            }
            in.position(0).limit(n);
        }
        return in;
    }
}
