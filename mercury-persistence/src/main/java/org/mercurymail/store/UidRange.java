package org.mercurymail.store;

import java.util.List;

/** UIDs from one to another, both included; a message number set is a list of these, ascending and disjoint. */
public record UidRange(long from, long to) {

    /** Every UID there can be (RFC 9051 §9, {@code 1:*}). */
    public static final List<UidRange> ALL = List.of(new UidRange(1, 0xffff_ffffL));

    public UidRange {
        if (from > to) {
            throw new IllegalArgumentException(from + ">" + to);
        }
    }

    public static UidRange of(long uid) {
        return new UidRange(uid, uid);
    }
}
