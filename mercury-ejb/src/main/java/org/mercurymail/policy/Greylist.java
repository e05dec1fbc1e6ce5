package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Status;
import org.mercurymail.store.Strangers;
import org.mercurymail.store.StoreUnavailable;

/**
 * Greylisting (RFC 6647): who was never seen with this sender and recipient is asked to come again, which mail servers
 * do and most senders of junk do not. A network that came back often enough is not asked any more. The store keeps a
 * hash of who came, for some weeks; who passed of late is remembered here too, so that regular mail asks no store.
 */
@ApplicationScoped
public class Greylist implements Check {

    private static final System.Logger LOG = System.getLogger(Greylist.class.getName());
    private static final Status LATER = new Status(451, "4.7.1", "Greylisted, try again in some minutes");
    private static final int REMEMBERED = 50_000;
    private static final Duration REMEMBERED_FOR = Duration.ofHours(12);
    private static final int KNOWN_AFTER = 5;
    private static final int KEY_OCTETS = 16;

    private Strangers strangers;
    private Optional<Duration> delay = Optional.empty();
    private InstantSource clock;
    private final Map<String, Instant> passed = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** For the container's proxy. */
    protected Greylist() { }

    @Inject
    public Greylist(Settings settings, Strangers strangers) {
        this(settings, strangers, InstantSource.system());
    }

    Greylist(Settings settings, Strangers strangers, InstantSource clock) {
        this.delay = settings.greylistDelay();
        this.strangers = strangers;
        this.clock = clock;
    }

    @Override
    public Optional<Status> refusal(Caller caller) {
        return delay.filter(wait -> !mayPass(caller, wait)).map(wait -> LATER);
    }

    private boolean mayPass(Caller caller, Duration wait) {
        Instant now = clock.instant();
        String network = key(caller.network());
        String visit = key(network + " " + caller.envelope().sender().map(Address::key).orElse("") + " "
                + caller.recipient().address().key());
        if (isRemembered(network, now) || isRemembered(visit, now)) {
            return true;
        }
        try {
            Strangers.Seen seen = strangers.seen(network, visit, now, wait);
            if (seen.visits() >= KNOWN_AFTER) {
                remember(network, now);
            } else if (seen.mayPass()) {
                remember(visit, now);
            }
            return seen.visits() >= KNOWN_AFTER || seen.mayPass();
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=greylist-skipped reason=\"{0}\"", e.getMessage());
            return true; // the message itself will be put off
        }
    }

    private boolean isRemembered(String key, Instant now) {
        synchronized (passed) {
            Instant at = passed.get(key);
            return at != null && now.isBefore(at.plus(REMEMBERED_FOR)); // then the store hears of it again
        }
    }

    private void remember(String key, Instant now) {
        synchronized (passed) {
            passed.put(key, now);
        }
    }

    private static String key(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
