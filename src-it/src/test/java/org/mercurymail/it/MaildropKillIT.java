package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What applications hand over, and {@code kill -9}: each file is mailed exactly once, and each outcome is told. */
@Tag("kill")
final class MaildropKillIT {

    private static final int MANY = 10_000;
    private static final String TO = "u1@mercury.test";

    private final int port = FreePorts.take();
    private final MercuryServer server = MercuryServer.fresh("maildrop-kill",
            Map.of("MERCURY_BROKER_LISTEN", "127.0.0.1:" + port, "MERCURY_RETRY_EXPIRE", "1h"));
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
                assertEquals(List.of(), tokens.entrySet().stream().filter(token -> token.getValue() > 1).toList());
                List<String> lost = IntStream.range(0, MANY).mapToObj(Integer::toString)
                        .filter(token -> !tokens.containsKey(token)).toList();
                assertEquals(List.of(), lost, () -> "lost; the log of them:\n" + logOf(lost));
            }
        }
    }

    /** Ten recipients wait for a next hop that is away, when the server and its broker are killed. */
    @Test
    void theOutcomesAreToldAfterAKill() throws Exception {
        List<String> away = IntStream.range(0, 10).mapToObj(i -> "k" + i + "@away.test").toList();
        try (server) {
            server.start();
            String app = Jms.account(server, "app");
            try (Jms jms = Jms.login(port, app, Jms.PASSWORD)) {
                jms.send(jms.mail(app, away.toArray(String[]::new)), jms.context().createQueue("answers." + app), "c");
                jms.answers(jms.context().createQueue("answers." + app)).next("c");
            }
            server.killAll();
            try (Sink sink = new Sink(server.ports().sink())) {
                server.start();
                sink.await(away.get(9), Duration.ofSeconds(120));
                try (Jms jms = Jms.login(port, app, Jms.PASSWORD)) {
                    Jms.Answers answers = jms.answers(jms.context().createQueue("answers." + app));
                    List<JsonObject> told = new ArrayList<>();
                    do { // the first answer once more, if the kill came before it was known to be out
                        told.add(answers.next("c"));
                    } while (told.get(told.size() - 1).getInt("waiting") > 0);
                    told.removeIf(answer -> answer.getString("state").equals("accepted"));
                    assertEquals(away.stream().map(to -> to + " delivered 250 2.0.0 taken").toList(),
                            told.stream().flatMap(answer -> Jms.recipients(answer).stream()).toList());
                }
            }
        }
    }

    /** What the server says of these files, and of the messages that it made of them. */
    private String logOf(List<String> tokens) {
        List<String> files = tokens.stream().map(token -> "many-" + token + ".eml").toList();
        List<String> told = server.log().lines().filter(line -> files.stream().anyMatch(line::contains)).toList();
        List<String> ids = told.stream().filter(line -> line.contains(" msg="))
                .map(line -> line.replaceAll(".* msg=(\\S+).*", "$1")).toList();
        return server.log().lines().filter(line -> told.contains(line) || ids.stream().anyMatch(line::contains))
                .collect(Collectors.joining("\n"));
    }

    private void awaitTaken(int many) {
        Await.until(many + " files to be sent", Duration.ofSeconds(300), () -> drop.count("sent") >= many);
    }
}
