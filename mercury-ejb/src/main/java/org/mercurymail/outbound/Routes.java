package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.mercurymail.config.Endpoint;
import org.mercurymail.config.Settings;
import org.mercurymail.dns.MxChoice;
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

    private Settings settings;
    private MxChoice mx;

    /** For the container's proxy. */
    protected Routes() { }

    @Inject
    public Routes(Settings settings, MxChoice mx) {
        this.settings = settings;
        this.mx = mx;
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

    /** A password goes to the smart host only behind TLS. */
    private Route nextHop(Endpoint hop) {
        Route.Tls tls = settings.nextHopLogin().isPresent() ? Route.Tls.REQUIRED : Route.Tls.OPPORTUNISTIC;
        return new Route(hop.host(), hop.host(), hop.port(), false, hop.port() == SMTPS ? Route.Tls.IMPLICIT : tls,
                settings.nextHopLogin(), settings.hostname());
    }
}
