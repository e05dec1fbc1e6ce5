package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** 30 MiB through a server whose heap could not hold a few of them: streamed, never whole in memory. */
final class LargeMessageIT {

    private static final int SIZE = 30 << 20;
    private static final long ALLOWED_GROWTH_KIB = 160 * 1024;
    private static final String U1 = "u1@mercury.test";

    @Test
    void thirtyMebibytesThroughASmallHeap() {
        try (MercuryServer server = MercuryServer.fresh("large", Map.of("MERCURY_SMTP_MAX_SIZE", "52428800"))) {
            server.start();
            byte[] message = Mail.large(U1, U1, "30 MiB", SIZE, 3);
            once(server, Mail.large(U1, U1, "warm", 2 << 20, 4));
            long before = server.javaResidentKib();
            once(server, message);
            once(server, message);
            once(server, message);
            long growth = server.javaResidentKib() - before;
            assertTrue(growth < ALLOWED_GROWTH_KIB, "the JVM grew by " + growth + " KiB");
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
