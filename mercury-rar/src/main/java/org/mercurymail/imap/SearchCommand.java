package org.mercurymail.imap;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.imap.ClientState.Extension;
import org.mercurymail.imap.ImapCommand.SearchReturn;
import org.mercurymail.imap.MailboxView.Longs;
import org.mercurymail.imap.SearchKey.Answer;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;

/**
 * SEARCH (RFC 9051 §6.4.4, RFC 4731, RFC 5182): first what the snapshot can answer, then the messages it cannot, read
 * one by one. Holds the UIDs found and nothing else of the messages.
 */
final class SearchCommand {

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;
    private final MailboxView view;
    private final MailboxSnapshot shown;

    /** The view must be up to date, but for EXPUNGE. */
    SearchCommand(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
        this.view = client.selected();
        this.shown = view.shown();
    }

    Tagged search(String tag, ImapCommand.Search command) throws MailboxRefused, IOException {
        boolean save = command.returns().filter(r -> r.contains(SearchReturn.SAVE)).isPresent();
        if (command.key().isEmpty()) {
            if (save) {
                view.save(NumberSet.EMPTY); // RFC 9051 §6.4.4.1
            }
            return Tagged.no("BADCHARSET (US-ASCII UTF-8)", "Charset not supported");
        }
        SearchKey key = command.key().get();
        long[] found = found(key);
        if (save) {
            save(found, command.returns().get());
        }
        if (command.returns().isPresent() || client.has(Extension.IMAP4REV2)) {
            extended(tag, command, found, key.asksModseq());
        } else {
            plain(command.uid(), found, key.asksModseq());
        }
        return Tagged.ok(command.verb());
    }

    /** The UIDs of the messages that match, ascending. */
    long[] found(SearchKey key) throws MailboxRefused, IOException {
        Longs found = new Longs();
        Longs open = new Longs();
        Candidate candidate = new Candidate();
        shown.each(1, shown.size(), (sequence, uid, flags, modseq) -> {
            Answer answer = key.test(candidate.known(sequence, uid, flags, modseq));
            if (answer == Answer.YES) {
                found.add(uid);
            } else if (answer == Answer.UNKNOWN) {
                open.add(uid);
            }
        });
        Longs unread = candidate.asked(key, open.toArray(), found);
        if (unread.isEmpty()) {
            return sorted(found);
        }
        door.fetch(client.account(), shown.mailbox(), view.spanning(unread), key.needs(), message -> {
            int sequence = shown.sequenceOf(message.uid());
            if (sequence > 0 && key.test(candidate.read(sequence, message)) == Answer.YES) {
                found.add(message.uid());
            }
        });
        return sorted(found);
    }

    private static long[] sorted(Longs found) {
        long[] all = found.toArray();
        Arrays.sort(all);
        return all;
    }

    /** RFC 9051 §6.4.4.1: with only MIN and MAX asked for, only these are saved. */
    private void save(long[] found, Set<SearchReturn> returns) {
        boolean all = returns.contains(SearchReturn.ALL) || returns.contains(SearchReturn.COUNT)
                || !returns.contains(SearchReturn.MIN) && !returns.contains(SearchReturn.MAX);
        if (all || found.length == 0) {
            view.save(NumberSet.ofSorted(found));
            return;
        }
        Longs some = new Longs();
        if (returns.contains(SearchReturn.MIN)) {
            some.add(found[0]);
        }
        if (returns.contains(SearchReturn.MAX)) {
            some.add(found[found.length - 1]);
        }
        view.save(NumberSet.ofSorted(some.toArray()));
    }

    private void plain(boolean uid, long[] found, boolean modseq) throws IOException {
        out.say("* SEARCH");
        for (long number : found) {
            out.say(" ").say(uid ? number : shown.sequenceOf(number));
        }
        if (modseq && found.length > 0) {
            out.say(" (MODSEQ ").say(highest(found)).say(")");
        }
        out.line();
    }

