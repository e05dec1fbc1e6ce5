package org.mercurymail.imap;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.imap.ClientState.Extension;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxListener.Placed;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.Spool;

/** The commands of the authenticated state (RFC 9051 §6.3): mailboxes as names, and filing into them. */
final class AccountCommands {

    /** What a client may say a mailbox is for (RFC 6154 §2). */
    private static final List<String> USES = List.of("\\Archive", "\\Drafts", "\\Junk", "\\Sent", "\\Trash");

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;

    AccountCommands(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
    }

    Tagged select(ImapCommand.Select command) throws MailboxRefused, IOException {
        boolean wasSelected = client.view().isPresent();
        client.deselect(); // RFC 9051 §6.3.2: also when the new one cannot be selected
        if (wasSelected && (client.has(Extension.IMAP4REV2) || client.has(Extension.QRESYNC))) {
            out.say("* OK [CLOSED] Previous mailbox is closed").line();
        }
        if (command.resync().isPresent() && !client.has(Extension.QRESYNC)) {
            return Tagged.bad("QRESYNC is not enabled"); // RFC 7162 §3.2.5
        }
        String name = name(command.mailbox());
        MailboxSnapshot snapshot = door.open(client.account(), name);
        MailboxRights rights = door.rights(client.account(), snapshot.mailbox());
        boolean readOnly = command.verb() == ImapVerb.EXAMINE || !rights.mayChange(); // RFC 4314 §5.2
        MailboxView view = new MailboxView(name, readOnly, snapshot);
        if (command.condstore()) {
            client.enable(Extension.CONDSTORE);
        }
        MessageCommands.tellRecent(client, door, view, snapshot);
        describe(view, snapshot, rights);
        if (command.resync().isPresent()) {
            resync(command.resync().get(), view);
        }
        client.select(view);
        return Tagged.ok(readOnly ? "READ-ONLY" : "READ-WRITE", command.verb() + " completed");
    }

    private void describe(MailboxView view, MailboxSnapshot snapshot, MailboxRights rights) throws IOException {
        int[] firstUnseen = {0};
        snapshot.each(1, snapshot.size(), (sequence, uid, flags, modseq) -> {
            view.learn(flags);
            if (firstUnseen[0] == 0 && !flags.has(Flags.SEEN)) {
                firstUnseen[0] = sequence;
            }
        });
        List<String> permanent = new ArrayList<>();
        if (!view.isReadOnly()) {
            view.flagNames().stream().filter(rights::maySet).forEach(permanent::add);
            if (rights.has('w')) {
                permanent.add("\\*");
            }
        }
        out.say("* FLAGS ").list(view.flagNames()).line();
        out.say("* OK [PERMANENTFLAGS ").list(permanent).say("] Flags that are kept").line();
        out.say("* ").say(snapshot.size()).say(" EXISTS").line();
        if (!client.has(Extension.IMAP4REV2)) {
            out.say("* ").say(view.recent().count(snapshot)).say(" RECENT").line();
            if (firstUnseen[0] > 0) {
                out.say("* OK [UNSEEN ").say(firstUnseen[0]).say("] First unseen").line();
            }
        }
        out.say("* OK [UIDVALIDITY ").say(snapshot.uidValidity()).say("] UIDs are valid").line();
        out.say("* OK [UIDNEXT ").say(snapshot.uidNext()).say("] Predicted next UID").line();
        out.say("* OK [HIGHESTMODSEQ ").say(Math.max(1, snapshot.modseq())).say("] Highest").line();
        out.say("* OK [MAILBOXID (").say(StatusWriter.mailboxId(snapshot.mailbox())).say(")] Ok").line();
        if (client.has(Extension.IMAP4REV2)) { // RFC 9051 §6.3.2
            out.say("* LIST () \"/\" ").astring(MailboxName.write(view.name(), true)).line();
        }
    }

    /**
     * RFC 7162 §3.2.5: what went and what changed since. Every UID that is not there counts as gone, which §3.2.5.2
     * allows and which needs no memory of what was expunged.
     */
    private void resync(ImapCommand.QuickResync asked, MailboxView view) throws IOException {
        MailboxSnapshot now = view.shown();
        if (asked.uidValidity() != now.uidValidity()) {
            return;
        }
        NumberSet known = asked.known().map(set -> set.resolved(now.uidNext() - 1))
                .orElseGet(() -> now.uidNext() > 1 ? NumberSet.range(1, now.uidNext() - 1) : NumberSet.EMPTY);
        vanishedEarlier(now, known, out);
        NumberSet there = view.uids(new SequenceSet(List.of(new SequenceSet.Range(1, SequenceSet.STAR)), false), true);
        view.each(there, (sequence, uid, flags, modseq) -> {
            if (modseq > asked.modseq() && known.contains(uid)) {
                view.write(sequence, uid, flags, modseq, true, true, out);
            }
        });
    }

    /** Tells which of these UIDs are not in the mailbox. */
    static void vanishedEarlier(MailboxSnapshot now, NumberSet known, Responses out) throws IOException {
        List<NumberSet.Range> gone = new ArrayList<>();
        for (NumberSet.Range range : known.ranges()) {
            long[] next = {range.from()};
            long last = Math.min(range.to(), now.uidNext() - 1);
            now.each(now.firstFrom(range.from()), now.firstFrom(last + 1) - 1, (sequence, uid, flags, modseq) -> {
                if (uid > next[0]) {
                    gone.add(new NumberSet.Range(next[0], uid - 1));
                }
                next[0] = uid + 1;
            });
            if (next[0] <= last) {
                gone.add(new NumberSet.Range(next[0], last));
            }
        }
        if (!gone.isEmpty()) {
            out.say("* VANISHED (EARLIER) ").say(new NumberSet(gone).toString()).line();
        }
    }

