package org.mercurymail.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever fails: behind some free failures each further one doubles the time in which no try is looked at.
 * What lies long enough behind is forgotten. Holds a bounded number of keys; the one unused for longest goes first.
 */
final class Throttle {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 10;

    private record Failures(int count, Instant blockedUntil, Instant forgottenAt) { }

    private final int free;
    private final Map<String, Failures> byKey;

    /**
     * @param free     failures without consequence; 0: none ever has any
     * @param capacity keys remembered at the most
     */
    Throttle(int free, int capacity) {
        this.free = free;
        this.byKey = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                return size() > capacity;
            }
        };
    }

    /** How long no try of this key is looked at; zero when one is. */
    synchronized Duration pause(String key, Instant now) {
        Failures failures = byKey.get(key);
        return failures != null && now.isBefore(failures.blockedUntil)
                ? Duration.between(now, failures.blockedUntil) : Duration.ZERO;
    }

    synchronized void failed(String key, Instant now) {
        if (free == 0) {
            return;
        }
        Failures before = byKey.get(key);
        int count = before == null || now.isAfter(before.forgottenAt) ? 1 : before.count + 1;
        Duration pause = Duration.ZERO;
        if (count > free) {
            pause = FIRST.multipliedBy(1L << Math.min(count - free - 1, MOST_DOUBLINGS));
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        }
        byKey.put(key, new Failures(count, now.plus(pause), now.plus(pause).plus(LONGEST)));
    }

    synchronized void succeeded(String key) {
        byKey.remove(key);
    }
}
