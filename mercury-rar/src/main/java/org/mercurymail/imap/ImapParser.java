package org.mercurymail.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.imap.ImapCommand.StatusItem;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.MailboxListener.FlagChange;

/**
 * Reads a whole command (RFC 9051 §9 and the extensions' grammars). Sees no session and decides nothing but whether
 * the text is a command. Everything is bounded by the frame, and depth by {@link #MAX_DEPTH}.
 */
final class ImapParser {

    /** How deep parentheses may nest. */
    static final int MAX_DEPTH = 64;

    private static final int MAX_FLAGS = 200;

    /** What came of a command. */
    sealed interface Parsed { }

    record Good(String tag, ImapCommand command) implements Parsed { }

    /** @param tag empty when not even that could be read */
    record Bad(Optional<String> tag, String text) implements Parsed { }

    private final Cursor in;

    private ImapParser(Cursor in) {
        this.in = in;
    }

    static Parsed parse(CommandFrame frame) {
        Optional<String> tag = Optional.empty();
        try {
            Cursor in = new Cursor(frame);
            tag = Optional.of(in.tag());
            ImapCommand command = new ImapParser(in).command();
            in.end();
            return new Good(tag.get(), command);
        } catch (Malformed malformed) {
            frame.discard();
            return new Bad(tag, malformed.getMessage());
        }
    }

    /** The tag of a command of which only the beginning was kept. */
    static Optional<String> tagOf(byte[] beginning) {
        try {
            Cursor in = new Cursor(new CommandFrame(beginning, List.of()));
            String tag = in.tag();
            return in.next(' ') ? Optional.of(tag) : Optional.empty();
        } catch (Malformed none) {
            return Optional.empty();
        }
    }

    private ImapCommand command() throws Malformed {
        in.space();
        String name = in.atom();
        boolean uid = name.equalsIgnoreCase("UID");
        if (uid) {
            in.space();
            name = in.atom();
        }
        ImapVerb verb = ImapVerb.of(name).orElseThrow(() -> new Malformed("Unknown command"));
        if (uid && !verb.takesUid()) {
            throw new Malformed("UID does not go with " + verb);
        }
        return arguments(verb, uid);
    }

    private ImapCommand arguments(ImapVerb verb, boolean uid) throws Malformed {
        return switch (verb) {
            case CAPABILITY, NOOP, LOGOUT, STARTTLS, NAMESPACE, IDLE, CHECK, CLOSE, UNSELECT ->
                    new ImapCommand.Bare(verb);
            case ID -> id();
            case AUTHENTICATE -> authenticate();
            case LOGIN -> new ImapCommand.Login(argument(), argument());
            case ENABLE -> enable();
            case COMPRESS -> compress();
            case SELECT, EXAMINE -> select(verb);
            case CREATE -> create();
            case DELETE, SUBSCRIBE, UNSUBSCRIBE -> new ImapCommand.Named(verb, argument());
            case RENAME -> new ImapCommand.Rename(argument(), argument());
            case LIST -> new ListParser(in).list();
            case LSUB -> lsub();
            case STATUS -> status();
            case APPEND -> new AppendParser(in).append();
            case GETQUOTA, GETQUOTAROOT, SETQUOTA, SETACL, DELETEACL, GETACL, LISTRIGHTS, MYRIGHTS ->
                    new SharingParser(in).command(verb);
            case REPLACE -> new AppendParser(in).replace(uid);
            case GETMETADATA -> new MetadataParser(in).get();
            case SETMETADATA -> new MetadataParser(in).set();
            case EXPUNGE -> expunge(uid);
            case SEARCH -> new SearchParser(in).search(uid);
            case SORT -> new SearchParser(in).sort(uid);
            case THREAD -> new SearchParser(in).thread(uid);
            case FETCH -> new FetchParser(in).fetch(uid);
            case STORE -> store(uid);
            case COPY, MOVE -> copy(verb, uid);
        };
    }

    private String argument() throws Malformed {
        in.space();
        return in.astring();
    }

    private ImapCommand compress() throws Malformed {
        in.space();
        return new ImapCommand.Compress(in.atom());
    }

    private ImapCommand id() throws Malformed {
        in.space();
        if (in.takeWord("NIL")) {
            return new ImapCommand.Id();
        }
        in.expect('(');
        for (int n = 0; !in.take(')'); n++) {
            if (n > 0) {
                in.space();
            }
            if (n > 60) { // RFC 2971 §3.3: thirty pairs
                throw new Malformed("Too many ID fields");
            }
            if (!in.takeWord("NIL")) {
                in.string();
            }
        }
        return new ImapCommand.Id();
    }

    private ImapCommand authenticate() throws Malformed {
        in.space();
        String mechanism = in.atom().toUpperCase(java.util.Locale.ROOT);
        if (!in.next(' ')) {
            return new ImapCommand.Authenticate(mechanism, Optional.empty());
        }
        in.space();
        return new ImapCommand.Authenticate(mechanism, Optional.of(in.astring()));
    }

    private ImapCommand enable() throws Malformed {
        List<String> names = new ArrayList<>();
        do {
            in.space();
            names.add(in.atom().toUpperCase(java.util.Locale.ROOT));
        } while (in.next(' '));
        return new ImapCommand.Enable(names);
    }

