package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.mercurymail.config.Settings;
import org.mercurymail.dsn.Original;
import org.mercurymail.dsn.Reported;
import org.mercurymail.dsn.Reports;
import org.mercurymail.intake.Journey;
import org.mercurymail.intake.Prepared;
import org.mercurymail.intake.Submission;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.maildrop.AnswerDesk;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.store.Arrival;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;
import org.mercurymail.store.Settlement;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.TakenException;

/**
 * Writes down what became of an attempt: each recipient's row, and the report that its sender is owed, in one commit.
 * So no failure goes unreported, and none is reported twice. A message with an empty reverse-path is never reported on
 * (RFC 3464 §2).
 */
@ApplicationScoped
public class Settling {

    private static final System.Logger LOG = System.getLogger(Settling.class.getName());
    private static final int MOST_TRIES = 5;
    private static final long PAUSE_MILLIS = 2000;

    private Bodies bodies;
    private GroupWriter writer;
    private Submission submission;
    private AnswerDesk answers;
    private RetrySchedule schedule;
    private Reports reports;
    private Clock clock;

    /** For the container's proxy. */
    protected Settling() { }

    @Inject
    public Settling(Bodies bodies, GroupWriter writer, Submission submission, AnswerDesk answers,
            Settings settings) {
        this(bodies, writer, submission, answers, settings, Clock.systemUTC());
    }

    Settling(Bodies bodies, GroupWriter writer, Submission submission, AnswerDesk answers, Settings settings,
            Clock clock) {
        this.bodies = bodies;
        this.writer = writer;
        this.submission = submission;
        this.answers = answers;
        this.schedule = new RetrySchedule(settings.retrySchedule(), settings.retryWarn(), settings.retryExpire());
        this.reports = new Reports(settings.hostname());
        this.clock = clock;
    }

    /** @param recipients those attempted, in the order of the outcomes */
    void settle(QueuedMessage message, List<QueuedRecipient> recipients, DeliveryReport outcomes) {
        settle(message, recipients, outcomes, List.of());
    }

    /**
     * The same, with what became of the message.
     *
     * @throws GoneException when that cannot be filed: nothing was written
     */
    void settle(QueuedMessage message, List<QueuedRecipient> recipients, DeliveryReport outcomes,
            List<Arrival> arrivals) {
        Instant now = clock.instant();
        List<Settlement> settlements = new ArrayList<>();
        List<Reported> told = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i++) {
            DeliveryReport.Outcome outcome = outcomes.outcomes().get(i);
            Decision decision = decide(message, recipients.get(i), outcome, outcomes, now);
            settlements.add(decision.settlement());
            decision.reported().ifPresent(told::add);
            log(message, recipients.get(i), decision.settlement());
        }
        Optional<Prepared> report = told.isEmpty() ? Optional.empty() : report(message, told, now);
        write(message, arrivals, report, settlements);
        report.ifPresent(submission::announce);
        if (message.told()) {
            answers.settled(new MessageId(message.id()));
        }
    }

    /** A recipient's row after the attempt, and what its sender is to hear. */
    record Decision(Settlement settlement, Optional<Reported> reported) { }

    Decision decide(QueuedMessage message, QueuedRecipient row, DeliveryReport.Outcome outcome, DeliveryReport said,
            Instant now) {
        Recipient recipient = Queued.recipient(row);
        Status status = outcome.status();
        Deadline deadline = new Deadline(message, schedule);
        if (status.isSuccess()) {
            boolean asked = recipient.notifyOn().contains(Recipient.Notify.SUCCESS) && !said.reports()
                    || deadline.isTold(recipient, said.hastens(), now);
            return decision(message, row, Settlement.State.DELIVERED, now, outcome, row.warned(), asked
                    ? Optional.of(Reported.relayed(recipient, status, outcome.remote())) : Optional.empty());
        }
        boolean expired = !status.isPermanent() && deadline.isExpired(now);
        if (status.isPermanent() || expired) {
            Status last = expired ? new Status(554, "5.4.7", "It could not be delivered in time; the last answer was: "
                    + status) : status; // RFC 3463 §3.5
            DeliveryReport.Outcome end = new DeliveryReport.Outcome(recipient, last, outcome.remote());
            return decision(message, row, Settlement.State.FAILED, now, end, row.warned(), recipient.wantsFailure()
                    ? Optional.of(Reported.failed(recipient, last, outcome.remote())) : Optional.empty());
        }
        boolean warn = !row.warned() && deadline.isLate(now) && deadline.wantsDelay(recipient);
        Instant due = deadline.next(row, now, ThreadLocalRandom.current().nextDouble());
        return decision(message, row, Settlement.State.WAITING, due, outcome, row.warned() || warn, warn
                ? Optional.of(Reported.delayed(recipient, deadline.late(status), outcome.remote(),
                        deadline.end())) : Optional.empty());
    }

    private static Decision decision(QueuedMessage message, QueuedRecipient row, Settlement.State state, Instant due,
            DeliveryReport.Outcome outcome, boolean warned, Optional<Reported> reported) {
        Status status = outcome.status();
        return new Decision(new Settlement(message.id(), row.number(), state, due, status.reply(), status.enhanced(),
                status.text(), outcome.remote(), warned), reported.filter(r -> !message.sender().isEmpty()));
    }

    private Optional<Prepared> report(QueuedMessage message, List<Reported> told, Instant now) {
        Original original = new Original(Address.of(message.sender()), message.at(),
                Optional.of(message.envid()).filter(id -> !id.isEmpty()), Queued.ret(message), message.smtpUtf8(),
                Journey.said(message.terms()), new QueuedBody(bodies, message));
        try {
            Prepared prepared = submission.prepare(reports.about(original, told, now));
            LOG.log(Level.INFO, "event=reported msg={0} report={1} recipients={2} taken={3}",
                    new MessageId(message.id()), prepared.id(), told.size(), prepared.arrival().isPresent());
            return Optional.of(prepared);
        } catch (IOException e) {
            throw new StoreUnavailable("the message to report on cannot be read", e);
        }
    }

    /** Insists: the other server has the message now, and a row that does not say so would send it again. */
    private void write(QueuedMessage message, List<Arrival> arrivals, Optional<Prepared> report,
            List<Settlement> settlements) {
        List<Arrival> all = new ArrayList<>(arrivals);
        report.flatMap(Prepared::arrival).ifPresent(all::add);
        for (int attempt = 1; ; attempt++) {
            try {
                writer.write(all, settlements);
                return;
            } catch (GoneException e) {
                if (!arrivals.isEmpty()) {
                    throw e;
                }
                LOG.log(Level.WARNING, "event=report-lost msg={0} reason=\"{1}\"", new MessageId(message.id()),
                        e.getMessage());
                writer.write(settlements);
                return;
            } catch (TakenException e) {
                if (attempt == 1) {
                    throw e;
                }
                return; // the commit before, whose answer was lost, did it
            } catch (StoreUnavailable e) {
                if (attempt == MOST_TRIES || !pause()) {
                    throw e;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void log(QueuedMessage message, QueuedRecipient row, Settlement settlement) {
        String event = switch (settlement.state()) {
            case DELIVERED -> "delivered";
            case FAILED -> "failed";
            case WAITING -> "deferred";
        };
        LOG.log(Level.INFO, "event={0} msg={1} to=<{2}> remote={3} reply=\"{4} {5} {6}\" attempt={7}", event,
                new MessageId(message.id()), row.address(), settlement.remote(), Integer.toString(settlement.reply()),
                settlement.enhanced(), settlement.text(), row.attempts() + 1);
    }
}
