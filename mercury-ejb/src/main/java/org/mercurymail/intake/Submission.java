package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.config.Settings;
import org.mercurymail.dsn.Original;
import org.mercurymail.dsn.Report;
import org.mercurymail.dsn.Reported;
import org.mercurymail.dsn.Reports;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.mailbox.BodyBytes;
import org.mercurymail.mailbox.Watchers;
import org.mercurymail.milter.Screened;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.port.Body;
import org.mercurymail.port.Login;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.Arrival;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.Handling;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.SubmittedBefore;
import org.mercurymail.store.SubmittedKeys;

/**
 * The one way in. Completes the header (RFC 5321 §4.4, RFC 6409 §8), stops loops (RFC 5321 §6.3), follows every
 * recipient to its mailbox or queue, and writes all of it in one commit. When it answers {@link Submitted.Accepted} the
 * message is durable; anything else has left nothing behind. Never asks whether the client may relay: the doors do.
 */
@ApplicationScoped
public class Submission {

    /** What {@link #submit(Origin, Envelope, Body, Handling)} takes as a key, in characters. */
    public static final int LONGEST_KEY = 600;

    private static final System.Logger LOG = System.getLogger(Submission.class.getName());
    private static final int MOST_HOPS = 50; // RFC 5321 §6.3 wants at least 100 lines or a smaller sensible number
    private static final Status TOO_MANY_HOPS = new Status(554, "5.4.6", "Too many hops: the message goes in circles");
    private static final Status LOOP = new Status(554, "5.4.6", "The message has been delivered here before");
    private static final Status NOT_YOURS = new Status(550, "5.7.1", "You may not send as this address");
    private static final Status NOT_OURS =
            new Status(550, "5.7.1", "The sender is not an address of a domain of this server");
    private static final Status LONG_KEY =
            new Status(554, "5.5.4", "The key has more than " + Submission.LONGEST_KEY + " characters");
    private static final Status UNREADABLE = new Status(451, "4.3.0", "The message could not be read; try again later");
    private static final Status GONE = new Status(451, "4.2.1", "A mailbox was just removed; try again");

    private Settings settings;
    private Router router;
    private GroupWriter writer;
    private Watchers watchers;
    private SubmittedKeys keys;
    private Dispatcher dispatcher;
    private ListDesk lists;
    private Screening screening;
    private SendingRates rates;
    private DomainLimits domains;
    private Reports reports;

    /** For the container's proxy. */
    protected Submission() { }

    @Inject
    public Submission(Settings settings, Router router, GroupWriter writer, SubmittedKeys keys, Watchers watchers,
            Dispatcher dispatcher, ListDesk lists, Screening screening, SendingRates rates,
            DomainLimits domains) {
        this.settings = settings;
        this.router = router;
        this.writer = writer;
        this.keys = keys;
        this.watchers = watchers;
        this.dispatcher = dispatcher;
        this.lists = lists;
        this.screening = screening;
        this.rates = rates;
        this.domains = domains;
        this.reports = new Reports(settings.hostname());
    }

    /** Why this login may not use this reverse-path; empty when it may. */
    public Optional<Status> senderRefusal(Login.Granted login, Optional<Address> sender) {
        return router.maySendAs(login.account(), !login.program(), sender) ? Optional.empty() : Optional.of(NOT_YOURS);
    }

    /** Why this login may not begin a message now; empty when it may. */
    public Optional<Status> rateRefusal(Login.Granted login) {
        return rates.refusal(login);
    }

    /** Why a message of so many octets may not go to this address of ours; empty when it may. */
    public Optional<Status> sizeRefusal(Address recipient, long size) {
        return domains.sizeRefusal(List.of(recipient.domain()), size);
    }

    /** Takes a message over. The body is read before this returns, and closed by the caller. */
    public Submitted submit(Origin origin, Envelope envelope, Body body) {
        return submit(origin, envelope, body, Handling.PLAIN);
    }

    /** The same, once for each key. */
    public Submitted submit(Origin origin, Envelope envelope, Body body, Optional<String> key) {
        return submit(origin, envelope, body, Handling.PLAIN.under(key.orElse("")));
    }

    /**
     * Takes a message over, once for each key: whoever comes with the same one again, for some weeks, hears the first
     * message's id and nothing is done. Keys of different logins, and of different doors, are different.
     */
    public Submitted submit(Origin origin, Envelope envelope, Body body, Handling handling) {
        try {
            String key = handling.key();
            if (key.length() > LONGEST_KEY) {
                return new Submitted.Rejected(LONG_KEY, "key");
            }
            String scoped = key.isEmpty() ? "" : origin.scope() + " " + key;
            Optional<Long> before = key.isEmpty() ? Optional.empty() : keys.message(scoped);
            if (before.isPresent()) {
                return again(origin, before.get());
            }
            return checked(origin, envelope, body, handling.under(scoped));
        } catch (StoreUnavailable e) {
            return new Submitted.Rejected(StoreTrouble.status(e), "store: " + e.getMessage());
        } catch (IOException e) {
            return new Submitted.Rejected(UNREADABLE, "spool: " + e.getMessage());
        }
    }

