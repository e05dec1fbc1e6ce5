package org.mercurymail.imap;

import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
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
        boolean save = command.returns().filter(r -> r.has(SearchReturn.SAVE)).isPresent();
        if (command.key().isEmpty()) {
            if (save) {
                view.save(NumberSet.EMPTY); // RFC 9051 §6.4.4.1
            }
            return Tagged.no("BADCHARSET (US-ASCII UTF-8)", "Charset not supported");
        }
        SearchKey key = command.key().get();
        long[] found = found(tag, key);
        if (command.returns().isPresent() || client.has(Extension.IMAP4REV2)) {
            SearchResult result = new SearchResult(found, command.returns().orElse(SearchResult.Returns.EVERYTHING));
            if (save) {
                view.save(NumberSet.ofSorted(result.subject()));
            }
            result.write(tag, command.uid(), shown, key.asksModseq(), out);
        } else {
            plain(command.uid(), found, key.asksModseq());
        }
        return Tagged.ok(command.verb());
    }

    /** The UIDs of the messages that match, ascending. */
    long[] found(String tag, SearchKey key) throws MailboxRefused, IOException {
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
        Progress progress = new Progress(tag, unread.size(), client.clock(), out);
        door.fetch(client.account(), shown.mailbox(), view.spanning(unread), key.needs(), message -> {
            progress.step();
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

    private void plain(boolean uid, long[] found, boolean modseq) throws IOException {
        out.say("* SEARCH");
        for (long number : found) {
            out.say(" ").say(uid ? number : shown.sequenceOf(number));
        }
        if (modseq && found.length > 0) {
            out.say(" (MODSEQ ").say(SearchResult.highest(shown, found)).say(")");
        }
        out.line();
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
        public boolean isRecent() {
            return view.recent().has(uid);
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
