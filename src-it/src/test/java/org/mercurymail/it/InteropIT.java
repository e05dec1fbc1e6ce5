package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Real clients and peers from Debian: each script of src-it/interop against one Mercury, whose next hop is Postfix. */
@Tag("interop")
final class InteropIT {

    private static final Path SCRIPTS = MercuryServer.ROOT.resolve("src-it/interop");
    private static final List<String> NO_TESTS = List.of("install.sh", "lib.sh");
    private static final int SECONDS = 600;

    private static final int POSTFIX = FreePorts.take();
    private static final int DOVECOT_IMAP = FreePorts.take();
    private static final int DOVECOT_POP3 = FreePorts.take();
    private static final int DOVECOT_POP3S = FreePorts.take();
    private static final int ROUNDCUBE = FreePorts.take();
    private static final int CLAMD = FreePorts.take();
    private static final int RSPAMD = FreePorts.take();
    private static final int OPENDKIM = FreePorts.take();
    private static final String BALANCER = "127.0.0.78/32@"; // HAProxy's own address to us

    private static MercuryServer server;

    @BeforeAll
    static void start() {
        ServerPorts ports = ServerPorts.free().withNextHop(POSTFIX);
        server = MercuryServer.fresh("interop", ports, Map.of(
                "MERCURY_CLAMAV", "127.0.0.1:" + CLAMD, "MERCURY_CLAMAV_AWAY", "accept", // each runs in its script only
                "MERCURY_MILTERS", "127.0.0.1:%d,127.0.0.1:%d".formatted(RSPAMD, OPENDKIM), "MERCURY_MILTER_AWAY", "accept",
                "MERCURY_LISTEN_PROXIES", BALANCER + ports.mx() + "," + BALANCER + ports.imap()));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(".sh"))
                    .filter(file -> !NO_TESTS.contains(file.getFileName().toString())).sorted().toList();
            return scripts.stream().map(script -> DynamicTest.dynamicTest(script.getFileName().toString(),
                    () -> run(script)));
        }
    }

    /** Clients print messages as they are. */
    private static String text(Path said) throws IOException {
        return Files.readString(said, StandardCharsets.ISO_8859_1);
    }

    private static void run(Path script) throws IOException, InterruptedException {
        Path work = MercuryServer.TARGET.resolve("interop").resolve(script.getFileName().toString());
        Trees.delete(work);
        Files.createDirectories(work);
        Path said = work.resolveSibling(script.getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
        ServerPorts ports = server.ports();
        Map<String, Integer> numbers = Map.of("MX", ports.mx(), "SUBMISSION", ports.submission(), "SUBMISSIONS",
                ports.submissions(), "LMTP", ports.lmtp(), "POP3", ports.pop3(), "POP3S", ports.pop3s(), "IMAP",
                ports.imap(), "IMAPS", ports.imaps(), "HTTP", ports.http());
        numbers.forEach((name, port) -> builder.environment().put(name, port.toString()));
        builder.environment().put("WORK", work.toString());
        builder.environment().put("PEERS", "/tmp/mercury-interop-" + ProcessHandle.current().pid());
        builder.environment().put("POSTFIX_PORT", Integer.toString(POSTFIX));
        builder.environment().put("DOVECOT_IMAP_PORT", Integer.toString(DOVECOT_IMAP));
        builder.environment().put("DOVECOT_POP3_PORT", Integer.toString(DOVECOT_POP3));
        builder.environment().put("CLAMD_PORT", Integer.toString(CLAMD));
        builder.environment().put("RSPAMD_PORT", Integer.toString(RSPAMD));
        builder.environment().put("OPENDKIM_PORT", Integer.toString(OPENDKIM));
        for (String front : List.of("SMTP1", "SMTP2", "IMAP", "IMAPS")) {
            builder.environment().put("HAPROXY_" + front, Integer.toString(FreePorts.take()));
        }
        builder.environment().put("ROUNDCUBE_PORT", Integer.toString(ROUNDCUBE));
        builder.environment().put("DOVECOT_POP3S_PORT", Integer.toString(DOVECOT_POP3S));
        Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("still runs after " + SECONDS + " s:\n" + text(said));
        }
        assertEquals(0, process.exitValue(), text(said));
    }
}
