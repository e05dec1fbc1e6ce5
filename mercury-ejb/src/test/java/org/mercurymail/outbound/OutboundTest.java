package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.client;
import static org.mercurymail.intake.TestServer.envelope;
import static org.mercurymail.intake.TestServer.to;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.accounts.DirectoryForTests;
import org.mercurymail.dns.MxChoice;
import org.mercurymail.dns.Zone;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.TestServer;
import org.mercurymail.lists.Member;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Doer;
import org.mercurymail.store.LedgerRow;
import org.mercurymail.store.QueuedMessage;

/** From the queue to a remote server, or back to the sender, over a real database and a network made up. */
class OutboundTest {

    /** Remote servers as a table: host to what it does. */
    private static final class Network implements SmtpConnectionFactory {
        private static final long serialVersionUID = 1L;
        final transient Map<String, Status> replies = new HashMap<>();
        final transient Map<String, Status> refusals = new HashMap<>();
        final transient List<String> sent = new ArrayList<>();
        final transient List<String> connected = new ArrayList<>();
        final transient List<Envelope> envelopes = new ArrayList<>();
        final transient List<String> texts = new ArrayList<>();
        transient boolean reports;
        transient int killAt;

        @Override
        public SmtpConnection connect(Route route) throws RouteUnavailable {
            connected.add(route.host());
            if (refusals.containsKey(route.host())) {
                throw new RouteUnavailable(refusals.get(route.host()), null);
            }
            return new SmtpConnection() {
                @Override
                public DeliveryReport send(Envelope envelope, Body body) {
                    if (killAt > 0 && --killAt == 0) {
                        throw new IllegalStateException("killed");
                    }
                    envelopes.add(envelope);
                    texts.add(text(body));
                    sent.add(route.host() + " " + envelope.recipients().stream().map(r -> r.address().toString()).toList()
                            + " " + text(body).length());
                    return new DeliveryReport(envelope.recipients().stream().map(r -> new DeliveryReport.Outcome(r,
                            replies.getOrDefault(r.address().localPart(), new Status(250, "2.0.0", "ok")),
                            route.host() + "[192.0.2.1]")).toList(), reports, false);
                }

                @Override
                public void close() { }
            };
        }

