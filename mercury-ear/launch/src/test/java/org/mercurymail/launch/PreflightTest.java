package org.mercurymail.launch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    @TempDir
    private Path directory;

    private Settings settings(String smtp, String mailbox, String http, String url) throws Unfit {
        Properties table = new Properties();
        table.setProperty("mercury.data", directory.resolve("data").toString());
        table.setProperty("mercury.smtp.listeners", smtp);
        table.setProperty("mercury.mailbox.listeners", mailbox);
        table.setProperty("mercury.http.listen", http);
        table.setProperty("mercury.broker.listen", "");
        table.setProperty("mercury.db.url", url);
        table.setProperty("mercury.db.user", "mercury");
        table.setProperty("mercury.db.password", "wrong");
        return Settings.resolve(new Keys(table), new Properties(), Map.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void readsWhereEachServiceListens() throws Unfit {
        Settings settings = settings("mx@127.0.0.1:2525, submission@[::1]:465/tls", "imap@localhost:143",
                "127.0.0.1:8080", "");
        assertEquals("[mx 127.0.0.1:2525, submission [::1]:465, imap localhost:143, http 127.0.0.1:8080]",
                Port.of(settings).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2525", "mx@2525", "mx@127.0.0.1", "mx@127.0.0.1:99999", "mx@127.0.0.1:25/ssl", "@h:25"})
    void refusesWhatIsNoListener(String listener) throws Unfit {
        Settings settings = settings(listener, "", "127.0.0.1:8080", "");
        assertTrue(assertThrows(Unfit.class, () -> Port.of(settings)).getMessage()
                .startsWith("mercury.smtp.listeners: cannot listen at \"" + listener + "\""));
    }

    @Test
    void aTakenPortIsNamedWithItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = settings("", "pop3@127.0.0.1:" + taken.getLocalPort(), "127.0.0.1:" + freePort(), "");
            List<Port> ports = Port.of(settings);
            assertEquals("mercury.mailbox.listeners: cannot listen at pop3 127.0.0.1:" + taken.getLocalPort()
                    + ": Address already in use",
                    assertThrows(Unfit.class, () -> Preflight.check(settings, ports)).getMessage());
        }
    }

    @Test
    void onePortForTwoServicesIsFound() throws Exception {
        int port = freePort();
        Settings settings = settings("mx@127.0.0.1:" + port, "", "127.0.0.1:" + port, "");
        List<Port> ports = Port.of(settings);
        assertTrue(assertThrows(Unfit.class, () -> Preflight.check(settings, ports)).getMessage()
                .startsWith("mercury.http.listen: cannot listen at http 127.0.0.1:" + port));
    }

    @Test
    void theDataDirectoryMustBeADirectory() throws Exception {
        Files.writeString(directory.resolve("data"), "a file");
        Settings settings = settings("", "", "127.0.0.1:" + freePort(), "");
        assertTrue(assertThrows(Unfit.class, () -> Preflight.check(settings, List.of())).getMessage()
                .startsWith("mercury.data: cannot write to " + directory.resolve("data")));
    }

    @Test
    void theDatabaseIsAsked() throws Exception {
        int nobody = freePort();
        Settings settings = settings("", "", "127.0.0.1:" + freePort(),
                "jdbc:postgresql://127.0.0.1:" + nobody + "/mercury");
        String line = assertThrows(Unfit.class, () -> Preflight.check(settings, List.of())).getMessage();
        assertTrue(line.startsWith("mercury.db: cannot use the database at jdbc:postgresql://127.0.0.1:" + nobody), line);
        assertEquals(1, line.lines().count());
    }

    @Test
    void waitsForAnAnswerAndGivesUp() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Port port = new Port("k", "mx", "127.0.0.1", listening.getLocalPort());
            assertDoesNotThrow(() -> port.awaitAnswer(Instant.now().plusSeconds(10)));
        }
        Port silent = new Port("k", "mx", "127.0.0.1", freePort());
        assertEquals("k: nothing answers at " + silent,
                assertThrows(Unfit.class, () -> silent.awaitAnswer(Instant.now())).getMessage());
    }
}