    private Submitted checked(Origin origin, Envelope envelope, Body body, Handling handling)
            throws IOException {
        Optional<Status> refusal = senderRefusal(origin, envelope.sender());
        if (refusal.isPresent()) {
            return new Submitted.Rejected(refusal.get(), "sender");
        }
        MessageHeader header = MessageHeader.of(body);
        if (header.count("Received") >= MOST_HOPS) {
            return new Submitted.Rejected(TOO_MANY_HOPS, "hops");
        }
        Optional<Status> tooLarge = origin.login().flatMap(who ->
                domains.sizeRefusal(List.of(who.address().domain()), body.size()));
        if (tooLarge.isPresent()) {
            return new Submitted.Rejected(tooLarge.get(), "size");
        }
        Optional<Status> tooMuch = origin.login().flatMap(who -> rates.refusal(who, envelope.recipients().size()));
        if (tooMuch.isPresent()) {
            return new Submitted.Rejected(tooMuch.get(), "rate");
        }
        Screened screened = screening.screen(origin, envelope, body);
        if (screened instanceof Screened.Refused refused) {
            return new Submitted.Rejected(refused.status(), "screened by " + refused.milter());
        }
        if (screened instanceof Screened.Discarded discarded) {
            MessageId id = MessageId.next();
            LOG.log(Level.INFO, "event=discarded conn={0} msg={1} milter={2}", origin.name(), id, discarded.milter());
            return new Submitted.Accepted(id, Map.of(), 0);
        }
        Screened.Passed passed = (Screened.Passed) screened;
        if (passed.body() == body) {
            return taken(origin, passed.envelope(), body, header, handling);
        }
        try (Body changed = passed.body()) {
            return taken(origin, passed.envelope(), changed, MessageHeader.of(changed), handling);
        }
    }

    private Submitted taken(Origin origin, Envelope envelope, Body body, MessageHeader header, Handling handling)
            throws IOException {
        Envelope agreed = Journey.hurried(origin, envelope, header);
        Prepared prepared = envelope.terms().holdUntil().isPresent() ? held(origin, agreed, body)
                : prepare(origin, agreed, body, header);
        if (!prepared.isTaken()) {
            Status why = prepared.spread().refused().get(envelope.recipients().get(0));
            return new Submitted.Rejected(why, "no recipient takes it");
        }
        Optional<Status> tooLarge = domains.sizeRefusal(prepared.spread().local().stream()
                .map(filed -> filed.address().domain()).toList(), body.size());
        if (tooLarge.isPresent()) { // for all: its size was not declared, and a report would go to whom it names as sender
            return new Submitted.Rejected(tooLarge.get(), "size");
        }
        return written(origin, agreed, body, prepared.handled(Journey.handled(handling, agreed.terms())));
    }

    /** All recipients wait in the queue as they came, those with a mailbox here too; the Date is today's. */
    private Prepared held(Origin origin, Envelope envelope, Body body) throws IOException {
        MessageId id = MessageId.next();
        Instant until = envelope.terms().holdUntil().get();
        Arrival waiting = arrival(id, origin, envelope, body, Instant.now(), List.of(),
                outgoing(envelope.recipients(), until));
        return new Prepared(id, List.of(waiting),
                new Spread(List.of(), envelope.recipients(), List.of(), Map.of(), List.of()));
    }

    /** What was held, ready to be written with the end of its hold. */
    public Prepared release(long account, Envelope envelope, Body body) throws IOException {
        return prepare(new Origin.Held(account), envelope, body, MessageHeader.of(body));
    }

    /** After that commit. */
    public void released(long account, Envelope envelope, Body body, Prepared prepared) {
        announce(prepared);
        reportAtOnce(new Origin.Held(account), envelope, body, prepared);
    }

    private Optional<Status> senderRefusal(Origin origin, Optional<Address> sender) {
        if (origin instanceof Origin.Application application) {
            return senderRefusal(application.who(), sender);
        }
        boolean foreign = origin instanceof Origin.Directory && sender.filter(router::isOurs).isEmpty();
        return foreign ? Optional.of(NOT_OURS) : Optional.empty();
    }

