package org.mercurymail.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mercurymail.imap.ClientState.Extension;
import org.mercurymail.imap.FetchItem.Plain;
import org.mercurymail.imap.MailboxView.Longs;
import org.mercurymail.imap.MailboxView.News;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxListener.Placed;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;

/**
 * The commands of the selected state that touch messages (RFC 9051 §6.4, RFC 3691, RFC 4315, RFC 6851). Each first
 * brings the view up to date, but for EXPUNGE, so that the client's numbers mean what the client means; what went is
 * told at the end, where the command allows it.
 */
final class MessageCommands {

    private static final Tagged READ_ONLY = Tagged.no("NOPERM", "The mailbox was opened with EXAMINE");
    private static final Tagged NO_EXPUNGE = Tagged.no("NOPERM", "Nothing may be expunged here");
    private static final Tagged BEYOND = Tagged.bad("No message has such a number");

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;
    private final MailboxView view;

    MessageCommands(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
        this.view = client.selected();
    }

    /** Tells what is new; with {@code expunges} also what went. */
    void refresh(boolean expunges) throws MailboxRefused, IOException {
        tell(expunges, MailboxView.EVERYTHING);
    }

    private void tell(boolean expunges, MailboxView.Editor editor) throws MailboxRefused, IOException {
        MailboxSnapshot newest = newest();
        if (newest.uidNext() > view.recent().told()) {
            tellRecent(client, door, view, newest);
        }
        view.tell(newest, expunges, client, editor, out);
    }

    /** The session is about to be told of what is new; with EXAMINE it does not count (RFC 3501 §6.3.2). */
    static void tellRecent(ClientState client, MailboxListener door, MailboxView view, MailboxSnapshot newest)
            throws MailboxRefused {
        long from = client.has(Extension.IMAP4REV2) ? newest.uidNext() // RFC 9051 has no such flag
                : door.recent(client.account(), newest.mailbox(), view.isReadOnly() ? 0 : newest.uidNext());
        view.recent().add(from, newest.uidNext());
    }

    private MailboxSnapshot newest() throws MailboxRefused {
        try {
            return door.refresh(client.account(), view.shown().mailbox());
        } catch (MailboxRefused refused) {
            throw refused.code() == MailboxRefused.Code.NONEXISTENT ? new SelectedGone(refused) : refused;
        }
    }

    /** The selected mailbox was deleted by somebody else: no answer to a command could say so. */
    static final class SelectedGone extends MailboxRefused {
        private static final long serialVersionUID = 1L;

        SelectedGone(MailboxRefused refused) {
            super(refused.code(), refused.getMessage());
        }
    }

    Tagged fetch(ImapCommand.Fetch command) throws MailboxRefused, IOException {
        if (command.vanished() && !client.has(Extension.QRESYNC)) {
            return Tagged.bad("QRESYNC is not enabled"); // RFC 7162 §3.2.6
        }
        if (command.changedSince().isPresent() || command.items().contains(Plain.MODSEQ)) {
            condstore();
        }
        refresh(false);
        if (!command.uid() && view.isBeyond(command.set())) {
            return BEYOND;
        }
        NumberSet uids = view.uids(command.set(), command.uid());
        if (command.vanished()) {
            AccountCommands.vanishedEarlier(view.shown(), command.set().saved() ? view.saved()
                    : command.set().resolved(view.shown().uidNext() - 1), out);
        }
        if (command.changedSince().isPresent()) {
            uids = changedSince(uids, command.changedSince().get());
        }
        if (command.page().isPresent()) {
            uids = page(uids, command.page().get());
        }
        if (command.items().stream().allMatch(FetchItem::isFromSnapshot)) {
            FetchWriter writer = new FetchWriter(command.items(), view.recent(), out);
            view.each(uids, writer::write);
            return Tagged.ok(command.verb());
        }
        return fetchStored(command, uids);
    }

    /** This command enables CONDSTORE; the first one to do so is told where the client stands (RFC 7162 §3.1). */
    void condstore() throws IOException {
        if (!client.has(Extension.CONDSTORE)) {
            client.enable(Extension.CONDSTORE);
            out.say("* OK [HIGHESTMODSEQ ").say(Math.max(1, view.shown().modseq())).say("] Highest").line();
        }
    }

    private NumberSet changedSince(NumberSet uids, long modseq) {
        Longs changed = new Longs();
        view.each(uids, (sequence, uid, flags, newer) -> {
            if (newer > modseq) {
                changed.add(uid);
            }
        });
        return view.spanning(changed);
    }

