package org.mercurymail.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of message numbers or UIDs as ranges (RFC 9051 §9, {@code sequence-set}): sorted, disjoint, never adjacent.
 * Its size in memory is that of its ranges, not of its numbers.
 *
 * @param ranges ascending
 */
public record NumberSet(List<Range> ranges) {

    public static final NumberSet EMPTY = new NumberSet(List.of());

    /** Both ends belong to the range. */
    public record Range(long from, long to) {
        public Range {
            if (from > to) {
                throw new IllegalArgumentException(from + ">" + to);
            }
        }
    }

    public NumberSet {
        ranges = merged(ranges);
    }

    public static NumberSet of(long number) {
        return range(number, number);
    }

    public static NumberSet range(long from, long to) {
        return new NumberSet(List.of(new Range(from, to)));
    }

    /** The set of numbers in ascending order, for example the UIDs a query gave. */
    public static NumberSet ofSorted(long[] numbers) {
        List<Range> ranges = new ArrayList<>();
        int i = 0;
        while (i < numbers.length) {
            int last = i;
            while (last + 1 < numbers.length && numbers[last + 1] <= numbers[last] + 1) {
                last++;
            }
            ranges.add(new Range(numbers[i], numbers[last]));
            i = last + 1;
        }
        return new NumberSet(ranges);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(long number) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (number < range.from) {
                high = middle - 1;
            } else if (number > range.to) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** How many numbers are in the set. */
    public long count() {
        return ranges.stream().mapToLong(r -> r.to - r.from + 1).sum();
    }

    /** {@code 1:4,7}; empty for the empty set. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Range range : ranges) {
            out.append(out.isEmpty() ? "" : ",").append(range.from);
            if (range.to > range.from) {
                out.append(':').append(range.to);
            }
        }
        return out.toString();
    }

    private static List<Range> merged(List<Range> unsorted) {
        if (unsorted.size() < 2) {
            return List.copyOf(unsorted);
        }
        List<Range> sorted = new ArrayList<>(unsorted);
        sorted.sort(Comparator.comparingLong(Range::from));
        List<Range> out = new ArrayList<>(sorted.size());
        Range open = sorted.get(0);
        for (Range next : sorted.subList(1, sorted.size())) {
            if (next.from <= open.to || next.from == open.to + 1) {
                open = new Range(open.from, Math.max(open.to, next.to));
            } else {
                out.add(open);
                open = next;
            }
        }
        out.add(open);
        return List.copyOf(out);
    }
}
