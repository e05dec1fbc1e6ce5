package org.mercurymail.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.MailboxSnapshot.Entry;

/**
 * The selected mailbox as this client has been told of it: {@code shown} is exactly what a client that believed every
 * response must hold. Tells differences (RFC 9051 §7.4, §7.5.1, RFC 2180), and turns the client's numbers into UIDs.
 * While EXPUNGE may not be told, messages that went stay in {@code shown} with what was last known of them.
 */
final class MailboxView {

    static final List<String> SYSTEM_FLAGS = List.of("\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft");

    private static final int MOST_KEYWORDS = 200;

    /** What to tell of a message whose flags differ. */
    enum News { ALL, MODSEQ_ONLY, NOTHING }

    /** Decides what is news to this client. */
    @FunctionalInterface
    interface Editor {
        News judge(Entry now, Flags before);
    }

    static final Editor EVERYTHING = (now, before) -> News.ALL;

    private final String name;
    private final boolean readOnly;
    private final Set<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final RecentMessages recent = new RecentMessages();
    private MailboxSnapshot shown;
    private NumberSet saved = NumberSet.EMPTY;

    MailboxView(String name, boolean readOnly, MailboxSnapshot shown) {
        this.name = name;
        this.readOnly = readOnly;
        this.shown = shown;
    }

