package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Let's Encrypt's test authority on loopback ({@code pebble} of Debian). It refuses every fifth nonce, so that a client
 * must bear that, and looks at our HTTP port instead of port 80.
 */
final class Pebble implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/pebble");
    private static final Duration START = Duration.ofSeconds(60);
    private static final String PASSWORD = "pebble";

    private final Path place;
    private final int port;
    private final int httpPort;
    private final int dnsPort;
    private Process process;

    Pebble(Path place, int port, int httpPort, int dnsPort) {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "there is no pebble: apt-get install pebble");
        this.place = place;
        this.port = port;
        this.httpPort = httpPort;
        this.dnsPort = dnsPort;
        try {
            Files.createDirectories(place);
            certificate();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String directory() {
        return "https://127.0.0.1:" + port + "/dir";
    }

    /** Of those that vouch for its own web server. */
    Path authorities() {
        return place.resolve("server.pem");
    }

    /** @param seconds how long its certificates are good */
    void start(int seconds, Map<String, String> environment) {
        try {
            Path config = place.resolve("config.json");
            Files.writeString(config, """
                    {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "",
                     "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": 1,
                     "ocspResponderURL": "", "externalAccountBindingRequired": false,
                     "certificateValidityPeriod": %d}}
                    """.formatted(port, place.resolve("server.pem"), place.resolve("server.key"), httpPort, seconds));
            ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString(), "-config", config.toString(),
                    "-dnsserver", "127.0.0.1:" + dnsPort).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("pebble.log").toFile()));
            builder.environment().putAll(Map.of("PEBBLE_WFE_NONCEREJECT", "20", "PEBBLE_VA_NOSLEEP", "1",
                    "PEBBLE_AUTHZREUSE", "0"));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("pebble listens, see " + place.resolve("pebble.log"), START, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    String log() {
        try {
            return Files.readString(place.resolve("pebble.log"));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }

    /** For its own web server, made by the JDK's keytool. */
    private void certificate() throws IOException, GeneralSecurityException {
        Path store = place.resolve("server.p12");
        Files.deleteIfExists(store);
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool", "-genkeypair",
                "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=pebble", "-ext",
                "SAN=ip:127.0.0.1", "-ext", "bc:c", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(true, keytool.waitFor(60, TimeUnit.SECONDS), said);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem("server.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        pem("server.key", "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private void pem(String file, String kind, byte[] der) throws IOException {
        Files.writeString(place.resolve(file), "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64,
                new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n");
    }
}
