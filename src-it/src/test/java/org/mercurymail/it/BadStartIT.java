package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Starts that cannot succeed: one clear line that names the trouble, a non-zero exit, never half a server. */
final class BadStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void portInUse() throws IOException {
        ServerPorts ports = ServerPorts.free();
        for (int port : new int[] {ports.mx(), ports.imap(), ports.http()}) {
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertTrue(taken.isBound());
                fails("port-" + port, ports, Map.of(), Integer.toString(port), "in use");
            }
        }
    }

    /** As root any directory can be written, but a file is no directory for anybody. */
    @Test
    void dataDirectoryIsAFile() throws IOException {
        ServerPorts ports = ServerPorts.free();
        MercuryServer server = MercuryServer.fresh("no-directory", ports, Map.of());
        Files.writeString(server.data(), "a file\n");
        fails(server, server.data().toString());
        assertEquals("a file\n", Files.readString(server.data()));
        Files.delete(server.data());
    }

    @Test
    void unknownKey() {
        fails("unknown-key", ServerPorts.free(), Map.of("MERCURY_SMTP_LISTNERS", "mx@127.0.0.1:1"),
                "MERCURY_SMTP_LISTNERS", "unknown");
    }

    @Test
    void nonsenseValue() {
        fails("nonsense-value", ServerPorts.free(), Map.of("MERCURY_SMTP_MAX_SIZE", "many"), "smtp.max-size");
        fails("nonsense-listener", ServerPorts.free(), Map.of("MERCURY_SMTP_LISTENERS", "mx@127.0.0.1"),
                "smtp.listeners");
    }

    @Test
    void databaseThatIsNotThere() {
        int nobody = FreePorts.take();
        fails("no-database", ServerPorts.free(), Map.of("MERCURY_DB_URL", "jdbc:postgresql://127.0.0.1:" + nobody
                + "/mercury", "MERCURY_DB_USER", "mercury", "MERCURY_DB_PASSWORD", "wrong"), "" + nobody);
    }

    @Test
    void wrongDatabasePassword() {
        try (OutsidePostgres postgres = OutsidePostgres.start()) {
            fails("wrong-password", ServerPorts.free(), Map.of("MERCURY_DB_URL", postgres.url(),
                    "MERCURY_DB_USER", "mercury", "MERCURY_DB_PASSWORD", "wrong-secret"), "password");
        }
    }

    /** With the right password the outside server serves: the same test's other side. */
    @Test
    void rightDatabasePassword() {
        try (OutsidePostgres postgres = OutsidePostgres.start();
                MercuryServer server = MercuryServer.fresh("outside-database", Map.of("MERCURY_DB_URL", postgres.url(),
                        "MERCURY_DB_USER", "mercury", "MERCURY_DB_PASSWORD", OutsidePostgres.PASSWORD))) {
            server.start();
            byte[] message = Mail.of("u1@mercury.test", "u1@mercury.test", "outside", "hello\r\n");
            try (Inbox inbox = Inbox.of(server, "u1@mercury.test");
                    Smtp smtp = Smtp.submission(server.ports().submission(), "u1@mercury.test")) {
                assertEquals(250, smtp.deliver("u1@mercury.test", message, "u1@mercury.test").code());
                Mail.assertSame(message, inbox.only());
            }
        }
    }

    private static void fails(String name, ServerPorts ports, Map<String, String> more, String... words) {
        fails(MercuryServer.fresh("bad-" + name, ports, more), words);
    }

    private static void fails(MercuryServer server, String... words) {
        try (server) {
            int exit = server.startAndEnd(PATIENCE);
            String log = server.log();
            assertNotEquals(0, exit, log);
            List<String> naming = log.lines().filter(line -> line.startsWith("mercury: ")).toList();
            assertEquals(1, naming.size(), "one line that begins with \"mercury: \" in:\n" + server.tail());
            for (String word : words) {
                assertTrue(naming.get(0).toLowerCase(java.util.Locale.ROOT).contains(word.toLowerCase(
                        java.util.Locale.ROOT)), () -> word + " is not in: " + naming.get(0));
            }
            assertTrue(!log.contains("wrong-secret"), "no password in the log");
        }
    }
}
