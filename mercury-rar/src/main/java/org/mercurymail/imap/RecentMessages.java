package org.mercurymail.imap;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mercurymail.mail.NumberSet.Range;
import org.mercurymail.port.MailboxSnapshot;

/**
 * The messages of a selected mailbox of which this session was the first to be told: to it they are {@code \Recent} (RFC 3501
 * §2.3.2) for as long as it has the mailbox selected. Kept as ranges of UIDs, the newest thousand.
 */
final class RecentMessages {

    private static final int MOST = 1000; // where other sessions were told of those between

    private final Deque<Range> ranges = new ArrayDeque<>(1); // ascending
    private long told; // of every UID below

    /** Of every UID below this one the session knows whether it is recent. */
    long told() {
        return told;
    }

    /** Those from one UID on and below another are recent; any that were known before stay as they are. */
    void add(long from, long below) {
        long first = Math.max(from, told);
        told = Math.max(told, below);
        if (first >= below) {
            return;
        }
        Range last = ranges.peekLast();
        if (last != null && last.to() == first - 1) {
            ranges.removeLast();
            ranges.addLast(new Range(last.from(), below - 1));
        } else {
            ranges.addLast(new Range(first, below - 1));
        }
        if (ranges.size() > MOST) {
            ranges.removeFirst();
        }
    }

    boolean has(long uid) {
        for (var newest = ranges.descendingIterator(); newest.hasNext();) {
            Range range = newest.next();
            if (uid >= range.from()) {
                return uid <= range.to();
            }
        }
        return false;
    }

    /** How many of them are there. */
    int count(MailboxSnapshot in) {
        int count = 0;
        for (Range range : ranges) {
            count += in.firstFrom(range.to() + 1) - in.firstFrom(range.from());
        }
        return count;
    }
}
