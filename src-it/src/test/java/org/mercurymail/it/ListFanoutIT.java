package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mercurymail.it.Sink.Manners;

/**
 * A posting to 120 members at one remote domain and three of ours: one body, messages of at most fifty, each member
 * once, whenever the server is killed with kill -9. Most kills here are made while no 250 is on its way, so that exactly
 * one copy is due; the last ones come as they may, and then one message of the fan-out can be there twice (RFC 1047).
 */
@Tag("kill")
final class ListFanoutIT {

    private static final int MEMBERS = 120;
    private static final int FANOUT = 50;
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String POSTER = "u4@mercury.test";
    private static final List<String> LOCAL = List.of("u1@mercury.test", "u2@mercury.test", "u3@mercury.test");

    private final MercuryServer server = MercuryServer.fresh("fanout", Map.of("MERCURY_FANOUT_RECIPIENTS",
            Integer.toString(FANOUT), "MERCURY_RETRY_EXPIRE", "1h", "MERCURY_RETRY_SCHEDULE", "1s,2s"));
    private Sink sink;
    private int rounds;

    /** One posting of its own list; members are numbered as they are sent to. */
    private final class Round {

        private final String name = "r" + ++rounds;
        private final MailingList list = MailingList.make(server, "\"post\":\"anyone\"")
                .with(LOCAL.toArray(String[]::new));

        Round() {
            Rest.Answer loaded = Rest.of(server, "admin@mercury.test").call("POST", list.path() + "/members",
                    "text/csv", BodyPublishers.ofString(String.join("\n", members())));
            assertEquals(MEMBERS, loaded.json().getInt("added"), loaded.toString());
        }

        String member(int number) {
            return "%s-%03d@away.test".formatted(name, number);
        }

        List<String> members() {
            return IntStream.rangeClosed(1, MEMBERS).mapToObj(this::member).toList();
        }

        void post() {
            Smtp.Reply reply = list.postedBy(POSTER, Mail.large(POSTER, list.address, name + " news", 100_000, rounds));
            assertEquals(250, reply.code(), reply.toString());
        }

        void awaitAttempts(int member, int count) {
            Await.until("attempt " + count + " for " + member(member), SOON,
                    () -> sink.attempts(member(member)).size() == count);
        }

        void awaitAll() {
            Await.value(() -> "a copy for each; without one: " + without(), Duration.ofSeconds(120),
                    () -> without().isEmpty() ? Optional.of(true) : Optional.empty());
        }

        private List<String> without() {
            return members().stream().filter(member -> sink.count(member) == 0).toList();
        }

        /** Sizes of the messages that were acknowledged, in their order. */
        List<Integer> sizes() {
            return taken().map(taken -> taken.recipients().size()).toList();
        }

        Stream<Sink.Taken> taken() {
            return sink.taken().stream().filter(taken -> taken.recipients().get(0).startsWith(name + "-"));
        }

        void assertEachOnce() {
            awaitAll();
            awaitEmptyQueue();
            assertEquals(List.of(), members().stream().filter(member -> sink.count(member) != 1)
                    .map(member -> member + " " + sink.count(member)).toList(), "copies at the next hop");
            assertTrue(sizes().stream().allMatch(size -> size <= FANOUT), sizes().toString());
            assertLocalOnce();
        }

        void assertLocalOnce() {
            for (String account : LOCAL) {
                try (Imap imap = Imap.inbox(server.ports().imap(), account)) {
                    assertEquals(1, imap.search("SUBJECT \"" + name + " news\"").size(), account);
                }
            }
        }

        /** These were acknowledged and settled before the kill, and not even asked for again. */
        void assertAskedOnce(int from, int to) {
            for (int i = from; i <= to; i++) {
                assertEquals(1, sink.attempts(member(i)).size(), sink.attempts(member(i)).toString());
            }
        }
    }

    @Test
    void everyMemberGetsEveryPostingOnce() throws Exception {
        try (server; Sink next = new Sink(server.ports().sink(), 20_000)) {
            sink = next;
            server.start();
            onlyTheDeferredMemberIsTriedAgain();
            killedWhileMessagesHang();
            killedBeforeAnythingLeft();
            killedAtAnyMoment();
        }
    }

