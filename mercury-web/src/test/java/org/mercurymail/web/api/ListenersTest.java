package org.mercurymail.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.config.ConfigurationTable;
import org.mercurymail.config.Settings;

/** A port that nobody listens on is down; the first page of the administration and /status say so. */
class ListenersTest {

    @Test
    void tellsWhichPortsAnswer() throws IOException {
        int gone;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = closed.getLocalPort();
        }
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of("mercury.smtp.listeners", "mx@127.0.0.1:" + open.getLocalPort(),
                    "mercury.mailbox.listeners", "imap@127.0.0.1:" + gone + "/tls");
            ConfigurationTable table = ConfigurationTable.load();
            assertEquals(List.of(new ListenerState("mx", "127.0.0.1", open.getLocalPort(), false, true),
                    new ListenerState("imap", "127.0.0.1", gone, true, false)),
                    new Listeners(new Settings(key -> Optional.ofNullable(settings.get(key))
                            .or(() -> table.find(key).map(ConfigurationTable.Key::standard)))).states());
        }
    }
}
