package org.mercurymail.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When to try again, when to tell the sender of the delay, and when to give up (RFC 5321 §4.5.4.1). Pure.
 *
 * @param waits  after the first attempt, the second, and so on; the last repeats
 * @param warn   after so long the sender is told once
 * @param expire after so long it is given up
 */
record RetrySchedule(List<Duration> waits, Duration warn, Duration expire) {

    private static final int JITTER_DIVISOR = 10;

    RetrySchedule {
        waits = List.copyOf(waits);
    }

    /**
     * The moment of the next attempt.
     *
     * @param attempts those before the one that just failed
     * @param chance   0 to 1: up to a tenth is added, so that what failed together does not come back together
     */
    Instant next(int attempts, Instant arrived, Instant now, double chance) {
        Duration wait = waits.get(Math.min(attempts, waits.size() - 1));
        Instant due = now.plus(wait).plusMillis((long) (wait.toMillis() * chance / JITTER_DIVISOR));
        Instant last = arrived.plus(expire);
        return due.isAfter(last) && now.isBefore(last) ? last : due; // one more try before it is given up
    }

    boolean isExpired(Instant arrived, Instant now) {
        return !now.isBefore(arrived.plus(expire));
    }

    boolean isLate(Instant arrived, Instant now) {
        return !now.isBefore(arrived.plus(warn));
    }
}