    /**
     * Four postings, one kill: the next hop keeps silent over the first, the second, the third message of a fan-out, and
     * over the second try of one that it had broken off.
     */
    private void killedWhileMessagesHang() throws Exception {
        long before = number("SELECT count(DISTINCT body) FROM body_part");
        List<Integer> hanging = List.of(1, FANOUT + 1, 2 * FANOUT + 1);
        List<Round> rounds = new ArrayList<>();
        for (int member : hanging) {
            Round round = new Round();
            sink.answer(round.member(member), Manners.HANG);
            round.post();
            rounds.add(round);
        }
        Round retried = new Round();
        sink.answer(retried.member(75), Manners.SHUT, Manners.HANG);
        sink.answer(retried.member(10), Manners.DEFER, Manners.DEFER);
        retried.post();
        for (int i = 0; i < hanging.size(); i++) {
            rounds.get(i).awaitAttempts(hanging.get(i), 1);
        }
        retried.awaitAttempts(75, 2);
        Await.until("its first and third message", SOON, () -> sink.count(retried.member(50)) == 1
                && sink.count(retried.member(MEMBERS)) == 1);
        assertEquals(before + 4, number("SELECT count(DISTINCT body) FROM body_part"), "one body for 123 members");
        assertEquals(4L * LOCAL.size(), number(
                "SELECT count(*) FROM message WHERE body IN (SELECT body FROM queue_message)"), "and for those of ours");
        server.killJvm();
        server.start();
        for (int i = 0; i < hanging.size(); i++) {
            rounds.get(i).assertEachOnce();
            rounds.get(i).assertAskedOnce(1, hanging.get(i) - 1);
            assertEquals(2, sink.attempts(rounds.get(i).member(hanging.get(i))).size(), "came again, once");
            assertEquals(List.of(50, 50, 20), rounds.get(i).sizes());
        }
        retried.assertEachOnce();
        retried.assertAskedOnce(1, 9);
        retried.assertAskedOnce(11, 50);
        retried.assertAskedOnce(101, MEMBERS);
        Arrived shared = Arrived.of(rounds.get(0).taken().findFirst().orElseThrow().message());
        assertTrue(shared.field("List-Unsubscribe").contains("/lists/of/" + rounds.get(0).list.address));
        assertEquals("", shared.field("List-Unsubscribe-Post"), "no link that could not tell who clicks");
    }

    private void onlyTheDeferredMemberIsTriedAgain() {
        Round round = new Round();
        sink.answer(round.member(60), Manners.DEFER);
        round.post();
        round.assertEachOnce();
        assertEquals(List.of(50, 49, 20, 1), round.sizes());
        assertEquals(2, sink.attempts(round.member(60)).size());
        round.assertAskedOnce(1, 59);
        round.assertAskedOnce(61, MEMBERS);
        Arrived alone = Arrived.of(round.taken().filter(taken -> taken.recipients().size() == 1).findFirst()
                .orElseThrow().message());
        assertEquals("List-Unsubscribe=One-Click", alone.field("List-Unsubscribe-Post"), "a copy of his own");
    }

    /** Nobody listens at the next hop: all 120 wait, the kill comes, then somebody listens. */
    private void killedBeforeAnythingLeft() {
        Round round = new Round();
        sink.close();
        round.post();
        server.killAll();
        sink.open();
        server.start();
        round.assertEachOnce();
        assertEquals(List.of(50, 50, 20), round.sizes());
        round.assertAskedOnce(1, MEMBERS);
    }

    /** After the first and after the second message was acknowledged, and nobody knows what has been settled. */
    private void killedAtAnyMoment() {
        Round one = new Round();
        Round other = new Round();
        one.post();
        other.post();
        Await.until("some acknowledged", SOON, () -> one.taken().count() >= 2 && other.taken().count() >= 1);
        server.killJvm();
        server.start();
        for (Round round : List.of(one, other)) {
            round.awaitAll();
            awaitEmptyQueue();
            round.assertLocalOnce();
            List<String> twice = round.members().stream().filter(member -> sink.count(member) > 1).toList();
            assertTrue(twice.isEmpty() || round.taken().anyMatch(taken -> taken.recipients().equals(twice)),
                    "nobody, or one whole message whose 250 was on its way: " + twice);
            assertTrue(twice.stream().allMatch(member -> sink.count(member) == 2));
            assertTrue(round.sizes().stream().allMatch(size -> size <= FANOUT), round.sizes().toString());
        }
    }

    private void awaitEmptyQueue() {
        Rest admin = Rest.of(server, "admin@mercury.test");
        Await.until("the queue to be empty", SOON, () -> admin.get("queue").json().getJsonArray("items").isEmpty());
    }

    private long number(String sql) throws IOException, SQLException {
        String password = Files.readString(server.data().resolve("postgresql.password")).strip();
        List<Long> numbers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:"
                + server.ports().database() + "/postgres", "mercury", password);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        assertEquals(1, numbers.size());
        return numbers.get(0);
    }
}
