package org.mercurymail.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.imap.ImapCommand.ListOption;
import org.mercurymail.imap.ImapCommand.StatusItem;

/** Reads the arguments of LIST with its options (RFC 5258 §6, RFC 6154 §5, RFC 5819 §3, RFC 9051 §6.3.9). */
final class ListParser {

    private static final int MAX_PATTERNS = 100;

    private final Cursor in;
    private List<StatusItem> status = List.of();

    ListParser(Cursor in) {
        this.in = in;
    }

    ImapCommand list() throws Malformed {
        in.space();
        Set<ListOption> select = EnumSet.noneOf(ListOption.class);
        boolean extended = in.take('(');
        if (extended) {
            select = options(true);
            in.space();
        }
        String reference = in.astring();
        in.space();
        List<String> patterns = new ArrayList<>();
        if (in.take('(')) {
            extended = true;
            do {
                patterns.add(in.listMailbox());
            } while (in.take(' ') && patterns.size() < MAX_PATTERNS);
            in.expect(')');
        } else {
            patterns.add(in.listMailbox());
        }
        Set<ListOption> give = EnumSet.noneOf(ListOption.class);
        if (in.take(' ')) {
            extended = true;
            if (!in.takeWord("RETURN")) {
                throw new Malformed("Unknown parameter of LIST");
            }
            in.space();
            in.expect('(');
            give = options(false);
        }
        return new ImapCommand.ListNames(select, reference, patterns, extended, give, status);
    }

    private Set<ListOption> options(boolean selecting) throws Malformed {
        Set<ListOption> options = EnumSet.noneOf(ListOption.class);
        while (!in.take(')')) {
            if (!selecting && in.takeWord("STATUS")) {
                in.space();
                status = ImapParser.statusItems(in);
            } else {
                options.add(option(selecting));
            }
            if (!in.next(')')) {
                in.space();
            }
        }
        boolean alone = options.contains(ListOption.RECURSIVEMATCH) // RFC 5258 §3.1
                && !options.contains(ListOption.SUBSCRIBED) && !options.contains(ListOption.SPECIAL_USE);
        if (alone) {
            throw new Malformed("RECURSIVEMATCH needs another selection option");
        }
        return options;
    }

    private ListOption option(boolean selecting) throws Malformed {
        String word = in.word();
        return switch (word) {
            case "SUBSCRIBED" -> ListOption.SUBSCRIBED;
            case "SPECIAL-USE" -> ListOption.SPECIAL_USE;
            case "REMOTE" -> only(selecting, ListOption.REMOTE);
            case "RECURSIVEMATCH" -> only(selecting, ListOption.RECURSIVEMATCH);
            case "MYRIGHTS" -> only(!selecting, ListOption.MYRIGHTS); // RFC 8440
            case "CHILDREN" -> only(!selecting, ListOption.CHILDREN);
            default -> throw new Malformed("Unknown option of LIST");
        };
    }

    private static ListOption only(boolean here, ListOption option) throws Malformed {
        if (!here) {
            throw new Malformed("This option of LIST stands in the wrong place");
        }
        return option;
    }
}
