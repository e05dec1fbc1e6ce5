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
 * How much an account, and the accounts of a domain together, may hand over in an hour, by all ways together: a stolen
 * password must not make us a source of junk. Counts in the store only where there is a limit.
 */
@ApplicationScoped
public class SendingRates {

    private static final Duration HOUR = Duration.ofHours(1);

    private HandedOver handedOver;
    private DomainLimits domains;
    private HandedOver.Limit limit;
    private InstantSource clock;

    /** For the container's proxy. */
    protected SendingRates() { }

    @Inject
    public SendingRates(Settings settings, HandedOver handedOver, DomainLimits domains) {
        this(settings, handedOver, domains, InstantSource.system());
    }

    SendingRates(Settings settings, HandedOver handedOver, DomainLimits domains, InstantSource clock) {
        this.handedOver = handedOver;
        this.domains = domains;
        this.limit = new HandedOver.Limit(settings.accountMessages(), settings.accountRecipients(), HOUR);
        this.clock = clock;
    }

    /** What it hears at MAIL when its hour is full; counts nothing. */
    Optional<Status> refusal(Login.Granted login) {
        Instant now = clock.instant();
        Optional<Instant> own = limit.isNone() ? Optional.empty() : handedOver.isFull(subject(login), limit, now);
        HandedOver.Limit together = together(login);
        return own.or(() -> together.isNone() ? Optional.empty()
                : handedOver.isFull(domain(login), together, now)).map(end -> later(now, end));
    }

    /** Counts a message with so many recipients, or says why it may not be. */
    Optional<Status> refusal(Login.Granted login, int recipients) {
        if (limit.recipients() > 0 && recipients > limit.recipients()) {
            return Optional.of(new Status(550, "5.5.3", "You may send to " + limit.recipients()
                    + " recipients in an hour"));
        }
        Instant now = clock.instant();
        Optional<Instant> own = limit.isNone() ? Optional.empty()
                : handedOver.count(subject(login), recipients, limit, now);
        HandedOver.Limit together = together(login);
        return own.or(() -> together.isNone() ? Optional.empty()
                : handedOver.count(domain(login), recipients, together, now)).map(end -> later(now, end));
    }

    private HandedOver.Limit together(Login.Granted login) {
        return new HandedOver.Limit(domains.of(login.address().domain()).messagesPerHour(), 0, HOUR);
    }

    private static String domain(Login.Granted login) {
        return "domain " + login.address().domain();
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