    private void extended(String tag, ImapCommand.Search command, long[] found, boolean modseq) throws IOException {
        Set<SearchReturn> returns = command.returns().orElse(EnumSet.of(SearchReturn.ALL));
        if (returns.equals(EnumSet.of(SearchReturn.SAVE))) {
            return; // RFC 9051 §6.4.4.1: nothing is sent
        }
        long[] numbers = command.uid() ? found : Arrays.stream(found).map(shown::sequenceOf).toArray();
        out.say("* ESEARCH (TAG ").string(tag).say(")").say(command.uid() ? " UID" : "");
        if (found.length > 0 && returns.contains(SearchReturn.MIN)) {
            out.say(" MIN ").say(numbers[0]);
        }
        if (found.length > 0 && returns.contains(SearchReturn.MAX)) {
            out.say(" MAX ").say(numbers[numbers.length - 1]);
        }
        if (returns.contains(SearchReturn.COUNT)) {
            out.say(" COUNT ").say(found.length);
        }
        if (found.length > 0 && returns.contains(SearchReturn.ALL)) { // RFC 4731 §3.1: no ALL for none
            out.say(" ALL ").say(NumberSet.ofSorted(numbers).toString());
        }
        if (modseq && found.length > 0) {
            out.say(" MODSEQ ").say(highest(told(found, returns)));
        }
        out.line();
    }

    /** The messages whose highest MODSEQ goes with the answer (RFC 7162 §3.1.10). */
    private static long[] told(long[] found, Set<SearchReturn> returns) {
        if (returns.contains(SearchReturn.ALL) || returns.contains(SearchReturn.COUNT)) {
            return found;
        }
        long first = returns.contains(SearchReturn.MIN) ? found[0] : found[found.length - 1];
        long last = returns.contains(SearchReturn.MAX) ? found[found.length - 1] : found[0];
        return new long[] {first, last};
    }

    private long highest(long[] uids) {
        long highest = 0;
        for (long uid : uids) {
            highest = Math.max(highest, shown.modseqAt(shown.sequenceOf(uid)));
        }
        return highest;
    }

    /** The message asked about, one object for all of them. */
    private final class Candidate implements SearchKey.Facts {

        private final Map<SearchKey.In, NumberSet> sets = new IdentityHashMap<>(); // equality would walk the sets
        private final long now = client.clock().instant().getEpochSecond();
        private TextIndex index = TextIndex.NONE;
        private int sequence;
        private long uid;
        private Flags flags = Flags.NONE;
        private long modseq;
        private Optional<MessageReader> message = Optional.empty();

        Candidate known(int newSequence, long newUid, Flags newFlags, long newModseq) {
            sequence = newSequence;
            uid = newUid;
            flags = newFlags;
            modseq = newModseq;
            message = Optional.empty();
            return this;
        }

        Candidate read(int newSequence, StoredMessage stored) {
            known(newSequence, stored.uid(), shown.flagsAt(newSequence), shown.modseqAt(newSequence));
            message = Optional.of(new MessageReader(stored));
            return this;
        }

        @Override
        public boolean isIn(SearchKey.In key) {
            return sets.computeIfAbsent(key, k -> resolved(k.set(), k.uid())).contains(
                    key.uid() || key.set().saved() ? uid : sequence);
        }

        /** Asks the index about what is open; adds to {@code found}, and answers what it cannot say either. */
        Longs asked(SearchKey key, long[] open, Longs found) throws MailboxRefused, IOException {
            if (open.length >= TextIndex.WORTH) {
                index = TextIndex.asked(door, client.account(), shown.mailbox(), key);
            }
            Longs left = new Longs();
            for (long one : open) {
                int at = shown.sequenceOf(one);
                Answer answer = index.knowsNothing() ? Answer.UNKNOWN
                        : key.test(known(at, one, shown.flagsAt(at), shown.modseqAt(at)));
                if (answer != Answer.NO) {
                    (answer == Answer.YES ? found : left).add(one);
                }
            }
            return left;
        }

        @Override
        public Answer indexed(SearchKey key) {
            return index.answer(key, uid);
        }

        private NumberSet resolved(SequenceSet set, boolean byUid) {
            int size = shown.size();
            return set.saved() ? view.saved() : set.resolved(size == 0 ? 0 : byUid ? shown.uidAt(size) : size);
        }

        @Override
        public Flags flags() {
            return flags;
        }

        @Override
        public long modseq() {
            return modseq;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public Optional<MessageReader> message() {
            return message;
        }
    }
}