    Tagged create(ImapCommand.Create command) throws MailboxRefused {
        String wire = command.mailbox();
        boolean parent = wire.endsWith("/") && wire.length() > 1; // RFC 9051 §6.3.4: names below it will come
        String name = name(parent ? wire.substring(0, wire.length() - 1) : wire);
        if (name.equals("INBOX")) {
            return Tagged.no("ALREADYEXISTS", "INBOX is always there");
        }
        Optional<String> use = command.specialUse().flatMap(asked ->
                USES.stream().filter(known -> known.equalsIgnoreCase(asked)).findFirst());
        if (command.specialUse().isPresent() && use.isEmpty()) {
            return Tagged.no("USEATTR", "Special use not supported"); // RFC 6154 §3
        }
        door.create(client.account(), name, use);
        try {
            return Tagged.ok("MAILBOXID (" + StatusWriter.mailboxId(door.status(client.account(), name).id()
                    .orElse(0L)) + ")", "CREATE completed"); // RFC 8474 §4.1
        } catch (MailboxRefused unreadable) { // among others' mailboxes one may make what one may not read
            return Tagged.ok(command.verb());
        }
    }

    Tagged delete(ImapCommand.Named command) throws MailboxRefused, IOException {
        String name = name(command.mailbox());
        if (name.equals("INBOX")) {
            return Tagged.no("CANNOT", "INBOX stays"); // RFC 9051 §6.3.5
        }
        door.delete(client.account(), name);
        if (client.view().filter(view -> view.name().equals(name)).isPresent()) {
            client.deselect();
            out.say("* OK [CLOSED] The selected mailbox was deleted").line();
        }
        return Tagged.ok(command.verb());
    }

    Tagged subscribe(ImapCommand.Named command) throws MailboxRefused {
        door.subscribe(client.account(), name(command.mailbox()), command.verb() == ImapVerb.SUBSCRIBE);
        return Tagged.ok(command.verb());
    }

    Tagged rename(ImapCommand.Rename command) throws MailboxRefused {
        String to = command.to();
        door.rename(client.account(), name(command.from()),
                name(to.endsWith("/") && to.length() > 1 ? to.substring(0, to.length() - 1) : to));
        return Tagged.ok(command.verb());
    }

    Tagged status(ImapCommand.Status command) throws MailboxRefused, IOException {
        new StatusWriter(client, door, out).write(door.status(client.account(), name(command.mailbox())),
                command.items());
        return Tagged.ok(command.verb());
    }

    Tagged append(ImapCommand.Append command) throws MailboxRefused, IOException {
        return file(command, messages -> {
            Placed placed = door.append(client.account(), name(command.mailbox()), messages);
            return Tagged.ok(appendUid(placed), "APPEND completed");
        });
    }

    static String appendUid(Placed placed) {
        return "APPENDUID " + placed.uidValidity() + " " + placed.to();
    }

    /** Files messages, whole or nothing. */
    @FunctionalInterface
    interface Filer {
        Tagged file(List<MailboxListener.Appended> messages) throws MailboxRefused, IOException;
    }

    Tagged file(ImapCommand.Append command, Filer filer) throws MailboxRefused, IOException {
        List<Spool> made = new ArrayList<>(0);
        try {
            Instant now = client.clock().instant();
            List<MailboxListener.Appended> messages = new ArrayList<>(command.messages().size());
            for (ImapCommand.Append.Message message : command.messages()) {
                Spool octets = octets(message.pieces(), name(command.mailbox()), made);
                if (octets.size() == 0) { // RFC 9051 §6.3.12 has no such message
                    return Tagged.no("CANNOT", "An empty message is not filed");
                }
                messages.add(new MailboxListener.Appended(octets, message.flags(), message.date().orElse(now)));
            }
            return filer.file(messages);
        } catch (MailboxRefused refused) {
            throw triable(refused);
        } catch (Catenation.BadUrl bad) { // RFC 4469 §5
            String url = bad.getMessage();
            boolean plain = url.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
            return plain ? Tagged.no("BADURL \"" + url + "\"", "Nothing that could be read")
                    : Tagged.no("CANNOT", "No such URL");
        } catch (Catenation.TooBig e) {
            return Tagged.no("TOOBIG", "The message is too large");
        } finally {
            command.close();
            made.forEach(Spool::close);
        }
    }

    private Spool octets(List<ImapCommand.Append.Piece> pieces, String target, List<Spool> made)
            throws Catenation.BadUrl, Catenation.TooBig, MailboxRefused, IOException {
        if (pieces.size() == 1 && pieces.get(0) instanceof ImapCommand.Append.Text text) {
            return text.octets();
        }
        door.rights(client.account(), target); // TRYCREATE comes before BADURL (RFC 4469 §3)
        made.add(new Catenation(client, door).message(pieces));
        return made.get(made.size() - 1);
    }

    /** A target that is not there can be made: TRYCREATE (RFC 9051 §6.3.12, §6.4.7). */
    static MailboxRefused triable(MailboxRefused refused) {
        return refused.code() == Code.NONEXISTENT ? new MailboxRefused(Code.TRYCREATE, refused.getMessage()) : refused;
    }

    private String name(String wire) throws MailboxRefused {
        return name(wire, client);
    }

    /** The mailbox a client means; refuses names that none can have. */
    static String name(String wire, ClientState client) throws MailboxRefused {
        Optional<String> name = MailboxName.read(wire, client.utf8());
        return name.orElseThrow(() -> new MailboxRefused(Code.CANNOT, "No mailbox can have this name"));
    }
}