    /** RFC 9394 §3.3: counted among the messages that are there and, with CHANGEDSINCE, have changed. */
    private NumberSet page(NumberSet uids, SearchResult.Page page) {
        Longs there = new Longs();
        view.each(uids, (sequence, uid, flags, modseq) -> there.add(uid));
        return NumberSet.ofSorted(page.of(there.toArray()));
    }

    private Tagged fetchStored(ImapCommand.Fetch command, NumberSet uids) throws MailboxRefused, IOException {
        List<FetchItem> items = command.items();
        NumberSet newlySeen = NumberSet.EMPTY;
        if (!view.isReadOnly() && items.stream().anyMatch(FetchItem::setsSeen) && may('s')) { // RFC 4314 §4
            newlySeen = see(uids);
        }
        NumberSet seen = newlySeen;
        FetchWriter writer = new FetchWriter(items, view.recent(), out);
        long[] given = {0};
        door.fetch(client.account(), view.shown().mailbox(), uids, FetchWriter.needs(items), message -> {
            int sequence = view.shown().sequenceOf(message.uid());
            if (sequence == 0) {
                return; // came after the view was brought up to date
            }
            given[0]++;
            Flags flags = view.shown().flagsAt(sequence);
            long modseq = view.shown().modseqAt(sequence);
            writer.write(sequence, new MessageReader(message), flags, modseq, seen.contains(message.uid()),
                    client.has(Extension.CONDSTORE));
        });
        if (writer.metUnknownEncoding()) {
            return Tagged.no("UNKNOWN-CTE", "A part has an unknown transfer encoding");
        }
        boolean missing = !command.uid() && given[0] < view.count(uids);
        return missing ? Tagged.no("EXPUNGEISSUED", "Some messages are gone") // RFC 5530 §3
                : Tagged.ok(command.verb());
    }

    private boolean may(char right) throws MailboxRefused {
        return door.rights(client.account(), view.shown().mailbox()).has(right);
    }

    /** Sets {@code \Seen} where it is not; the FETCH that follows tells so (RFC 9051 §6.4.5). */
    private NumberSet see(NumberSet uids) throws MailboxRefused, IOException {
        Longs unseen = new Longs();
        view.each(uids, (sequence, uid, flags, modseq) -> {
            if (!flags.has(Flags.SEEN)) {
                unseen.add(uid);
            }
        });
        if (unseen.isEmpty()) {
            return NumberSet.EMPTY;
        }
        NumberSet changed = view.spanning(unseen);
        door.store(client.account(), view.shown().mailbox(), changed, FlagChange.ADD,
                new Flags(Flags.SEEN, java.util.Set.of()), Long.MAX_VALUE);
        tell(false, (now, before) -> changed.contains(now.uid()) ? News.NOTHING : News.ALL);
        return changed;
    }

    Tagged store(ImapCommand.Store command) throws MailboxRefused, IOException {
        if (view.isReadOnly()) {
            return READ_ONLY;
        }
        if (command.unchangedSince().isPresent()) {
            condstore();
        }
        if (!command.uid() && view.isBeyond(command.set())) {
            return BEYOND;
        }
        MailboxSnapshot before = view.shown(); // nothing is told first: .SILENT counts on what the client knows
        NumberSet uids = view.uids(command.uid() ? newest() : before, command.set(), command.uid());
        if (uids.isEmpty()) {
            return Tagged.ok(command.verb());
        }
        NumberSet left = door.store(client.account(), before.mailbox(), uids, command.change(), command.flags(),
                command.unchangedSince().orElse(Long.MAX_VALUE));
        tell(false, (now, old) -> {
            boolean ours = command.silent() && uids.contains(now.uid()) && !left.contains(now.uid());
            return ours && now.flags().equals(changed(old, command)) ? News.MODSEQ_ONLY : News.ALL;
        });
        if (!command.silent()) {
            tellUnchanged(before, uids, left);
        }
        if (left.isEmpty()) {
            return Tagged.ok(command.verb());
        }
        return Tagged.ok("MODIFIED " + named(left, command.uid()), "Some messages had changed");
    }

    /** STORE answers for each message, also for one that had the flags before (RFC 9051 §6.4.6). */
    private void tellUnchanged(MailboxSnapshot before, NumberSet uids, NumberSet left) throws IOException {
        boolean condstore = client.has(Extension.CONDSTORE);
        view.each(uids, (sequence, uid, flags, modseq) -> {
            int old = before.sequenceOf(uid);
            if ((old == 0 || before.modseqAt(old) == modseq) && !left.contains(uid)) {
                view.write(sequence, uid, flags, modseq, true, condstore, out);
            }
        });
    }

