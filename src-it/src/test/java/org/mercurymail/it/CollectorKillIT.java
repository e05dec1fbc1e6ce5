package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} in the middle of collecting two hundred messages, again and again: while they come, while they are
 * marked as deleted, and when the provider has deleted them and nobody hears it. In the end each is here exactly once.
 */
@Tag("kill")
final class CollectorKillIT {

    private static final int MESSAGES = 200;
    private static final Duration LONG = Duration.ofSeconds(240);

    private final MercuryServer server = MercuryServer.fresh("collector-kill", Map.of());

    @Test
    void eachMessageOnce() throws Exception {
        try (server; Pop3Provider provider = new Pop3Provider()) {
            server.start();
            Collecting firm = Collecting.firm(server);
            String desk = firm.account("desk");
            String rest = firm.account("rest");
            List<String> forDesk = new ArrayList<>();
            List<String> forNobody = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                String to = i % 3 == 0 ? "nobody@" + firm.domain() : desk;
                byte[] mail = Mail.large("a@else.test", to, "kill " + i, 500 + i * 37 % 9000, i);
                String message = "Delivered-To: " + to + "\r\n" + new String(mail, StandardCharsets.ISO_8859_1);
                (i % 3 == 0 ? forNobody : forDesk).add(message);
                provider.put("u" + i, message.getBytes(StandardCharsets.ISO_8859_1));
            }
            Moment moment = Moment.hangingAt(provider, "RETR", 25);
            long id = firm.collector(firm.wanted(provider.port(), rest).add("domain", firm.domain())
                    .add("intervalSeconds", 86_400));
            moment.await();
            server.killAll();

            moment = Moment.hangingAt(provider, "RETR", 100);
            server.start();
            moment.await();
            server.killJvm();

            moment = Moment.hangingAt(provider, "DELE", MESSAGES - 3);
            server.start();
            moment.await();
            server.killAll();
            assertEquals(MESSAGES, provider.count(), "nothing was deleted by a visit that broke off");

            provider.behave();
            provider.answer("QUIT", (dialogue, command) -> {
                dialogue.delete();
                dialogue.hang();
            });
            server.start();
            Await.until("the farewell", LONG, () -> provider.count("QUIT") == 1);
            server.killJvm();
            provider.behave();
            server.start();
            assertEquals(0, provider.count());
            provider.put("last", "Subject: after all\r\n\r\nx\r\n".getBytes(StandardCharsets.ISO_8859_1));
            forNobody.add("Subject: after all\r\n\r\nx\r\n");
            firm.visit(id);
            Await.until("the last message", LONG, () -> provider.count() == 0);
            assertEquals(forDesk, firm.collected(desk), "each once, octet for octet, in order");
            assertEquals(forNobody, firm.collected(rest));
            System.out.println("kills=4 messages=" + MESSAGES + " retrieved=" + provider.count("RETR"));
        }
    }

    /** The provider falls silent when a verb has been said so often more, and the visit waits there for its end. */
    private record Moment(Pop3Provider provider, String verb, long enough) {

        static Moment hangingAt(Pop3Provider provider, String verb, int times) {
            long enough = provider.count(verb) + times;
            provider.behave();
            provider.answer(verb, (dialogue, command) -> {
                if (provider.count(verb) >= enough) {
                    dialogue.hang();
                } else {
                    dialogue.right(command);
                }
            });
            return new Moment(provider, verb, enough);
        }

        void await() {
            Await.until(enough + " times " + verb, LONG, () -> provider.count(verb) >= enough);
        }
    }
}
