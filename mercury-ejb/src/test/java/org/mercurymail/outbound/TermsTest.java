package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.client;
import static org.mercurymail.intake.TestServer.to;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.mercurymail.dns.MxChoice;
import org.mercurymail.dns.Zone;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Recipient.Notify;
import org.mercurymail.mail.Status;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Doer;
import org.mercurymail.store.Handling;
import org.mercurymail.store.LedgerRow;
import org.mercurymail.store.QueuedMessage;

/** FUTURERELEASE, MT-PRIORITY, REQUIRETLS and DELIVERBY from the submission to the next server, over a real database. */
class TermsTest {

    private static final Status TAKEN = new Status(250, "2.0.0", "ok");
    private static final Status AWAY = new Status(451, "4.4.1", "away");

    /** Says of every host what the test says, and notes what went there. */
    private static final class Network implements SmtpConnectionFactory {
        private static final long serialVersionUID = 1L;
        final transient List<Route> routes = new ArrayList<>();
        final transient List<Envelope> sent = new ArrayList<>();
        final transient List<String> texts = new ArrayList<>();
        transient Function<Route, Status> says = route -> TAKEN;
        transient Optional<Status> closed = Optional.empty();
        transient boolean hastens;

        @Override
        public SmtpConnection connect(Route route) throws RouteUnavailable {
            routes.add(route);
            if (closed.isPresent()) {
                throw new RouteUnavailable(closed.get(), null);
            }
            return new SmtpConnection() {
                @Override
                public DeliveryReport send(Envelope envelope, Body body) {
                    sent.add(envelope);
                    texts.add(text(body));
                    return new DeliveryReport(envelope.recipients().stream().map(r -> new DeliveryReport.Outcome(r,
                            says.apply(route), route.host() + "[192.0.2.1]")).toList(), true, hastens);
                }

                @Override
                public void close() { }
            };
        }

        private static String text(Body body) {
            try {
                return new String(body.open().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class TwoHosts extends MxChoice {
        @Override
        public Choice of(Domain domain, String self) {
            InetAddress ip = InetAddress.getLoopbackAddress();
            return new Choice.Hosts(List.of(new Host("mx1." + domain, ip), new Host("mx2." + domain, ip)));
        }
    }

    private static final class Unmeasured extends OutboundMetrics {
        @Override
        void attempt(String result, Duration took) { }
    }

    private final Network network = new Network();
    private final Zone zone = new Zone();
    private Duration ahead = Duration.ZERO;
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };
    private final TestServer server = new TestServer("mercury.retry.schedule", "1h");
    private final AccountRow desk = server.account("desk", 0);
    private final Attempts attempts = attempts();

    private Attempts attempts() {
        Routes routes = new Routes(server.settings, new TwoHosts(), zone);
        Courier courier = new Courier(routes, server.store.bodies(), server.copies, network);
        Settling settling = new Settling(server.store.bodies(), server.store.writer(), server.submission, new Unasked(),
                server.settings, clock);
        return new Attempts(server.store.queue(), server.store.writer(), routes, courier, settling,
                new Release(server.store.bodies(), server.submission, settling), server::dispatch, new Unmeasured(),
                server.settings);
    }

    // ---- RFC 4865

    @Test
    void heldForAMailboxHereAndForElsewhere() throws Exception {
        AccountRow bob = server.account("bob", 0);
        MessageId id = submit(held(Duration.ofDays(1)), to(bob.address()), to("x@else.test"));
        attempts.on(id.value());
        assertEquals(List.of(), server.contents(bob, "INBOX"));
        assertEquals(List.of(), network.sent);
        assertEquals(2, waiting(id).recipients().size());
        end(id);
        assertEquals(Optional.empty(), server.store.queue().message(id.value()), "the hold is over");
        assertEquals(1, server.contents(bob, "INBOX").size());
        MessageId released = server.dispatched.get(server.dispatched.size() - 1);
        attempts.on(released.value());
        assertEquals(List.of("x@else.test"), addresses(network.sent.get(0)));
        assertEquals(new Terms(Optional.empty(), Optional.of(7), false, Optional.empty(), Optional.of("for;86400")),
                network.sent.get(0).terms());
        attempts.on(id.value());
        assertEquals(1, server.contents(bob, "INBOX").size(), "once");
        assertEquals(List.of("accepted", "queued", "queued", "delivered", "delivered"), events(id));
    }

    @Test
    void whatTheAddressMeansIsLookedUpWhenTheHoldEnds() throws Exception {
        AccountRow bob = server.account("bob", 0);
        AccountRow eve = server.account("eve", 0);
        MessageId id = submit(held(Duration.ofDays(1)), to(bob.address()), to(eve.address()), to("gone@" + server.domain));
        end(id);
        assertEquals(1, server.contents(bob, "INBOX").size());
        assertEquals(1, server.contents(eve, "INBOX").size());
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("gone@" + server.domain) && report.contains("\r\nFuture-Release-Request: for;86400\r\n"),
                report);
        assertEquals("failed", events(id).get(6));
    }

    @Test
    void aHoldThatIsCancelledNeverEnds() throws Exception {
        AccountRow bob = server.account("bob", 0);
        MessageId id = submit(held(Duration.ofDays(1)), to(bob.address()));
        assertEquals(1, server.store.waitingRecipients().cancel(Doer.MERCURY, id.value(), "m", Optional.empty()));
        end(id);
        assertEquals(List.of(), server.contents(bob, "INBOX"));
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    // ---- RFC 6710

    @Test
    void priorityIsUrgencyHereAndSaidThere() {
        MessageId id = submit(Terms.NONE.withPriority(5), to("x@else.test"));
        assertEquals(7, waiting(id).priority());
        attempts.on(id.value());
        assertEquals(Optional.of(5), network.sent.get(0).terms().priority());
        assertTrue(network.texts.get(0).contains("\r\n\tPRIORITY 5;\r\n"), network.texts.get(0));
    }

    @Test
    void theFieldCountsWhereMailSaidNothing() {
        String text = "MT-Priority: -9\nSubject: s\n\nt\n";
        MessageId bulk = submit(Terms.NONE, text, to("x@else.test"));
        MessageId said = submit(Terms.NONE.withPriority(1), text, to("x@else.test"));
        assertEquals(0, waiting(bulk).priority());
        assertEquals(5, waiting(said).priority());
        Origin stranger = new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty()));
        MessageId strange = submit(stranger, Terms.NONE, text.replace("-9", "9"), to("x@else.test"));
        assertEquals(Handling.NORMAL, waiting(strange).priority());
    }

