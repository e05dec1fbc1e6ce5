package org.mercurymail.imap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Spool;

/**
 * Reads the arguments of APPEND and REPLACE (RFC 9051 §6.3.12, RFC 3502, RFC 4469, RFC 8508), and knows, of one that has not
 * come whole, whether its next literal is a message.
 */
final class AppendParser {

    private final Cursor in;

    AppendParser(Cursor in) {
        this.in = in;
    }

    /** What comes next in this command is a message of an APPEND: how many octets its other messages have; else -1. */
    static long awaits(CommandFrame soFar) {
        try {
            Cursor in = new Cursor(soFar);
            in.tag();
            in.space();
            boolean uid = in.takeWord("UID");
            if (uid) {
                in.space();
            }
            if (in.takeWord("REPLACE")) {
                new AppendParser(in).replace(uid);
            } else if (in.takeWord("APPEND")) {
                new AppendParser(in).append();
            }
            return -1;
        } catch (Awaited message) {
            return soFar.literals().stream().mapToLong(literal -> literal.spool().map(Spool::size).orElse(0L)).sum();
        } catch (Malformed other) {
            return -1;
        }
    }

    /** The octets of a message have not come yet. */
    private static final class Awaited extends Malformed {
        private static final long serialVersionUID = 1L;

        Awaited() {
            super("A message is missing");
        }
    }

    ImapCommand replace(boolean uid) throws Malformed { // RFC 8508 §3.2
        in.space();
        SequenceSet message = in.sequenceSet();
        ImapCommand.Append append = append();
        if (append.messages().size() > 1) {
            throw new Malformed("REPLACE takes one message");
        }
        return new ImapCommand.Replace(uid, message, append);
    }

    ImapCommand.Append append() throws Malformed {
        in.space();
        String mailbox = in.astring();
        List<ImapCommand.Append.Message> messages = new ArrayList<>(1);
        do { // RFC 3502
            AppendOptions options = appendOptions();
            messages.add(new ImapCommand.Append.Message(options.flags, options.date,
                    in.takeWord("CATENATE") ? pieces() : List.of(new ImapCommand.Append.Text(message(utf8())))));
        } while (in.next(' '));
        return new ImapCommand.Append(mailbox, List.copyOf(messages));
    }

    private List<ImapCommand.Append.Piece> pieces() throws Malformed { // RFC 4469 §3
        in.space();
        in.expect('(');
        List<ImapCommand.Append.Piece> pieces = new ArrayList<>();
        do {
            if (in.takeWord("TEXT")) {
                in.space();
                pieces.add(new ImapCommand.Append.Text(message(false)));
            } else if (in.takeWord("URL")) {
                in.space();
                pieces.add(new ImapCommand.Append.Url(in.astring()));
            } else {
                throw new Malformed("CATENATE takes TEXT and URL");
            }
        } while (in.take(' '));
        in.expect(')');
        return List.copyOf(pieces);
    }

    private boolean utf8() throws Malformed { // RFC 6855 §4
        boolean utf8 = in.takeWord("UTF8");
        if (utf8) {
            in.space();
            in.expect('(');
        }
        return utf8;
    }

    private Spool message(boolean utf8) throws Malformed {
        if (in.nextIsLastLiteral()) {
            throw new Awaited();
        }
        CommandFrame.Literal literal = in.literal();
        if (utf8) {
            in.expect(')');
        }
        return literal.spool().orElseThrow(() -> new Malformed("A message is missing"));
    }

    private record AppendOptions(Flags flags, Optional<Instant> date) { }

    /** What stands between an APPEND's mailbox and its message, spaces included. */
    private AppendOptions appendOptions() throws Malformed {
        in.space();
        Flags flags = Flags.NONE;
        if (in.next('(')) {
            flags = ImapParser.flagList(in);
            in.space();
        }
        Optional<Instant> date = Optional.empty();
        if (in.next('"')) {
            date = Optional.of(Dates.dateTime(in.string()));
            in.space();
        }
        return new AppendOptions(flags, date);
    }
}
