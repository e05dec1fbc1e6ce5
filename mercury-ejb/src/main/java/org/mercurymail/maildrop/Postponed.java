package org.mercurymail.maildrop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Claimed files that could not be sent for now, and when each is tried again. Forgets everything with the process. */
final class Postponed {

    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 8; // some four minutes

    private record Try(long first, long due, int number) { }

    private final Map<String, Try> tries = new ConcurrentHashMap<>();
    private final long patience;

    Postponed(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** True for a file that was never put off. */
    boolean isDue(String name) {
        Try last = tries.get(name);
        return last == null || last.due - System.nanoTime() <= 0;
    }

    /** Puts it off once more, longer each time. */
    void add(String name) {
        long now = System.nanoTime();
        tries.compute(name, (same, last) -> last == null ? new Try(now, now + FIRST_NANOS, 0)
                : new Try(last.first, now + (FIRST_NANOS << last.number), Math.min(last.number + 1, MOST_DOUBLINGS)));
    }

    /** It has been put off for so long that nobody waits any more. */
    boolean isHopeless(String name) {
        Try last = tries.get(name);
        return last != null && System.nanoTime() - last.first > patience;
    }

    void remove(String name) {
        tries.remove(name);
    }

    int size() {
        return tries.size();
    }
}
