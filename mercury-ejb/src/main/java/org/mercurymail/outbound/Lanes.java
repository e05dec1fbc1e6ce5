package org.mercurymail.outbound;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * How many attempts go to one destination at once. Whoever finds a lane full leaves the message's id in it and goes:
 * a thread that gets through takes it along. So a hanging server holds up a few threads, never all of them. A message
 * is in a lane once, however often it was nudged. Ids only, and not too many: the sweeper brings back what was dropped.
 */
final class Lanes {

    /** What became of an id that wanted in. */
    enum Entry { GO, WAITS, THERE_ALREADY, DROPPED }

    private static final int MOST_WAITING = 10_000;

    private static final class Lane {
        private final Set<Long> inside = new HashSet<>(); // going or waiting
        private final Queue<Long> waiting = new ArrayDeque<>();
        private int going;
    }

    private final Map<String, Lane> lanes = new HashMap<>();

    /** GO: the caller attempts, and then calls {@link #leave}, whatever happens. */
    synchronized Entry enter(String key, long message, int limit) {
        Lane lane = lanes.computeIfAbsent(key, k -> new Lane());
        if (lane.inside.contains(message)) {
            return Entry.THERE_ALREADY;
        }
        if (lane.going < limit) {
            lane.going++;
            lane.inside.add(message);
            return Entry.GO;
        }
        if (lane.waiting.size() >= MOST_WAITING) {
            return Entry.DROPPED;
        }
        lane.inside.add(message);
        lane.waiting.add(message);
        return Entry.WAITS;
    }

    /** The message that waited longest: the caller attempts it next, in its own place. */
    synchronized Optional<Long> leave(String key, long message) {
        Lane lane = lanes.get(key);
        lane.inside.remove(message);
        Long next = lane.waiting.poll();
        if (next == null && --lane.going == 0) {
            lanes.remove(key);
        }
        return Optional.ofNullable(next);
    }
}
