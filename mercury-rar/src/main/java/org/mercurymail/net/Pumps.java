package org.mercurymail.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The connections of some listeners, from their first byte to their session's last question. */
final class Pumps {

    private final Set<Pump<?>> live = ConcurrentHashMap.newKeySet();

    void add(Pump<?> pump) {
        live.add(pump);
    }

    void remove(Pump<?> pump) {
        live.remove(pump);
        if (live.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    int size() {
        return live.size();
    }

    /** Says farewell to each, and lets open questions end until the time is up; then cuts what is left. */
    void end(String reason, Duration grace) {
        live.forEach(pump -> pump.endFromOutside(reason, grace));
        if (!awaitNone(grace)) {
            live.forEach(Pump::cut);
            awaitNone(Duration.ofSeconds(2));
        }
    }

    private synchronized boolean awaitNone(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        while (!live.isEmpty()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