    // ---- RFC 8689

    @Test
    void withoutAVouchedMxItGoesNowhere() throws Exception {
        MessageId id = submit(requireTls(), to("x@else.test"));
        attempts.on(id.value());
        assertEquals(List.of(), network.routes);
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("Status: 5.7.30"), report);
        assertTrue(report.contains("text/rfc822-headers"), "never in full");
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
    }

    @Test
    void onlyVouchedHostsThatProveThemselves() throws Exception {
        zone.vouched.put("else.test", Set.of("mx1.else.test", "mx2.else.test"));
        network.says = route -> route.host().startsWith("mx1.") ? new Status(550, "5.7.30", "no") : TAKEN;
        attempts.on(submit(requireTls(), to("x@else.test")).value());
        assertEquals(List.of("mx1.else.test", "mx2.else.test"), network.routes.stream().map(Route::host).toList());
        assertTrue(network.routes.stream().allMatch(route -> route.tls() == Route.Tls.REQUIRED));
        assertTrue(network.sent.get(1).terms().requireTls());
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        zone.vouched.put("else.test", Set.of("mx2.else.test"));
        network.closed = Optional.of(new Status(451, "4.7.5", "bad certificate"));
        attempts.on(submit(requireTls(), to("x@else.test")).value());
        assertEquals("mx2.else.test", network.routes.get(2).host());
        assertEquals(3, network.routes.size());
        assertTrue(server.contents(desk, "INBOX").get(0).contains("Status: 5.7.10"));
    }