    String name() {
        return name;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    MailboxSnapshot shown() {
        return shown;
    }

    RecentMessages recent() {
        return recent;
    }

    /** The UIDs of the last saved search (RFC 9051 §6.4.4.1). */
    NumberSet saved() {
        return saved;
    }

    void save(NumberSet uids) {
        saved = uids;
    }

    Set<String> keywords() {
        return keywords;
    }

    /** Remembers the keywords of a message; true when one was new. */
    boolean learn(Flags flags) {
        return !flags.keywords().isEmpty() && keywords.size() < MOST_KEYWORDS && keywords.addAll(flags.keywords());
    }

    /** True when the set names a message that the client knows not to be there (RFC 9051 §9, seq-number). */
    boolean isBeyond(SequenceSet set) {
        return set.reachesPast(shown.size());
    }

    /** The messages a set means, as ranges of UIDs whose ends are messages that are shown. */
    NumberSet uids(SequenceSet set, boolean byUid) {
        return uids(shown, set, byUid);
    }

    /** The same in a newer snapshot, whose messages only UIDs can name. */
    NumberSet uids(MailboxSnapshot in, SequenceSet set, boolean byUid) {
        int size = in.size();
        if (size == 0) {
            return NumberSet.EMPTY;
        }
        boolean uids = byUid || set.saved();
        NumberSet numbers = set.saved() ? saved : set.resolved(byUid ? in.uidAt(size) : size);
        List<NumberSet.Range> out = new ArrayList<>(numbers.ranges().size());
        for (NumberSet.Range range : numbers.ranges()) {
            long first = uids ? in.firstFrom(range.from()) : range.from();
            long last = uids ? in.firstFrom(range.to() + 1) - 1 : Math.min(range.to(), size);
            if (first <= last) {
                out.add(new NumberSet.Range(in.uidAt((int) first), in.uidAt((int) last)));
            }
        }
        return new NumberSet(out);
    }

    /** These messages as such ranges: as few as neighbours allow, since no message lies in a gap between two UIDs. */
    NumberSet spanning(Longs uids) {
        List<NumberSet.Range> out = new ArrayList<>();
        long[] all = uids.toArray();
        int at = 0;
        while (at < all.length) {
            int last = at;
            int sequence = shown.sequenceOf(all[at]);
            while (last + 1 < all.length && sequence < shown.size() && shown.uidAt(sequence + 1) == all[last + 1]) {
                last++;
                sequence++;
            }
            out.add(new NumberSet.Range(all[at], all[last]));
            at = last + 1;
        }
        return new NumberSet(out);
    }

    /** Shows the messages of such ranges. */
    <X extends Exception> void each(NumberSet uids, MailboxSnapshot.Visitor<X> visitor) throws X {
        for (NumberSet.Range range : uids.ranges()) {
            shown.each(shown.firstFrom(range.from()), shown.firstFrom(range.to() + 1) - 1, visitor);
        }
    }

    /** How many messages such ranges hold. */
    long count(NumberSet uids) {
        long count = 0;
        for (NumberSet.Range range : uids.ranges()) {
            count += shown.firstFrom(range.to() + 1) - shown.firstFrom(range.from());
        }
        return count;
    }

    /**
     * Tells what changed: what went, how many there are, whose flags differ; in this order, so that every number is
     * lawful when it is read.
     *
     * @param expunges EXPUNGE may be told now
     */
    void tell(MailboxSnapshot newest, boolean expunges, ClientState client, Editor editor, Responses out)
            throws IOException {
        if (newest == shown) {
            return;
        }
        Changes changes = new Changes();
        newest.since(shown, changes);
        MailboxSnapshot next = newest;
        if (!changes.gone.isEmpty() && expunges) {
            gone(changes, client.has(ClientState.Extension.QRESYNC), out);
        } else if (!changes.gone.isEmpty()) {
            next = shown.advanced(newest.uidNext(), newest.modseq(), changes.entries(newest), new long[0]);
        }
        if (changes.added > 0) {
            out.say("* ").say(next.size()).say(" EXISTS").line();
            if (!client.has(ClientState.Extension.IMAP4REV2)) {
                out.say("* ").say(recent.count(next)).say(" RECENT").line(); // RFC 3501 §7.3.2
            }
        }
        if (changes.newKeyword) {
            out.say("* FLAGS ").list(flagNames()).line();
        }
        if (changes.changed > 0) {
            changed(next, client.has(ClientState.Extension.CONDSTORE), editor, out);
        }
        shown = next;
    }

    /** Every flag that can be in this mailbox. */
    List<String> flagNames() {
        List<String> names = new ArrayList<>(SYSTEM_FLAGS);
        names.addAll(keywords);
        return names;
    }

    private static void gone(Changes changes, boolean vanished, Responses out) throws IOException {
        if (vanished) { // RFC 7162 §3.2.10
            out.say("* VANISHED ").say(NumberSet.ofSorted(changes.gone.toArray()).toString()).line();
            return;
        }
        long[] sequences = changes.goneSequences.toArray();
        for (int told = 0; told < sequences.length; told++) {
            out.say("* ").say(sequences[told] - told).say(" EXPUNGE").line(); // each number moves with those before
        }
    }

    private void changed(MailboxSnapshot next, boolean condstore, Editor editor, Responses out) throws IOException {
        List<IOException> failed = new ArrayList<>(0);
        next.since(shown, new MailboxSnapshot.Difference() {
            @Override
            public void gone(int oldSequence, long uid) { }

            @Override
            public void changed(int sequence, Entry entry) {
                News news = editor.judge(entry, shown.flagsAt(shown.sequenceOf(entry.uid())));
                if (news == News.NOTHING || news == News.MODSEQ_ONLY && !condstore || !failed.isEmpty()) {
                    return;
                }
                try {
                    write(sequence, entry.uid(), entry.flags(), entry.modseq(), news == News.ALL, condstore, out);
                } catch (IOException e) {
                    failed.add(e);
                }
            }

            @Override
            public void added(int sequence, Entry entry) { }
        });
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }

    /** An unasked FETCH response, which has the UID always (RFC 9051 §7.5.2). */
    void write(int sequence, long uid, Flags flags, long modseq, boolean withFlags, boolean condstore,
            Responses out) throws IOException {
        out.say("* ").say(sequence).say(" FETCH (UID ").say(uid);
        if (withFlags) {
            out.say(" FLAGS ").flags(flags, recent.has(uid));
        }
        if (condstore) {
            out.say(" MODSEQ (").say(modseq).say(")");
        }
        out.say(")").line();
    }

    /** Gathers what differs, as little of it as may be needed. */
    private final class Changes implements MailboxSnapshot.Difference {

        private final Longs gone = new Longs();
        private final Longs goneSequences = new Longs();
        private final Longs present = new Longs();
        private int changed;
        private int added;
        private boolean newKeyword;

        @Override
        public void gone(int oldSequence, long uid) {
            gone.add(uid);
            goneSequences.add(oldSequence);
        }

        @Override
        public void changed(int newSequence, Entry entry) {
            changed++;
            seen(newSequence, entry);
        }

        @Override
        public void added(int newSequence, Entry entry) {
            added++;
            seen(newSequence, entry);
        }

        private void seen(int sequence, Entry entry) {
            present.add(sequence);
            newKeyword |= learn(entry.flags());
        }

        List<Entry> entries(MailboxSnapshot newest) {
            List<Entry> entries = new ArrayList<>();
            for (long sequence : present.toArray()) {
                entries.add(newest.entryAt((int) sequence));
            }
            return entries;
        }
    }

    /** A list of numbers that grows. */
    static final class Longs {

        private long[] numbers = new long[8];
        private int size;

        void add(long number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
        }

        int size() {
            return size;
        }

        boolean isEmpty() {
            return size == 0;
        }

        long[] toArray() {
            return Arrays.copyOf(numbers, size);
        }
    }
}
