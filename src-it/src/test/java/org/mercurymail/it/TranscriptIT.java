package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.wire.Transcript;

/**
 * The conversations that the pure sessions are tested with, on the real ports. Left out are those that need a service
 * with other limits, another state of the mailbox, or a door that misbehaves.
 */
final class TranscriptIT {

    private static final Path SCRIPTS = MercuryServer.ROOT.resolve("mercury-rar/src/test/resources");
    /** Settings that the server under test has not got. */
    private static final List<String> OTHER_SERVICE = List.of("pure", "greeting", "max-size", "max-recipients", "max-append",
            "messages", "trace");
    /** Need a service without TLS or without login in the clear, or accounts and a door that only a test has. */
    private static final Set<String> NOT_HERE = Set.of("no-tls.txt", "auth-throttle.txt", "capabilities-tls.txt",
            "door-421.txt", "door-crash.txt", "lmtp-mixed.txt", "paths.txt");
    /** The conversations of IMAP that do not look into a mailbox. */
    private static final Set<String> IMAP_HERE = Set.of("http.txt", "authenticate.txt", "too-many-bad.txt");

    private final ServerPorts ports = MercuryServer.shared().ports();

    @TestFactory
    Stream<DynamicTest> smtp() throws IOException {
        return scripts("smtp", 10).map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            boolean secure = script.has("secure");
            int port = switch (script.setting("service", "MX")) {
                case "LMTP" -> ports.lmtp();
                case "SUBMISSION" -> secure ? ports.submissions() : ports.submission();
                default -> secure ? ports.submissions() : ports.mx();
            };
            run(script, port, secure);
        }));
    }

    @TestFactory
    Stream<DynamicTest> imap() throws IOException {
        return scripts("imap", 3).filter(file -> IMAP_HERE.contains(file.getFileName().toString())).map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Transcript script = Transcript.read(file);
            boolean secure = script.has("secure");
            run(script, secure ? ports.imaps() : ports.imap(), secure);
        }));
    }

    private static void run(Transcript script, int port, boolean secure) throws IOException {
        try (LineClient client = secure ? LineClient.tls(port) : LineClient.plain(port)) {
            script.run(new RealWire(client));
        }
    }

    private static Stream<Path> scripts(String protocol, int least) throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS.resolve(protocol))) {
            List<Path> fitting = files.filter(TranscriptIT::fits).sorted().toList();
            assertTrue(fitting.size() >= least, "transcripts are missing: " + fitting);
            return fitting.stream();
        }
    }

    private static boolean fits(Path file) {
        try {
            return file.toString().endsWith(".txt") && !NOT_HERE.contains(file.getFileName().toString())
                    && OTHER_SERVICE.stream().noneMatch(Transcript.read(file)::has);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record RealWire(LineClient client) implements Transcript.Wire {

        @Override
        public void send(byte[] bytes) {
            client.raw(bytes);
        }

        @Override
        public String line() {
            return client.line();
        }

        @Override
        public void handshake() {
            client.startTls();
        }

        @Override
        public boolean isClosed() {
            return client.closedByServer();
        }
    }
}