    private ImapCommand select(ImapVerb verb) throws Malformed {
        String mailbox = argument();
        boolean condstore = false;
        Optional<ImapCommand.QuickResync> resync = Optional.empty();
        if (in.next(' ')) {
            in.space();
            in.expect('(');
            do {
                if (in.takeWord("CONDSTORE")) {
                    condstore = true;
                } else if (in.takeWord("QRESYNC") && resync.isEmpty()) {
                    resync = Optional.of(resync());
                } else {
                    throw new Malformed("Unknown parameter of " + verb);
                }
            } while (in.take(' '));
            in.expect(')');
        }
        return new ImapCommand.Select(verb, mailbox, condstore, resync);
    }

    /** RFC 7162 §3.2.5: the pairs of sequence numbers and UIDs only save work, and are read past. */
    private ImapCommand.QuickResync resync() throws Malformed {
        in.space();
        in.expect('(');
        long uidValidity = in.number();
        in.space();
        long modseq = in.number64();
        Optional<SequenceSet> known = Optional.empty();
        boolean more = in.take(' ');
        if (more && !in.next('(')) {
            known = Optional.of(in.sequenceSet());
            more = in.take(' ');
        }
        if (more) {
            in.expect('(');
            in.sequenceSet();
            in.space();
            in.sequenceSet();
            in.expect(')');
        }
        in.expect(')');
        return new ImapCommand.QuickResync(uidValidity, modseq, known);
    }

    private ImapCommand create() throws Malformed {
        String mailbox = argument();
        Optional<String> use = Optional.empty();
        if (in.next(' ')) { // RFC 6154 §3
            in.space();
            in.expect('(');
            if (!in.takeWord("USE")) {
                throw new Malformed("Unknown parameter of CREATE");
            }
            in.space();
            in.expect('(');
            if (in.take('\\')) {
                use = Optional.of('\\' + in.atom());
            }
            in.expect(')');
            in.expect(')');
        }
        return new ImapCommand.Create(mailbox, use);
    }

    private ImapCommand lsub() throws Malformed {
        String reference = argument();
        in.space();
        return new ImapCommand.Lsub(reference, in.listMailbox());
    }

    private ImapCommand status() throws Malformed {
        String mailbox = argument();
        in.space();
        return new ImapCommand.Status(mailbox, statusItems(in));
    }

    /** The list of STATUS, and of LIST's RETURN (STATUS …). */
    static List<StatusItem> statusItems(Cursor in) throws Malformed {
        Set<StatusItem> items = new java.util.LinkedHashSet<>();
        in.expect('(');
        do {
            String name = in.word();
            try {
                items.add(StatusItem.valueOf(name.replace('-', '_')));
            } catch (IllegalArgumentException unknown) {
                throw new Malformed("Unknown status item");
            }
        } while (in.take(' '));
        in.expect(')');
        return List.copyOf(items);
    }

    private ImapCommand expunge(boolean uid) throws Malformed {
        if (!uid) {
            return new ImapCommand.Expunge(Optional.empty());
        }
        in.space();
        return new ImapCommand.Expunge(Optional.of(in.sequenceSet()));
    }

    private ImapCommand store(boolean uid) throws Malformed {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        Optional<Long> unchangedSince = Optional.empty();
        if (in.take('(')) { // RFC 7162 §3.1.3
            if (!in.takeWord("UNCHANGEDSINCE")) {
                throw new Malformed("Unknown parameter of STORE");
            }
            in.space();
            unchangedSince = Optional.of(in.number64());
            in.expect(')');
            in.space();
        }
        FlagChange change = in.take('+') ? FlagChange.ADD : in.take('-') ? FlagChange.REMOVE : FlagChange.REPLACE;
        boolean silent = in.takeWord("FLAGS.SILENT");
        if (!silent && !in.takeWord("FLAGS")) {
            throw new Malformed("STORE knows FLAGS only");
        }
        in.space();
        Flags flags = in.next('(') ? flagList(in) : bareFlags(in);
        return new ImapCommand.Store(uid, set, unchangedSince, change, silent, flags);
    }

    private ImapCommand copy(ImapVerb verb, boolean uid) throws Malformed {
        in.space();
        SequenceSet set = in.sequenceSet();
        return new ImapCommand.Copy(verb, uid, set, argument());
    }

    static Flags flagList(Cursor in) throws Malformed {
        in.expect('(');
        if (in.take(')')) {
            return Flags.NONE;
        }
        Flags flags = bareFlags(in);
        in.expect(')');
        return flags;
    }

    private static Flags bareFlags(Cursor in) throws Malformed {
        List<String> names = new ArrayList<>();
        do {
            if (names.size() == MAX_FLAGS) {
                throw new Malformed("Too many flags");
            }
            names.add(flag(in));
        } while (in.take(' '));
        return Flags.of(names);
    }

    private static String flag(Cursor in) throws Malformed {
        boolean system = in.take('\\');
        String name = in.atom();
        if (system && Flags.bit('\\' + name) == 0 && !name.equalsIgnoreCase("Recent")) {
            throw new Malformed("Unknown system flag");
        }
        if (name.length() > 100) {
            throw new Malformed("Keyword too long");
        }
        return system ? '\\' + name : name;
    }
}
