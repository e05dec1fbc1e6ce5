package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Login;
import org.mercurymail.store.HandedOver;

/**
 * How much an account may hand over in an hour, by all ways together: a stolen password must not make us a source of
 * junk. Asks the store only when there is a limit.
 */
@ApplicationScoped
public class SendingRates {

    private static final Duration HOUR = Duration.ofHours(1);

    private HandedOver handedOver;
    private HandedOver.Limit limit;
    private InstantSource clock;

    /** For the container's proxy. */
    protected SendingRates() { }

    @Inject
    public SendingRates(Settings settings, HandedOver handedOver) {
        this(settings, handedOver, InstantSource.system());
    }

    public SendingRates(Settings settings, HandedOver handedOver, InstantSource clock) {
        this.handedOver = handedOver;
        this.limit = new HandedOver.Limit(settings.accountMessages(), settings.accountRecipients(), HOUR);
        this.clock = clock;
    }

    /** What it hears at MAIL when its hour is full; counts nothing. */
    Optional<Status> refusal(Login.Granted login) {
        Instant now = clock.instant();
        return limit.isNone() ? Optional.empty()
                : handedOver.isFull(subject(login), limit, now).map(end -> later(now, end));
    }

    /** Counts a message with so many recipients, or says why it may not be. */
    Optional<Status> refusal(Login.Granted login, int recipients) {
        if (limit.isNone()) {
            return Optional.empty();
        }
        if (limit.recipients() > 0 && recipients > limit.recipients()) {
            return Optional.of(new Status(550, "5.5.3", "You may send to " + limit.recipients()
                    + " recipients in an hour"));
        }
        Instant now = clock.instant();
        return handedOver.count(subject(login), recipients, limit, now).map(end -> later(now, end));
    }

    private static String subject(Login.Granted login) {
        return "account " + login.account();
    }

    private static Status later(Instant now, Instant end) {
        long minutes = Duration.between(now, end).plusSeconds(59).toMinutes();
        return new Status(450, "4.7.1", "You have sent what you may in an hour, come again in " + Math.max(1, minutes)
                + (minutes > 1 ? " minutes" : " minute"));
    }
}
