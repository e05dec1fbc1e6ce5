package org.mercurymail.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A socket that sends and takes lines and bytes, in the clear or over TLS: what every dialogue here speaks through.
 * Octets are ISO 8859-1 characters, so nothing is lost. Reads wait at most {@link #PATIENCE}.
 */
final class LineClient implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Socket socket;
    private BufferedInputStream in;
    private OutputStream out;

    private LineClient(Socket socket) {
        use(socket);
    }

    static LineClient plain(int port) {
        return plain(port, "127.0.0.1");
    }

    /** From that address of loopback: another machine, as far as the server can see. */
    static LineClient plain(int port, String from) {
        try {
            return new LineClient(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + ": " + e.getMessage(), e);
        }
    }

    static LineClient tls(int port) {
        LineClient client = plain(port);
        client.startTls();
        return client;
    }

    /** Goes on in TLS on this connection; any certificate will do: the tests' servers sign their own. */
    void startTls() {
        startTls("127.0.0.1");
    }

    /** @param name whom the server is to be; an address names nobody */
    void startTls(String name) {
        try {
            SSLSocket secure = (SSLSocket) trustful().getSocketFactory().createSocket(socket, name,
                    socket.getPort(), true);
            secure.startHandshake();
            use(secure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on raw DEFLATE both ways (RFC 4978), as the JDK has it. */
    void deflate() {
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)), 64 * 1024);
        out = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true), true);
    }

    String tlsProtocol() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    X509Certificate certificate() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hash of the server's certificate (RFC 5929 §4.1), which a login over TLS can be bound to. */
    byte[] endPoint() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(
                    ((SSLSocket) socket).getSession().getPeerCertificates()[0].getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    void send(String line) {
        raw((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    void raw(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void raw(String octets) {
        raw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line without its CRLF. */
    String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream(80);
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("connection closed after: " + line.toString(StandardCharsets.ISO_8859_1));
                }
                if (b == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    if (!text.endsWith("\r")) {
                        throw new AssertionError("a line without CR: " + text);
                    }
                    return text.substring(0, text.length() - 1);
                }
                line.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException(bytes.length + " octets of " + count);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when the server closes without another octet; false when something comes. Waits. */
    boolean closedByServer() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** All that comes before the server closes. */
    String untilClosed() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that no more will come, and leaves the other direction open. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away like a client whose machine lost power: a reset, no QUIT. */
    void vanish() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void use(Socket connected) {
        try {
            socket = connected;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SSLContext trustful() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trustful()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trustful implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
