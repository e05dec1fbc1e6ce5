package org.mercurymail.launch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A server on free ports and throw-away data, which stops when it has answered a few requests: with
 * {@code -XX:ArchiveClassesAtExit} the JVM then knows which classes a start of Mercury loads.
 */
final class Training {

    private static final List<String> PAGES = List.of("/", "/login.xhtml", "/health", "/metrics");

    private final int http;
    private final Properties properties = new Properties();

    Training(Path data) throws IOException {
        List<Integer> ports = freePorts(6);
        http = ports.get(5);
        properties.setProperty("mercury.data", data.toString());
        properties.setProperty("mercury.hostname", "training.test");
        properties.setProperty("mercury.smtp.listeners", "mx@127.0.0.1:%d, submission@127.0.0.1:%d, lmtp@127.0.0.1:%d"
                .formatted(ports.get(0), ports.get(1), ports.get(2)));
        properties.setProperty("mercury.mailbox.listeners", "pop3@127.0.0.1:%d, imap@127.0.0.1:%d"
                .formatted(ports.get(3), ports.get(4)));
        properties.setProperty("mercury.http.listen", "127.0.0.1:" + http);
    }

    /** What this server is configured to be; nothing else configures it. */
    Properties properties() {
        return properties;
    }

    void ask() throws IOException {
        for (String page : PAGES) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + http + page).toURL().openConnection();
            try {
                connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        }
    }

    /** All of them are held until the last is found, or one port would be found twice. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
