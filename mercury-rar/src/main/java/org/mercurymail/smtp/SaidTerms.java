package org.mercurymail.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.mail.Terms;

/**
 * A message's terms as the next server is told them. What is a courtesy (MT-PRIORITY, a BY that only notifies) is left
 * out where it is not offered; what is a promise to the sender keeps the message from going where it would be broken.
 *
 * @param dialogue with that server, open
 */
record SaidTerms(SmtpDialogue dialogue, Envelope envelope, Instant now) {

    private static final long MOST_SECONDS = 999_999_999; // RFC 2852 §4: nine digits

    /** Why the message must not go there; empty when it may. */
    Optional<Status> unkept() {
        boolean report = envelope.sender().isEmpty(); // RFC 8689 §5: one goes on rather than be lost
        if (envelope.terms().requireTls() && !report && !dialogue.keepsTls()) {
            return Optional.of(new Status(550, "5.7.30",
                    "The sender requires TLS of every server, and this one does not offer REQUIRETLS"));
        }
        Optional<Terms.By> by = envelope.terms().by();
        if (by.filter(b -> b.returns() && left(b) > 0).isPresent() && !dialogue.offers("DELIVERBY")) {
            return Optional.of(new Status(550, "5.3.3", // RFC 2852 §4.1.4.1
                    "The sender wants it in time or not at all, and this server does not offer DELIVERBY"));
        }
        if (by.filter(b -> b.returns() && left(b) < least()).isPresent()) {
            return Optional.of(new Status(554, "5.4.7", "It could not be delivered within the time its sender gave"));
        }
        return Optional.empty();
    }

    /** What stands behind MAIL, each with a space before it. */
    String parameters() {
        StringBuilder line = new StringBuilder();
        envelope.terms().priority().filter(p -> p != 0 && dialogue.offers("MT-PRIORITY"))
                .ifPresent(p -> line.append(" MT-PRIORITY=").append(p)); // RFC 6710 §4.2
        if (envelope.terms().requireTls() && dialogue.keepsTls()) {
            line.append(" REQUIRETLS");
        }
        envelope.terms().by().filter(b -> dialogue.offers("DELIVERBY")).ifPresent(b -> line.append(" BY=")
                .append(left(b)).append(b.returns() ? ";R" : ";N").append(b.trace() ? "T" : ""));
        return line.toString();
    }

    /** RFC 2852 §4.1.4.2: who keeps to no time is asked to tell of a delay. */
    Set<Recipient.Notify> notifyOn(Recipient recipient) {
        boolean told = envelope.terms().by().isPresent() && !dialogue.offers("DELIVERBY")
                && !recipient.notifyOn().contains(Recipient.Notify.NEVER);
        if (!told) {
            return recipient.notifyOn();
        }
        Set<Recipient.Notify> all = EnumSet.of(Recipient.Notify.DELAY);
        all.addAll(recipient.notifyOn().isEmpty() ? Set.of(Recipient.Notify.FAILURE) : recipient.notifyOn());
        return all;
    }

    private long left(Terms.By by) {
        return Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, Duration.between(now, by.at()).toSeconds()));
    }

    /** The least that the server promises, where it promises anything (RFC 2852 §4.1.4.1). */
    private long least() {
        String announced = dialogue.parameter("DELIVERBY").strip();
        return announced.matches("\\d{1,9}") ? Math.max(1, Long.parseLong(announced)) : 1;
    }
}