    private Submitted again(Origin origin, long first) {
        MessageId id = new MessageId(first);
        LOG.log(Level.INFO, "event=submitted-before conn={0} msg={1}", origin.name(), id);
        return new Submitted.Accepted(id, Map.of(), keys.waiting(first));
    }

    private Submitted written(Origin origin, Envelope envelope, Body body, Prepared prepared) {
        try {
            writer.writeTogether(prepared.arrivals());
        } catch (GoneException e) {
            return new Submitted.Rejected(GONE, e.getMessage());
        } catch (SubmittedBefore e) {
            return again(origin, e.message());
        }
        announce(prepared);
        prepared.arrivals().forEach(arrival -> LOG.log(Level.INFO,
                "event=accepted conn={0} msg={1} from=<{2}> size={3} local={4} remote={5} with={6} priority={7}", origin.name(),
                new MessageId(arrival.id()), arrival.sender(), Long.toString(arrival.body().size()),
                arrival.filings().size(), arrival.outgoing().size(), via(origin),
                arrival.terms().priority()));
        reportAtOnce(origin, envelope, body, prepared);
        return new Submitted.Accepted(prepared.id(), prepared.spread().refused(), prepared.waiting());
    }

    /** A report of ours, ready to be written with what it reports; empty arrival when its addressee is no more. */
    public Prepared prepare(Report report) throws IOException {
        return prepare(new Origin.Mercury(), report.envelope(), report.body(), MessageHeader.of(report.body()));
    }

    /** After the commit: wakes the sessions of those who got it, and has the rest sent. */
    public void announce(Prepared prepared) {
        prepared.arrivals().forEach(arrival -> {
            arrival.filings().forEach(filing -> watchers.changed(filing.account()));
            if (!arrival.outgoing().isEmpty()) {
                dispatcher.dispatch(new MessageId(arrival.id()), arrival.handling().priority(), arrival.onlyDomain());
            }
        });
    }

    private Prepared prepare(Origin origin, Envelope envelope, Body body, MessageHeader header) throws IOException {
        MessageId id = MessageId.next();
        Instant now = Instant.now();
        Spread spread = withoutLoops(origin, router.spread(envelope.recipients()), header);
        List<Arrival> arrivals = new ArrayList<>();
        if (!spread.local().isEmpty() || !spread.remote().isEmpty()) {
            arrivals.add(arrival(id, origin, envelope, body, now, filings(envelope, spread, now),
                    outgoing(spread.remote(), now)));
        }
        Map<Recipient, Status> refused = new HashMap<>(spread.refused());
        List<Spread.Stray> strays = new ArrayList<>(spread.strays());
        Incoming message = new Incoming(envelope, origin.isSubmission(), header.fields(), header.isCut(), body);
        for (Spread.Listed listed : spread.lists()) {
            ListDesk.Answer answer = lists.take(listed.list(), message);
            if (answer instanceof ListDesk.Refused refusal) {
                boolean beside = !arrivals.isEmpty()
                        && router.route(listed.recipient().address()) instanceof Destination.Alias;
                if (beside) { // others of the alias take it: as with any of its targets, the sender is told
                    strays.add(new Spread.Stray(listed.recipient(), refusal.status()));
                } else {
                    refused.put(listed.recipient(), refusal.status());
                }
            } else if (answer instanceof ListDesk.Copies copies) {
                boolean first = arrivals.stream().noneMatch(arrival -> arrival.id() == id.value());
                arrivals.add(copies(first ? id : MessageId.next(), origin, envelope, listed, copies, now));
            } else {
                for (Report reply : ((ListDesk.Obeyed) answer).replies()) {
                    arrivals.addAll(prepare(reply).arrivals());
                }
            }
        }
        return new Prepared(id, arrivals, new Spread(spread.local(), spread.remote(),
                spread.lists().stream().filter(listed -> !refused.containsKey(listed.recipient())).toList(), refused,
                strays));
    }

    /** One message for all members of a list. They get no report of delay, and the list none of success. */
    private Arrival copies(MessageId id, Origin origin, Envelope envelope, Spread.Listed listed,
            ListDesk.Copies copies, Instant now) throws IOException {
        Envelope fromList = new Envelope(Optional.of(copies.sender()), List.of(listed.recipient()),
                envelope.encoding(), envelope.smtpUtf8(), Envelope.Ret.HDRS, Optional.empty(),
                envelope.terms().inherited());
        return arrival(id, origin, fromList, copies.body(), now, copies.local().stream().map(copy ->
                filing(fromList, copy.filed(), copy.fields(), now)).toList(), outgoing(copies.remote(), now));
    }

