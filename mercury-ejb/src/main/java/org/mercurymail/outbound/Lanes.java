package org.mercurymail.outbound;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many attempts go to one destination at once. Whoever finds a lane full leaves the message's id in it and goes:
 * a thread that gets through takes it along, the most urgent first. So a hanging server holds up a few threads, never all of them. A message
 * is in a lane once, however often it was nudged. Ids only, and not too many: the sweeper brings back what was dropped.
 */
final class Lanes {

    /** What became of an id that wanted in. */
    enum Entry { GO, WAITS, THERE_ALREADY, DROPPED }

    private static final int MOST_WAITING = 10_000;

    private record Waiting(long message, int priority, long number) { }

    private static final Comparator<Waiting> URGENT_FIRST =
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::number);

    private static final class Lane {
        private final Set<Long> inside = new HashSet<>(); // going or waiting
        private final TreeSet<Waiting> waiting = new TreeSet<>(URGENT_FIRST);
        private int going;
    }

    private final Map<String, Lane> lanes = new HashMap<>();
    private long number;

    /** GO: the caller attempts, and then calls {@link #leave}, whatever happens. */
    synchronized Entry enter(String key, long message, int priority, int limit) {
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
            if (lane.waiting.last().priority() >= priority) {
                return Entry.DROPPED;
            }
            lane.inside.remove(lane.waiting.pollLast().message());
        }
        lane.inside.add(message);
        lane.waiting.add(new Waiting(message, priority, number++));
        return Entry.WAITS;
    }

    /** The most urgent message, and of those the one that waited longest: the caller attempts it next, in its own place. */
    synchronized Optional<Long> leave(String key, long message) {
        Lane lane = lanes.get(key);
        lane.inside.remove(message);
        Optional<Long> next = Optional.ofNullable(lane.waiting.pollFirst()).map(Waiting::message);
        if (next.isEmpty() && --lane.going == 0) {
            lanes.remove(key);
        }
        return next;
    }
}
