package org.mercurymail.imap;

import java.util.ArrayList;
import java.util.List;
import org.mercurymail.mail.NumberSet;

/**
 * A set of messages as the client wrote it (RFC 9051 §9, {@code sequence-set}): {@code *} is not yet known and
 * {@code $} stands for the last saved search (RFC 9051 §6.4.4.1). Bounded by {@link #MAX_RANGES}.
 *
 * @param ranges as written, an end that is {@code *} being {@link #STAR}
 * @param saved  the set is {@code $}, and has no ranges
 */
record SequenceSet(List<Range> ranges, boolean saved) {

    static final int MAX_RANGES = 10_000;
    static final long STAR = Long.MAX_VALUE;
    static final SequenceSet SAVED = new SequenceSet(List.of(), true);

    /** Two ends in the order they were written; the same number twice for a single one. */
    record Range(long first, long second) {

        long low(long star) {
            return Math.min(first == STAR ? star : first, second == STAR ? star : second);
        }

        long high(long star) {
            return Math.max(first == STAR ? star : first, second == STAR ? star : second);
        }

        boolean hasStar() {
            return first == STAR || second == STAR;
        }
    }

    /** The numbers themselves, {@code *} being the largest there is; zero of it makes {@code *} match nothing. */
    NumberSet resolved(long star) {
        List<NumberSet.Range> out = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            if (!range.hasStar() || star > 0) {
                out.add(new NumberSet.Range(range.low(star), range.high(star)));
            }
        }
        return new NumberSet(out);
    }

    /** True when a number is named that no message can have, now that there are so many. */
    boolean reachesPast(long size) {
        for (Range range : ranges) {
            boolean past = range.hasStar() ? size > 0 && range.first() != STAR && range.second() != STAR
                    : range.high(size) > size;
            if (past) {
                return true;
            }
        }
        return false;
    }
}