        private static String text(Body body) {
            try {
                return new String(body.open().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** DNS as a table: every domain has the hosts mx1 and mx2 of its own. */
    private static final class TwoHosts extends MxChoice {
        @Override
        public Choice of(Domain domain, String self) {
            if (domain.name().startsWith("null.")) {
                return new Choice.Nobody(new Status(556, "5.1.10", "takes no mail"));
            }
            java.net.InetAddress ip = java.net.InetAddress.getLoopbackAddress();
            return new Choice.Hosts(List.of(new Host("mx1." + domain, ip), new Host("mx2." + domain, ip)));
        }
    }

    private static final class Unmeasured extends OutboundMetrics {
        @Override
        void attempt(String result, Duration took) { }
    }

    private static final class MovedClock extends Clock {
        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Network network = new Network();
    private final MovedClock clock = new MovedClock();
    private final TestServer server = new TestServer("mercury.fanout.recipients", "3",
            "mercury.retry.schedule", "1ms");
    private final AccountRow desk = server.account("desk", 0);
    private final Attempts attempts = attempts(server);

    private Attempts attempts(TestServer on) {
        Routes routes = new Routes(on.settings, new TwoHosts(), new Zone());
        Courier courier = new Courier(routes, on.store.bodies(), on.copies, network);
        Settling settling = new Settling(on.store.bodies(), on.store.writer(), on.submission, new Unasked(),
                on.settings, clock);
        return new Attempts(on.store.queue(), on.store.writer(), routes, courier, settling,
                new Release(on.store.bodies(), on.submission, settling), on::dispatch,
                new Unmeasured(), on.settings);
    }

    @Test
    void deliveredAndGoneFromTheQueue() {
        MessageId id = submit(to("x@else.test"));
        attempts.on(id.value());
        assertEquals(List.of("mx1.else.test [x@else.test] " + size(id)), network.sent);
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
        assertEquals(List.of("accepted", "queued", "delivered"), events(id));
        attempts.on(id.value());
        assertEquals(1, network.sent.size(), "a second nudge is harmless");
    }

    @Test
    void whatWasJustQueuedForOneDomainIsKnownByIt() {
        MessageId id = submit(to("x@else.test"), to("y@else.test"));
        assertEquals(List.of("else.test"), server.domains);
        attempts.on(id.value(), 4, "else.test");
        assertEquals(List.of("mx1.else.test [x@else.test, y@else.test] " + size(id)), network.sent);
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
        attempts.on(id.value(), 4, "else.test");
        assertEquals(1, network.sent.size(), "a second nudge is harmless");
        submit(to("x@else.test"), to("y@other.test"));
        assertEquals(List.of("else.test", ""), server.domains, "one that has two goes by the store's word");
    }

    @Test
    void destinationsApartAndAtMostThreeTogether() {
        MessageId id = submit(to("a@else.test"), to("b@else.test"), to("c@other.test"), to("d@else.test"),
                to("e@else.test"));
        server.dispatched.clear();
        attempts.on(id.value());
        assertEquals(List.of(id), server.dispatched, "the other destination is another thread's");
        attempts.on(id.value());
        int size = network.sent.get(0).length();
        assertEquals(3, network.sent.size());
        assertTrue(network.sent.get(0).startsWith("mx1.else.test [a@else.test, b@else.test, d@else.test] "), size + "");
        assertTrue(network.sent.get(1).startsWith("mx1.else.test [e@else.test] "));
        assertTrue(network.sent.get(2).startsWith("mx1.other.test [c@other.test] "));
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    @Test
    void theSecondHostWhenTheFirstIsAway() {
        network.refusals.put("mx1.else.test", new Status(451, "4.4.1", "refused"));
        MessageId id = submit(to("x@else.test"));
        attempts.on(id.value());
        assertEquals(List.of("mx1.else.test", "mx2.else.test"), network.connected);
        assertEquals(1, network.sent.size());
    }

    @Test
    void oneMayWorkLaterOutweighsOneNever() {
        network.refusals.put("mx1.else.test", new Status(451, "4.4.1", "timed out"));
        network.refusals.put("mx2.else.test", new Status(554, "5.3.2", "go away"));
        MessageId id = submit(to("x@else.test"));
        attempts.on(id.value());
        assertEquals("4.4.1", waiting(id).recipients().get(0).enhanced());
        assertEquals("mx1.else.test[127.0.0.1]", waiting(id).recipients().get(0).remote());
    }

    @Test
    void aFailureComesBack() throws Exception {
        network.replies.put("nobody", new Status(550, "5.1.1", "no such user"));
        MessageId id = submit(to("nobody@else.test"), to("x@else.test"));
        attempts.on(id.value());
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
        assertEquals(List.of("accepted", "queued", "queued", "delivered", "failed"),
                events(id).stream().sorted(java.util.Comparator.comparingInt(List.of("accepted", "queued", "delivered",
                        "failed")::indexOf)).toList());
        List<String> inbox = server.contents(desk, "INBOX");
        assertEquals(1, inbox.size());
        assertTrue(inbox.get(0).contains("Final-Recipient: rfc822; nobody@else.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "Remote-MTA: dns; mx1.else.test\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"), inbox.get(0));
        assertFalse(inbox.get(0).contains("rfc822; x@else.test"));
    }

    @Test
    void notifyNeverIsHonouredAndANullSenderHearsNothing() throws Exception {
        network.replies.put("nobody", new Status(550, "5.1.1", "no such user"));
        attempts.on(submit(to("nobody@else.test", Recipient.Notify.NEVER)).value());
        attempts.on(submit(to("nobody@else.test", Recipient.Notify.SUCCESS)).value());
        attempts.on(submitAs("", to("nobody@else.test")).value());
        assertEquals(List.of(), server.contents(desk, "INBOX"));
    }

    @Test
    void nobodyTakesMailForANullMx() throws Exception {
        attempts.on(submit(to("x@null.test")).value());
        assertTrue(server.contents(desk, "INBOX").get(0).contains("Status: 5.1.10"));
    }

    @Test
    void deferredWarnedOnceThenExpired() throws Exception {
        network.replies.put("slow", new Status(451, "4.7.1", "greylisted"));
        MessageId id = submit(to("slow@else.test"));
        attempts.on(id.value());
        assertEquals(1, waiting(id).recipients().get(0).attempts());
        assertEquals(List.of(), server.contents(desk, "INBOX"));

        clock.ahead = Duration.ofHours(5); // of the decision alone: the queue's own time goes on as it does
        again(id);
        assertTrue(waiting(id).recipients().get(0).warned());
        assertEquals(1, server.contents(desk, "INBOX").size());
        assertTrue(server.contents(desk, "INBOX").get(0).contains("Action: delayed"));
        again(id);
        assertEquals(1, server.contents(desk, "INBOX").size(), "once");

        clock.ahead = Duration.ofDays(6);
        again(id);
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
        String failure = server.contents(desk, "INBOX").get(1);
        assertTrue(failure.contains("Status: 5.4.7") && failure.contains("451 4.7.1 greylisted"), failure);
    }

    @Test
    void relayedIsReportedUnlessTheRemoteReports() throws Exception {
        attempts.on(submit(to("x@else.test", Recipient.Notify.SUCCESS)).value());
        assertTrue(server.contents(desk, "INBOX").get(0).contains("Action: relayed"));
        network.reports = true;
        attempts.on(submit(to("x@else.test", Recipient.Notify.SUCCESS)).value());
        assertEquals(1, server.contents(desk, "INBOX").size());
    }

    @Test
    void theSmartHostTakesEverythingTogether() {
        TestServer behind = new TestServer("mercury.next-hop", "127.0.0.1:12025");
        AccountRow user = behind.account("u", 0);
        Submitted.Accepted accepted = (Submitted.Accepted) behind.submission.submit(new Origin.Wire(client(
                SmtpClient.Service.SUBMISSION, Optional.of(behind.login(user)))), envelope(user.address(), "a@else.test",
                "b@other.test", "c@null.test"), body("Subject: s\n\nt\n"));
        attempts(behind).on(accepted.id().value());
        assertTrue(network.sent.get(0).startsWith("127.0.0.1 [a@else.test, b@other.test, c@null.test] "));
        assertEquals(1, network.sent.size());
    }

    /** The sender's own mailbox is over quota: its report is given up, and the row still settles. */
    @Test
    void aReportThatNobodyTakesIsDropped() {
        AccountRow full = server.account("full", 1);
        server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope("a@else.test", full.address()), body("x\n"));
        network.replies.put("nobody", new Status(550, "5.1.1", "no such user"));
        MessageId id = submitAs(full.address(), to("nobody@else.test"));
        attempts.on(id.value());
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    /** 120 members of one domain: at most 50 together, each once; killed in between, nobody who has it gets another. */
    @Test
    void aListFansOut() {
        TestServer firm = new TestServer("mercury.retry.schedule", "1ms");
        Address news = Address.of("news@" + firm.domain);
        firm.lists.service.add(DirectoryForTests.ADMIN, NewList.of(news.toString(), "anyone", List.of()));
        String members = IntStream.range(100, 220).mapToObj(i -> "m" + i + "@else.test").collect(Collectors.joining("\n"));
        firm.lists.service.importMembers(DirectoryForTests.ADMIN, news,
                new java.io.ByteArrayInputStream(members.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        MessageId id = ((Submitted.Accepted) firm.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX,
                Optional.empty())), envelope("a@else.test", news.toString()), body("Subject: s\n\nt\n"))).id();
        network.killAt = 2;
        assertThrows(IllegalStateException.class, () -> attempts(firm).on(id.value()));
        assertEquals(70, firm.store.queue().message(id.value()).orElseThrow().recipients().size(),
                "the first chunk is settled");
        firm.store.queue().releaseLeases(firm.store.writer().node()); // as the next start does
        attempts(firm).on(id.value());
        assertEquals(Optional.empty(), firm.store.queue().message(id.value()));
        assertEquals(List.of(50, 50, 20), network.envelopes.stream().map(e -> e.recipients().size()).toList());
        assertEquals(120, network.envelopes.stream().flatMap(e -> e.recipients().stream())
                .map(r -> r.address().toString()).distinct().count());
        String shared = network.texts.get(0);
        assertTrue(shared.startsWith("List-Unsubscribe: <http://127.0.0.1:8080/lists/of/" + news + ">,\r\n\t<mailto:"
                + "news-unsubscribe@"), shared);
        assertFalse(shared.contains("One-Click"), "nobody's own link for all");
        assertEquals(Optional.of(Address.of("news-bounces@" + firm.domain)), network.envelopes.get(0).sender());
    }

    @Test
    void aCopyForOneAloneHasItsLinkAndItsBounceIsCounted() {
        Address news = Address.of("solo@" + server.domain);
        server.lists.service.add(DirectoryForTests.ADMIN, NewList.of(news.toString(), "anyone", List.of()));
        server.lists.service.addMember(DirectoryForTests.ADMIN, news, "nobody@else.test");
        network.replies.put("nobody", new Status(550, "5.1.1", "no such user"));
        MessageId id = ((Submitted.Accepted) server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX,
                Optional.empty())), envelope("a@else.test", news.toString()), body("Subject: s\n\nt\n"))).id();
        attempts.on(id.value());
        assertTrue(network.texts.get(0).startsWith("List-Unsubscribe: <http://127.0.0.1:8080/lists/leave/"));
        assertTrue(network.texts.get(0).contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nReceived: "));
        String link = network.texts.get(0).replaceAll("(?s).*/lists/leave/([^>]+)>.*", "$1");
        assertEquals("nobody@else.test", server.lists.subscriptions.membership(link).orElseThrow().member().toString());
        Member member = server.lists.service.members(DirectoryForTests.ADMIN, news, "", Optional.empty(), 1).get(0);
        assertEquals("1 5.1.1 550 5.1.1 no such user", member.bounces() + " " + member.lastReason());
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    /** The server's messages have three recipients at most: that is a small list. */
    @ParameterizedTest
    @CsvSource({"auto, 3, 10, '1 1 1'", "auto, 4, 10, '3 1'", "auto, 3, 1500000, '3'", "personal, 4, 10, '1 1 1 1'",
        "personal, 2, 1500000, '1 1'", "shared, 2, 10, '2'"})
    void membersShareACopyOrHaveTheirOwn(String copies, int members, int octets, String sizes) {
        Address news = Address.of(copies + members + octets + "@" + server.domain);
        server.lists.service.add(DirectoryForTests.ADMIN, new NewList(news.toString(), "", "anyone", true, "en", "",
                copies, List.of()));
        for (int i = 0; i < members; i++) {
            server.lists.service.addMember(DirectoryForTests.ADMIN, news, "m" + i + "@else.test");
        }
        MessageId id = ((Submitted.Accepted) server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX,
                Optional.empty())), envelope("a@else.test", news.toString()),
                body("Subject: s\n\n" + "t".repeat(70).concat("\n").repeat(1 + octets / 72)))).id();
        attempts.on(id.value());
        assertEquals(sizes, network.envelopes.stream().map(e -> Integer.toString(e.recipients().size()))
                .collect(Collectors.joining(" ")));
        for (int i = 0; i < network.envelopes.size(); i++) {
            boolean alone = network.envelopes.get(i).recipients().size() == 1;
            assertEquals(alone, network.texts.get(i).contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
            assertEquals(alone, network.texts.get(i).startsWith("List-Unsubscribe: <http://127.0.0.1:8080/lists/leave/"));
        }
        assertEquals(network.texts.size(), network.texts.stream().distinct().count(), "each its own link");
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    private MessageId submit(Recipient... recipients) {
        return submitAs(desk.address(), recipients);
    }

    private MessageId submitAs(String sender, Recipient... recipients) {
        Origin origin = new Origin.Wire(client(SmtpClient.Service.SUBMISSION, Optional.of(server.login(desk))));
        Submitted outcome = server.submission.submit(origin, new Envelope(Address.parse(sender), List.of(recipients),
                Envelope.Encoding.SEVENBIT, false, Envelope.Ret.UNSAID, Optional.empty()), body("Subject: s\n\nt\n"));
        return ((Submitted.Accepted) outcome).id();
    }

    private void again(MessageId id) {
        server.store.waitingRecipients().retry(Doer.MERCURY, id.value(), "m", Optional.empty());
        attempts.on(id.value());
    }

    private QueuedMessage waiting(MessageId id) {
        return server.store.queue().message(id.value()).orElseThrow();
    }

    private List<String> events(MessageId id) {
        return server.store.ledger().of(id.value()).stream().map(LedgerRow::event).toList();
    }

    private int size(MessageId id) {
        return network.sent.isEmpty() ? 0 : Integer.parseInt(network.sent.get(0).replaceAll(".* ", ""));
    }
}