    private Arrival arrival(MessageId id, Origin origin, Envelope envelope, Body body, Instant now,
            List<Arrival.Filing> filings, List<Arrival.Outgoing> outgoing) throws IOException {
        MessageHeader header = MessageHeader.of(body);
        TraceFields fields = new TraceFields(settings.hostname());
        StringBuilder head = new StringBuilder(fields.received(origin, envelope, id, now));
        if (origin.isSubmission() && !header.has("Date")) {
            head.append(fields.date(now)); // RFC 6409 §8.1
        }
        if (origin.isSubmission() && !header.has("Message-ID")) {
            head.append(fields.messageId(id)); // RFC 6409 §8.3
        }
        if (header.headless()) {
            head.append("\r\n"); // text without a header: ours must not swallow its first line
        }
        Body whole = body.behind(head.toString().getBytes(StandardCharsets.UTF_8));
        MimeMessageScan scan;
        try (InputStream in = whole.open()) {
            scan = MimeScanner.scan(in);
        }
        return new Arrival(id.value(), now, envelope.sender().map(Address::toString).orElse(""),
                origin.account(),
                envelope.ret() == Envelope.Ret.UNSAID ? "" : envelope.ret().name(), envelope.envid().orElse(""),
                envelope.encoding().name(), envelope.smtpUtf8(), new BodyBytes(whole), scan.summary().encode(),
                scan.root().encode(), scan.summary().messageId().orElse(""), filings, outgoing)
                .handled(Journey.handled(Handling.PLAIN, envelope.terms())).on(Journey.kept(envelope.terms()));
    }

    /** Takes out whom the message has reached before. */
    private static Spread withoutLoops(Origin origin, Spread spread, MessageHeader header) {
        Set<String> before = header.values("Delivered-To").stream().map(value -> value.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (before.isEmpty() || origin.mayComeAgain()) {
            return spread;
        }
        List<Spread.Filed> kept = new ArrayList<>();
        Map<Recipient, Status> refused = new HashMap<>(spread.refused());
        for (Spread.Filed filed : spread.local()) {
            if (before.contains(filed.address().key())) {
                refused.put(filed.recipient(), LOOP);
            } else {
                kept.add(filed);
            }
        }
        return new Spread(kept, spread.remote(), spread.lists(), refused, spread.strays());
    }

    private List<Arrival.Filing> filings(Envelope envelope, Spread spread, Instant now) {
        return spread.local().stream().map(filed -> filing(envelope, filed, new byte[0], now)).toList();
    }

    /** @param more fields for this copy alone */
    private Arrival.Filing filing(Envelope envelope, Spread.Filed filed, byte[] more, Instant now) {
        byte[] trace = new TraceFields(settings.hostname()).filed(envelope.sender(), filed.address());
        byte[] whole = Arrays.copyOf(trace, trace.length + more.length);
        System.arraycopy(more, 0, whole, trace.length, more.length);
        return new Arrival.Filing(filed.mailbox().account(), filed.mailbox().inbox(), filed.address().toString(),
                whole, 0, List.of(), now);
    }

    private static List<Arrival.Outgoing> outgoing(List<Recipient> remote, Instant due) {
        return remote.stream().map(recipient -> new Arrival.Outgoing(recipient.address().toString(),
                recipient.address().domain().name(), recipient.notifyOn().stream().map(Enum::name).sorted()
                .collect(Collectors.joining(",")), recipient.original().orElse(""), due)).toList();
    }

    /** LMTP says refusals itself, and the end of a hold has reported them in its commit. */
    private void reportAtOnce(Origin origin, Envelope envelope, Body body, Prepared prepared) {
        List<Reported> told = prepared.reported(!isLmtp(origin) && !(origin instanceof Origin.Held));
        if (told.isEmpty() || envelope.sender().isEmpty()) {
            return;
        }
        try {
            Original original = new Original(envelope.sender().get(), Instant.now(), envelope.envid(), envelope.ret(),
                    envelope.smtpUtf8(), envelope.terms(), body);
            Prepared report = prepare(reports.about(original, told, Instant.now()));
            writer.writeTogether(report.arrivals());
            announce(report);
            LOG.log(Level.INFO, "event=reported msg={0} report={1} recipients={2}", prepared.id(), report.id(),
                    told.size());
        } catch (IOException | RuntimeException e) {
            // the message itself is safe and will be acknowledged; sending it again would double it
            LOG.log(Level.WARNING, "event=report-lost msg=" + prepared.id(), e);
        }
    }

    private static boolean isLmtp(Origin origin) {
        return origin instanceof Origin.Wire wire && wire.client().service() == SmtpClient.Service.LMTP;
    }

    private static String via(Origin origin) {
        return origin instanceof Origin.Wire wire ? wire.client().with() : origin.name();
    }
}
