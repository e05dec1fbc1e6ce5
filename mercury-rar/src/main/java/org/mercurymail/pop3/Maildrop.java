package org.mercurymail.pop3;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;

/**
 * The messages of INBOX as they were at login, numbered from 1 (RFC 1939 §4), and which of them the client has marked
 * deleted. Twelve bytes a message. Changes nothing in the store.
 */
final class Maildrop {

    private final long mailbox;
    private final long uidValidity;
    private int count;
    private int[] uids = new int[64]; // 32 bits, read as unsigned
    private long[] sizes = new long[64];
    private final BitSet deleted = new BitSet();
    private long octets;

    private Maildrop(long mailbox, long uidValidity) {
        this.mailbox = mailbox;
        this.uidValidity = uidValidity;
    }

    /** Reads UIDs and sizes of all messages. */
    static Maildrop open(MailboxListener door, long account) throws MailboxRefused, IOException {
        MailboxSnapshot inbox = door.open(account, "INBOX");
        Maildrop drop = new Maildrop(inbox.mailbox(), inbox.uidValidity());
        if (inbox.size() > 0) {
            NumberSet all = NumberSet.range(1, inbox.uidNext() - 1);
            door.fetch(account, inbox.mailbox(), all, Set.of(), message -> drop.add(message.uid(), message.size()));
        }
        return drop;
    }

    private void add(long uid, long size) {
        if (count == uids.length) {
            uids = Arrays.copyOf(uids, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        uids[count] = (int) uid;
        sizes[count++] = size;
        octets += size;
    }

    long mailbox() {
        return mailbox;
    }

    /** The highest message number. */
    int last() {
        return count;
    }

    /** True for a message that there is and that is not marked deleted. */
    boolean has(int message) {
        return message >= 1 && message <= count && !deleted.get(message);
    }

    long uid(int message) {
        return Integer.toUnsignedLong(uids[message - 1]);
    }

    long size(int message) {
        return sizes[message - 1];
    }

    /** RFC 1939 §7: the same for as long as the message lives, never used again. */
    String uniqueId(int message) {
        return uidValidity + "." + uid(message);
    }

    int messages() {
        return count - deleted.cardinality();
    }

    /** Octets of the messages not marked deleted. */
    long octets() {
        return octets;
    }

    void delete(int message) {
        deleted.set(message);
        octets -= size(message);
    }

    /** Takes all marks off. */
    void reset() {
        deleted.stream().forEach(message -> octets += size(message));
        deleted.clear();
    }

    NumberSet deletedUids() {
        return NumberSet.ofSorted(deleted.stream().mapToLong(this::uid).toArray());
    }
}
