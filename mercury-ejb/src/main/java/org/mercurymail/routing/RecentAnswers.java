package org.mercurymail.routing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.store.Resolution;

/**
 * What the store said about an address a moment ago, so that the RCPT and the end of one message, or a burst to one
 * mailbox, ask once. Remembers only addresses that lead somewhere: a new account or alias works at once. Bounded.
 */
final class RecentAnswers {

    private static final int CAPACITY = 4096;
    private static final long LIFE_NANOS = 2_000_000_000L;

    private record Answer(Resolution resolution, long at) { }

    private final Map<String, Answer> byAddress = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > CAPACITY;
        }
    };

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

    synchronized void clear() {
        byAddress.clear();
    }
}
