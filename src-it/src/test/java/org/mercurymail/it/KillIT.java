package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nothing acknowledged is lost: {@code kill -9} under load, of the JVM alone and of everything it started by turns, a
 * new start, and at the end a count. {@code -Dmercury.it.kills=N} says how often; the ordinary run, six times.
 */
@Tag("kill")
final class KillIT {

    private static final int KILLS = Integer.getInteger("mercury.it.kills", 20);
    private static final int SESSIONS = 6;
    private static final long SEED = 20261124;
    /** Between the next hop's 250 and the commit that settles it; a kill in between makes a duplicate. */
    private static final Duration SETTLEMENT = Duration.ofSeconds(3);

    private final MercuryServer server = MercuryServer.fresh("kill",
            Map.of("MERCURY_RETRY_EXPIRE", "1h", "MERCURY_RETRY_SCHEDULE", "1s,2s"));
    private final List<Instant> kills = new ArrayList<>();

    @Test
    void whatWasAnswered250IsThereOnce() {
        try (server; Sink sink = new Sink(server.ports().sink(), 0)) {
            server.start();
            KillLoad load = new KillLoad(server.ports(), SESSIONS, SEED);
            load.start();
            Random random = new Random(SEED);
            for (int i = 0; i < KILLS; i++) {
                long enough = load.acknowledged() + 30 + random.nextInt(300);
                Await.until("some messages between kills", Duration.ofSeconds(60),
                        () -> load.acknowledged() >= enough);
                kills.add(Instant.now());
                if (i % 2 == 0) {
                    server.killJvm();
                } else {
                    server.killAll();
                }
                kills.add(Instant.now());
                server.start();
            }
            long enough = load.acknowledged() + 30;
            Await.until("some messages after the last start", Duration.ofSeconds(60),
                    () -> load.acknowledged() >= enough);
            List<KillLoad.Sent> sent = load.stop();
            assertNothingLost(sent, sink);
        }
    }

    private void assertNothingLost(List<KillLoad.Sent> sent, Sink sink) {
        List<String> promised = sent.stream().filter(KillLoad.Sent::acknowledged)
                .flatMap(message -> message.foreign().stream()).toList();
        Map<String, Long> atSink = new HashMap<>();
        Await.until("the queue to drain", Duration.ofSeconds(120), () -> {
            atSink.clear();
            sink.taken().forEach(taken -> taken.recipients().forEach(to -> atSink.merge(to, 1L, Long::sum)));
            return atSink.keySet().containsAll(promised);
        });
        Map<String, Map<String, Long>> mailboxes = new TreeMap<>();
        for (String user : KillLoad.USERS) {
            mailboxes.put(user, tokens(user));
        }
        List<String> wrong = new ArrayList<>();
        for (KillLoad.Sent message : sent) {
            long least = message.acknowledged() ? 1 : 0;
            List<Long> copies = message.local().stream()
                    .map(user -> mailboxes.get(user).getOrDefault(message.token(), 0L)).toList();
            copies.stream().filter(n -> n < least || n > 1).forEach(n -> wrong.add(message + " local copies " + copies));
            if (copies.stream().distinct().count() > 1) {
                wrong.add(message + " is filed for some recipients and not for others: " + copies);
            }
            if (!message.acknowledged() && copies.contains(0L)) {
                message.foreign().stream().filter(atSink::containsKey)
                        .forEach(to -> wrong.add(message + " went to " + to + " and is not filed"));
            }
        }
        long known = sent.stream().filter(KillLoad.Sent::acknowledged).count();
        mailboxes.forEach((user, tokens) -> tokens.keySet().stream().filter(token -> token.startsWith("none"))
                .forEach(token -> wrong.add("a message that nobody sent in " + user + ": " + token)));
        List<String> duplicates = atSink.entrySet().stream().filter(to -> to.getValue() > 1).map(Map.Entry::getKey)
                .toList();
        for (String to : duplicates) {
            if (atSink.get(to) > 2 || !beforeAKill(sink, to)) {
                wrong.add(to + " was delivered " + atSink.get(to) + " times, away from any kill");
            }
        }
        System.out.println("kills=" + KILLS + " sent=" + sent.size() + " acknowledged=" + known + " foreign="
                + promised.size() + " duplicates=" + duplicates.size() + " wrong=" + wrong.size());
        assertEquals(List.of(), wrong.stream().limit(20).toList(), wrong.size() + " of " + sent.size());
        assertTrue(duplicates.size() <= KILLS * 20, duplicates.size() + " duplicates of " + KILLS + " kills");
    }

    /** The first copy of a duplicate was acknowledged right before a kill, so that nobody could know of it. */
    private boolean beforeAKill(Sink sink, String recipient) {
        Instant first = sink.taken().stream().filter(taken -> taken.recipients().contains(recipient))
                .map(Sink.Taken::at).min(Instant::compareTo).orElseThrow();
        return kills.stream().anyMatch(kill -> !first.isAfter(kill) && first.isAfter(kill.minus(SETTLEMENT)));
    }

    private Map<String, Long> tokens(String user) {
        try (Imap imap = Imap.inbox(server.ports().imap(), user)) {
            return imap.valuesOf("X-Token");
        }
    }
}
