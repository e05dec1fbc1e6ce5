package org.mercurymail.routing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.store.Resolution;

/**
 * What the store said about an address a moment ago, so that the RCPT and the end of one message, or a burst to one
 * mailbox, ask once. Remembers only addresses that lead somewhere, and domains that are not ours: a new account or alias
 * works at once, a new domain where it was made. Bounded.
 */
final class RecentAnswers {

    private static final int CAPACITY = 4096;
    private static final long LIFE_NANOS = 2_000_000_000L;

    private record Answer(Resolution resolution, long at) { }

    private static final class Newest<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        Newest() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > CAPACITY;
        }
    }

    private final Map<String, Answer> byAddress = new Newest<>();
    private final Map<String, Long> foreign = new Newest<>(); // since when

    synchronized Optional<Resolution> get(String address, long nanos) {
        Answer answer = byAddress.get(address);
        return answer != null && nanos - answer.at < LIFE_NANOS ? Optional.of(answer.resolution) : Optional.empty();
    }

    synchronized void put(String address, Resolution resolution, long nanos) {
        if (resolution instanceof Resolution.Unknown) {
            byAddress.remove(address);
        } else {
            byAddress.put(address, new Answer(resolution, nanos));
        }
    }

    synchronized boolean isForeign(String domain, long nanos) {
        Long at = foreign.get(domain);
        return at != null && nanos - at < LIFE_NANOS;
    }

    synchronized void putForeign(String domain, long nanos) {
        foreign.put(domain, nanos);
    }

    synchronized void clear() {
        byAddress.clear();
        foreign.clear();
    }
}
