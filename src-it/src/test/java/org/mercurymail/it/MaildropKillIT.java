package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand files at once, and {@code kill -9} twice while they are taken: each is mailed exactly once. */
@Tag("kill")
final class MaildropKillIT {

    private static final int MANY = 10_000;
    private static final String TO = "u1@mercury.test";

    private final MercuryServer server = MercuryServer.fresh("maildrop-kill", Map.of());
    private final Drop drop = Drop.of(server);

    @Test
    void eachFileOnceOverTwoKills() {
        try (server) {
            server.start();
            drop.putMany(MANY, "u2@mercury.test", TO);
            awaitTaken(MANY / 5);
            server.killJvm();
            System.out.println("killed the JVM with " + drop.count("sent") + " sent, " + drop.count("work") + " at work");
            server.start();
            awaitTaken(MANY / 2);
            server.killAll();
            System.out.println("killed all with " + drop.count("sent") + " sent, " + drop.count("work") + " at work");
            assertTrue(drop.count("sent") < MANY, "killed before it was done");
            server.start();
            Await.until("all to be taken", Duration.ofSeconds(400), drop::isDone);
            assertEquals(MANY, drop.count("sent"));
            assertEquals(List.of(), drop.names("failed"));
            try (Imap imap = Imap.inbox(server.ports().imap(), TO)) {
                Map<String, Long> tokens = imap.valuesOf("X-Token");
                assertEquals(MANY, tokens.size(), "different tokens");
                assertEquals(List.of(), tokens.entrySet().stream().filter(token -> token.getValue() > 1).toList());
            }
        }
    }

    private void awaitTaken(int many) {
        Await.until(many + " files to be sent", Duration.ofSeconds(300), () -> drop.count("sent") >= many);
    }
}
