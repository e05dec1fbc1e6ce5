package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.config.DoorSettings;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Status;

/**
 * How much the strangers of one network may bring in a minute. Counted in memory and for this node: a minute is over
 * before a restart is. Bounded; who was quiet for longest is forgotten first.
 */
@ApplicationScoped
public class NetworkRates implements Check {

    private static final int REMEMBERED = 20_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Minute(Instant since, int messages, int recipients) { }

    private int mostMessages;
    private int mostRecipients;
    private InstantSource clock;
    private final Map<String, Minute> minutes = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Minute> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** For the container's proxy. */
    protected NetworkRates() { }

    @Inject
    public NetworkRates(Settings settings) {
        this(settings, InstantSource.system());
    }

    NetworkRates(Settings settings, InstantSource clock) {
        DoorSettings door = settings.door();
        this.mostMessages = limit(door.networkMessages());
        this.mostRecipients = limit(door.networkRecipients());
        this.clock = clock;
    }

    private static int limit(int configured) {
        return configured == 0 ? Integer.MAX_VALUE : configured;
    }

    /** Counts what it lets pass. */
    @Override
    public Optional<Status> refusal(Caller caller) {
        if (mostMessages == Integer.MAX_VALUE && mostRecipients == Integer.MAX_VALUE) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        int begun = caller.envelope().recipients().isEmpty() ? 1 : 0;
        synchronized (minutes) {
            Minute before = Optional.ofNullable(minutes.get(caller.network()))
                    .filter(minute -> now.isBefore(minute.since.plus(MINUTE))).orElse(new Minute(now, 0, 0));
            Minute after = new Minute(before.since, before.messages + begun, before.recipients + 1);
            if (after.messages > mostMessages || after.recipients > mostRecipients) {
                return Optional.of(later(Duration.between(now, before.since.plus(MINUTE))));
            }
            minutes.put(caller.network(), after);
            return Optional.empty();
        }
    }

    private static Status later(Duration wait) {
        return new Status(450, "4.7.1", "Too much from your network, come again in "
                + Math.max(1, wait.toSeconds()) + " seconds");
    }
}
