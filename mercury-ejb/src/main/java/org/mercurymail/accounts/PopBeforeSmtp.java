package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mercurymail.config.Settings;
import org.mercurymail.port.Login;
import org.mercurymail.store.LoginPlaces;
import org.mercurymail.store.StoreUnavailable;

/**
 * Remembers for a time who read mail from which network address, so that programs that cannot log in to SMTP may send
 * from there. Off unless configured: then it neither writes nor asks anything.
 */
@ApplicationScoped
public class PopBeforeSmtp {

    private static final System.Logger LOG = System.getLogger(PopBeforeSmtp.class.getName());

    private LoginPlaces places;
    private Optional<Duration> window;
    private Clock clock;

    /** For the container's proxy. */
    protected PopBeforeSmtp() { }

    @Inject
    public PopBeforeSmtp(LoginPlaces places, Settings settings) {
        this(places, settings, Clock.systemUTC());
    }

    public PopBeforeSmtp(LoginPlaces places, Settings settings, Clock clock) {
        this.places = places;
        this.window = settings.popBeforeSmtp();
        this.clock = clock;
    }

    /** Somebody logged in to a mailbox. A store that is away costs the client this, not its login. */
    public void loggedIn(Login.Granted login, InetAddress from) {
        if (window.isEmpty()) {
            return;
        }
        try {
            places.seen(from.getHostAddress(), login.account(), login.credential(), clock.instant(), window.get());
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=login-place-lost account={0}", Long.toString(login.account()));
        }
    }

    /** The accounts whose mail was read from there within the window, by logins still good, the last first. */
    public List<Long> accountsAt(InetAddress from) {
        return window.map(time -> places.since(from.getHostAddress(), clock.instant().minus(time))).orElse(List.of());
    }
}