    @Test
    void aReportIsRequiredToBeSafeAndStillGoes() {
        Origin stranger = new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty()));
        MessageId id = submitAs("a@far.test", stranger, requireTls(), "Subject: s\n\nt\n", to("x@else.test"));
        attempts.on(id.value());
        MessageId report = server.dispatched.get(server.dispatched.size() - 1);
        attempts.on(report.value());
        assertEquals(Optional.empty(), network.sent.get(0).sender());
        assertTrue(network.sent.get(0).terms().requireTls());
        assertEquals(Route.Tls.OPPORTUNISTIC, network.routes.get(0).tls());
    }

    // ---- RFC 2852

    @Test
    void returnedWhenItsTimeIsOver() throws Exception {
        network.closed = Optional.of(AWAY);
        MessageId id = submit(by(Duration.ofMinutes(10), true), to("x@else.test"));
        attempts.on(id.value());
        Instant due = waiting(id).recipients().get(0).due();
        assertTrue(due.isBefore(Instant.now().plusSeconds(601)), "tried once more at its time and not in an hour");
        ahead = Duration.ofMinutes(11);
        end(id);
        assertEquals(Optional.empty(), server.store.queue().message(id.value()));
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("Status: 5.4.7") && report.contains("\r\nDeliver-by-date: "), report);
    }

    @Test
    void toldWhenItsTimeIsOverAndTriedFurther() throws Exception {
        network.closed = Optional.of(AWAY);
        MessageId id = submit(by(Duration.ofMinutes(10), false), to("x@else.test"));
        MessageId quiet = submit(by(Duration.ofMinutes(10), false), to("x@else.test", Notify.FAILURE));
        attempts.on(id.value());
        attempts.on(quiet.value());
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        ahead = Duration.ofMinutes(11);
        end(id);
        end(quiet);
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("Action: delayed\r\nStatus: 4.4.7"), report);
        assertEquals(1, waiting(id).recipients().size());
        end(id);
        assertEquals(1, server.contents(desk, "INBOX").size(), "told once, and not of who wants no report");
    }

    @Test
    void toldWhoTookItThatKeepsToNoTime() throws Exception {
        attempts.on(submit(by(Duration.ofHours(1), false), to("x@else.test", Notify.NEVER)).value());
        attempts.on(submit(by(Duration.ofSeconds(-1), false), to("x@else.test")).value());
        network.hastens = true;
        attempts.on(submit(by(Duration.ofHours(1), false), to("x@else.test")).value());
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        network.hastens = false;
        attempts.on(submit(by(Duration.ofHours(1), false), to("x@else.test")).value());
        String report = server.contents(desk, "INBOX").get(0);
        assertTrue(report.contains("Action: relayed"), report);
        assertFalse(report.contains("Action: failed"));
    }

    private static Terms held(Duration time) {
        return new Terms(Optional.of(Instant.now().plus(time)), Optional.of(7), false, Optional.empty(),
                Optional.of("for;" + time.toSeconds()));
    }

    private static Terms requireTls() {
        return new Terms(Optional.empty(), Optional.empty(), true, Optional.empty());
    }

    private static Terms by(Duration time, boolean returns) {
        return new Terms(Optional.empty(), Optional.empty(), false,
                Optional.of(new Terms.By(Instant.now().plus(time), returns, false)));
    }

    private MessageId submit(Terms terms, Recipient... recipients) {
        return submit(terms, "Subject: s\n\nt\n", recipients);
    }

    private MessageId submit(Terms terms, String text, Recipient... recipients) {
        return submit(new Origin.Wire(client(SmtpClient.Service.SUBMISSION, Optional.of(server.login(desk)))), terms,
                text, recipients);
    }

    private MessageId submit(Origin origin, Terms terms, String text, Recipient... recipients) {
        return submitAs(desk.address(), origin, terms, text, recipients);
    }

    private MessageId submitAs(String sender, Origin origin, Terms terms, String text, Recipient... recipients) {
        Submitted outcome = server.submission.submit(origin, new Envelope(Address.parse(sender), List.of(recipients),
                Envelope.Encoding.SEVENBIT, false, Envelope.Ret.FULL, Optional.empty(), terms), body(text));
        return ((Submitted.Accepted) outcome).id();
    }

    /** Makes its recipients due, as time would. */
    private void end(MessageId id) {
        server.store.waitingRecipients().retry(Doer.MERCURY, id.value(), "m", Optional.empty());
        attempts.on(id.value());
    }

    private QueuedMessage waiting(MessageId id) {
        return server.store.queue().message(id.value()).orElseThrow();
    }

    private static List<String> addresses(Envelope envelope) {
        return envelope.recipients().stream().map(r -> r.address().toString()).toList();
    }

    private List<String> events(MessageId id) {
        return server.store.ledger().of(id.value()).stream().map(LedgerRow::event).toList();
    }
}
