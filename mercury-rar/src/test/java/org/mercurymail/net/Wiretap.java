package org.mercurymail.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client for tests: lines in, lines out, TLS that trusts anybody. Waits ten seconds at the most for anything. */
public final class Wiretap implements AutoCloseable {

    private Socket socket;

    public Wiretap(int port) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    public Wiretap send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public Wiretap send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** One line without CRLF; {@code <end>} when the peer closed. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                return line.size() == 0 ? "<end>" : line.toString(StandardCharsets.UTF_8);
            }
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8).replaceAll("\r$", "");
            }
            line.write(b);
        }
    }

    /** The last line of a reply that may have many. */
    public String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    public long skip(long octets) throws IOException {
        byte[] piece = new byte[64 * 1024];
        long left = octets;
        while (left > 0) {
            int n = socket.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
            if (n < 0) {
                return octets - left;
            }
            left -= n;
        }
        return octets;
    }

    public Wiretap secure() throws Exception {
        return secure("localhost"); // a name without a dot: the JDK does not send it
    }

    /** @param name of the server, as SNI tells it */
    public Wiretap secure(String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, name,
                socket.getPort(), true);
        secure.startHandshake();
        socket = secure;
        return this;
    }

    public X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    public Wiretap endOfInput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) { }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) { }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
