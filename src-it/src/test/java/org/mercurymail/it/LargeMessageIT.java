package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The largest message that the default lets through, 50 MiB, by a server that has 64 MiB of heap more than it needs to
 * idle (105 MiB, {@code jcmd PID GC.run}), and ends at once when that does not do.
 */
final class LargeMessageIT {

    private static final int SIZE = (50 << 20) - 4096; // and a header
    private static final String HEAP = "-Xmx" + (105 + 64) + "m";
    private static final String U1 = "u1@mercury.test";

    @Test
    void fiftyMebibytesThroughASmallHeap() {
        try (MercuryServer server = MercuryServer.fresh("large", Map.of("MERCURY_JAVA_OPTS", HEAP))) {
            server.start();
            byte[] message = Mail.large(U1, U1, "50 MiB", SIZE, 3);
            once(server, message);
            once(server, message);
        }
    }

    @Test
    void overTheLimitIsRefused() {
        ServerPorts ports = MercuryServer.shared().ports();
        try (Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            Smtp.Reply refused = smtp.send("MAIL FROM:<" + U1 + "> SIZE=99999999999");
            assertEquals(552, refused.code(), "RFC 1870 §6.1 " + refused);
            assertEquals(250, smtp.send("NOOP").code(), "the session goes on");
        }
    }

    private static void once(MercuryServer server, byte[] message) {
        try (Inbox inbox = Inbox.of(server, U1); Smtp smtp = Smtp.submission(server.ports().submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, U1).code());
            Mail.assertSame(message, inbox.only());
        }
    }
}
