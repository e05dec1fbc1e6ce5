package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.config.Endpoint;
import org.mercurymail.config.Settings;
import org.mercurymail.dns.DnsNames;
import org.mercurymail.dns.MxChoice;
import org.mercurymail.dns.Names;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Route;

/** Which servers to try for a domain: the smart host, when there is one, else what DNS names. */
@ApplicationScoped
public class Routes {

    private static final int SMTP = 25;
    private static final int SMTPS = 465; // RFC 8314 §3.3: TLS from the first byte

    /** What there is to try. */
    sealed interface Choice {

        /** In this order; never empty. */
        record Hosts(List<Route> routes) implements Choice { }

        /** Nobody, now or at all. */
        record Nobody(Status status) implements Choice { }
    }

    private static final Status UNVOUCHED = new Status(550, "5.7.30", "The sender requires TLS of every server, and"
            + " DNSSEC does not vouch for those of this domain");

    private Settings settings;
    private MxChoice mx;
    private Names vouching;

    /** For the container's proxy. */
    protected Routes() { }

    @Inject
    public Routes(Settings settings, MxChoice mx, DnsNames names) {
        this(settings, mx, (Names) names);
    }

    Routes(Settings settings, MxChoice mx, Names vouching) {
        this.settings = settings;
        this.mx = mx;
        this.vouching = vouching;
    }

    /** Recipients of one key can go in one SMTP transaction. */
    String key(String domain) {
        return settings.nextHop().map(Endpoint::toString).orElse(domain);
    }

    /** Attempts that may go on at once to what has one key. */
    int limit() {
        return settings.nextHop().isPresent() ? Integer.MAX_VALUE : settings.attemptsPerDomain();
    }

    /** May block on DNS for some seconds. */
    Choice of(Domain domain) {
        Optional<Endpoint> hop = settings.nextHop();
        if (hop.isPresent()) {
            return new Choice.Hosts(List.of(nextHop(hop.get())));
        }
        MxChoice.Choice choice = mx.of(domain, settings.hostname());
        if (choice instanceof MxChoice.Choice.Nobody nobody) {
            return new Choice.Nobody(nobody.status());
        }
        return new Choice.Hosts(((MxChoice.Choice.Hosts) choice).hosts().stream().map(host -> new Route(host.name(),
                host.address().getHostAddress(), SMTP, false, Route.Tls.OPPORTUNISTIC, Optional.empty(),
                settings.hostname())).toList());
    }

    /** The same for what may only go where the server proves who it is (RFC 8689 §4.2.1). */
    Choice safely(Domain domain) {
        Choice choice = of(domain);
        if (!(choice instanceof Choice.Hosts hosts)) {
            return choice;
        }
        boolean byMx = settings.nextHop().isEmpty();
        try {
            Set<String> vouched = byMx ? vouching.vouchedMx(domain.name()) : Set.of();
            List<Route> safe = hosts.routes().stream().filter(route -> !byMx || vouched.contains(route.host().toLowerCase(Locale.ROOT)))
                    .map(Route::proved).toList();
            return safe.isEmpty() ? new Choice.Nobody(UNVOUCHED) : new Choice.Hosts(safe);
        } catch (Names.DnsUnavailable e) {
            return new Choice.Nobody(new Status(451, "4.4.3", "DNS gave no answer for " + domain));
        }
    }

    /** A password goes to the smart host only behind TLS. */
    private Route nextHop(Endpoint hop) {
        Route.Tls tls = settings.nextHopLogin().isPresent() ? Route.Tls.REQUIRED : Route.Tls.OPPORTUNISTIC;
        return new Route(hop.host(), hop.host(), hop.port(), false, hop.port() == SMTPS ? Route.Tls.IMPLICIT : tls,
                settings.nextHopLogin(), settings.hostname());
    }
}
