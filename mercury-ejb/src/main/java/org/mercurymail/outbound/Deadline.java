package org.mercurymail.outbound;

import java.time.Instant;
import java.util.Optional;
import org.mercurymail.intake.Journey;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.mail.Terms;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/**
 * When a message is late and when it is too late: by the schedule, counted from the end of its hold if it had one, or
 * by what its sender asked for (RFC 2852), whichever comes first. Pure.
 */
record Deadline(QueuedMessage message, RetrySchedule schedule) {

    boolean isExpired(Instant now) {
        return schedule.isExpired(begun(), now) || by().filter(b -> b.returns() && b.isOver(now)).isPresent();
    }

    /** When it is given up. */
    Instant end() {
        Instant last = begun().plus(schedule.expire());
        return by().filter(Terms.By::returns).map(Terms.By::at).filter(at -> at.isBefore(last)).orElse(last);
    }

    /** The sender who named a time hears then, and not sooner. */
    boolean isLate(Instant now) {
        Optional<Terms.By> notified = by().filter(b -> !b.returns());
        return notified.isPresent() ? notified.get().isOver(now) : schedule.isLate(begun(), now);
    }

    /** RFC 3461 §4.1: without NOTIFY a report of delay is the server's choice, and ours is yes. */
    boolean wantsDelay(Recipient recipient) {
        return recipient.notifyOn().isEmpty() || recipient.notifyOn().contains(Recipient.Notify.DELAY);
    }

    /** RFC 2852 §4.1.3: what the sender who named a time hears of the delay. */
    Status late(Status last) {
        return by().isEmpty() ? last : new Status(451, "4.4.7",
                "It was not delivered within the time its sender gave; the last answer was: " + last);
    }

    /** The next attempt: at the named time at the latest, when that is still to come. */
    Instant next(QueuedRecipient row, Instant now, double chance) {
        Instant due = schedule.next(row.attempts(), begun(), now, chance);
        return by().map(Terms.By::at).filter(at -> at.isAfter(now) && at.isBefore(due)).orElse(due);
    }

    /** RFC 2852 §4.1.4: the sender hears of each server, if he asked for a trace, and else of one that keeps to no time. */
    boolean isTold(Recipient recipient, boolean hastens, Instant now) {
        return by().filter(b -> b.trace() || !hastens && !b.isOver(now)).isPresent() && message.terms().heldUntil().isEmpty()
                && !recipient.notifyOn().contains(Recipient.Notify.NEVER);
    }

    private Optional<Terms.By> by() {
        return Journey.said(message.terms()).by();
    }

    private Instant begun() {
        return message.terms().heldUntil().orElse(message.at());
    }
}
