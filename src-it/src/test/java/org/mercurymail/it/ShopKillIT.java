package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An application in the same server sends in its own transaction, beside a write to its own database: the mail leaves if
 * and only if the transaction commits, whatever ends the transaction or the server.
 */
@Tag("kill")
final class ShopKillIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int RUSH = 100;

    @Test
    void theMailLeavesIfAndOnlyIfTheRowIsThere() throws Exception {
        try (ShopServer server = new ShopServer()) {
            server.start();
            assertEquals(500, server.place(1, "fail").get());
            assertEquals(200, server.place(2, "rollback").get());
            assertEquals(200, server.place(3, "commit").get());
            awaitMailsOf(server, Set.of("order-3"));

            server.place(4, "hold"); // sent, and never committed
            server.awaitHeldUp(4);
            for (int i = 0; i < RUSH; i++) {
                server.place(100 + i, "commit"); // all over the place when the kill comes
            }
            Await.until("some of the rush", SOON, () -> server.orders().size() > RUSH / 4);
            assertEquals(200, server.place(5, "commit").get()); // right after its commit
            server.kill();
            System.out.println("killed with " + server.orders().size() + " rows of " + RUSH + " and more, and "
                    + server.prepared() + " prepared");
            server.start();
            Await.until("every transaction to be at its end", SOON, () -> server.prepared() == 0);
            assertTrue(server.orders().contains("order-5") && !server.orders().contains("order-4"));
            awaitMailsOf(server, server.orders());
            System.out.println(server.orders().size() + " rows, a mail each");
        }
    }

    /** All that should come has come, each once; and when a later one has come, no other will. */
    private static void awaitMailsOf(ShopServer server, Set<String> orders) throws Exception {
        Await.until("the mails of " + orders, SOON, () -> server.mails().keySet().containsAll(orders));
        int last = server.orders().size() + 1000;
        assertEquals(200, server.place(last, "commit").get());
        Await.until("the last", SOON, () -> server.mails().containsKey("order-" + last));
        assertEquals(server.orders(), new java.util.TreeSet<>(server.mails().keySet()));
        assertEquals(List.of(), server.mails().values().stream().filter(n -> n > 1).toList());
    }
}