    private static Flags changed(Flags old, ImapCommand.Store command) {
        return switch (command.change()) {
            case ADD -> old.plus(command.flags());
            case REMOVE -> old.minus(command.flags());
            case REPLACE -> command.flags();
        };
    }

    /** UIDs as this command's client names messages. */
    private String named(NumberSet uids, boolean byUid) {
        if (byUid) {
            return uids.toString();
        }
        Longs sequences = new Longs();
        view.each(uids, (sequence, uid, flags, modseq) -> {
            if (uids.contains(uid)) {
                sequences.add(sequence);
            }
        });
        return NumberSet.ofSorted(sequences.toArray()).toString();
    }

    Tagged copy(ImapCommand.Copy command) throws MailboxRefused, IOException {
        boolean move = command.verb() == ImapVerb.MOVE;
        if (move && view.isReadOnly()) {
            return READ_ONLY;
        }
        refresh(false);
        if (!command.uid() && view.isBeyond(command.set())) {
            return BEYOND;
        }
        String target = AccountCommands.name(command.mailbox(), client);
        NumberSet uids = view.uids(command.set(), command.uid());
        Placed placed;
        try {
            placed = door.copy(client.account(), view.shown().mailbox(), uids, target, move);
        } catch (MailboxRefused refused) {
            throw AccountCommands.triable(refused);
        }
        if (placed.to().isEmpty()) {
            return Tagged.ok(command.verb());
        }
        String code = "COPYUID " + placed.uidValidity() + ' ' + placed.from() + ' ' + placed.to();
        if (!move) {
            return Tagged.ok(code, "COPY completed");
        }
        out.say("* OK [").say(code).say("] Moved").line(); // RFC 9051 §6.4.8: before the EXPUNGEs
        return Tagged.ok(command.verb());
    }

    Tagged replace(ImapCommand.Replace command) throws MailboxRefused, IOException {
        return new AccountCommands(client, door, out).file(command.append(), messages -> {
            if (view.isReadOnly()) {
                return READ_ONLY;
            }
            refresh(false);
            NumberSet old = view.isBeyond(command.message()) && !command.uid() ? NumberSet.EMPTY
                    : view.uids(command.message(), command.uid());
            if (old.isEmpty() && command.uid()) {
                return Tagged.no("CANNOT", "No such message"); // RFC 8508 §3.4: nothing to replace
            } else if (view.count(old) != 1) {
                return Tagged.bad("One message is replaced");
            }
            Placed placed = door.replace(client.account(), view.shown().mailbox(), old.ranges().get(0).from(),
                    AccountCommands.name(command.append().mailbox(), client), messages.get(0));
            out.say("* OK [").say(AccountCommands.appendUid(placed)).say("] Replaced").line(); // before the EXPUNGE
            return Tagged.ok(command.verb());
        });
    }

    Tagged expunge(Optional<SequenceSet> only) throws MailboxRefused, IOException {
        if (view.isReadOnly()) {
            return READ_ONLY;
        }
        refresh(false);
        if (!may('e')) {
            return NO_EXPUNGE;
        }
        expungeDeleted(only);
        refresh(true);
        if (client.has(Extension.QRESYNC)) { // RFC 7162 §3.2.7
            return Tagged.ok("HIGHESTMODSEQ " + Math.max(1, view.shown().modseq()), "EXPUNGE completed");
        }
        return Tagged.ok(ImapVerb.EXPUNGE);
    }

    private void expungeDeleted(Optional<SequenceSet> only) throws MailboxRefused {
        Longs deleted = new Longs();
        NumberSet uids = view.uids(only.orElse(new SequenceSet(List.of(
                new SequenceSet.Range(1, SequenceSet.STAR)), false)), true);
        view.each(uids, (sequence, uid, flags, modseq) -> {
            if (flags.has(Flags.DELETED)) {
                deleted.add(uid);
            }
        });
        if (!deleted.isEmpty()) {
            door.expunge(client.account(), view.shown().mailbox(), view.spanning(deleted));
        }
    }

    /** CLOSE takes the deleted messages out in silence, unless the mailbox is read-only; UNSELECT never does. */
    Tagged leave(ImapVerb verb) throws MailboxRefused, IOException {
        boolean expunge = verb == ImapVerb.CLOSE && !view.isReadOnly();
        if (expunge) {
            Responses unheard = new Responses(Optional.empty(), false);
            view.tell(newest(), true, client, (now, before) -> News.NOTHING, unheard); // RFC 9051 §6.4.1: in silence
            if (may('e')) { // RFC 4314 §4: else CLOSE succeeds and expunges nothing
                expungeDeleted(Optional.empty());
            }
        }
        client.deselect();
        return Tagged.ok(verb);
    }
}
