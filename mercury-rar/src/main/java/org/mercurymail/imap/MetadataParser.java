package org.mercurymail.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mercurymail.imap.Cursor.Malformed;

/** Reads the arguments of GETMETADATA and SETMETADATA (RFC 5464 §5). */
final class MetadataParser {

    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_NAME = 250;

    private final Cursor in;
    private long maxSize = Long.MAX_VALUE;
    private int depth;

    MetadataParser(Cursor in) {
        this.in = in;
    }

    ImapCommand get() throws Malformed {
        in.space();
        boolean before = in.next('(');
        if (before) {
            options();
            in.space();
        }
        String mailbox = in.astring();
        in.space();
        if (!before && (in.nextAfterSpaceIs("MAXSIZE ") || in.nextAfterSpaceIs("DEPTH "))) { // as in RFC 5464's examples
            options();
            in.space();
        }
        List<String> entries = new ArrayList<>();
        if (in.take('(')) {
            do {
                entries.add(entry(true));
            } while (in.take(' ') && entries.size() < MOST_ENTRIES);
            in.expect(')');
        } else {
            entries.add(entry(true));
        }
        return new ImapCommand.GetMetadata(mailbox, maxSize, depth, List.copyOf(entries));
    }

    private void options() throws Malformed {
        in.expect('(');
        do {
            if (in.takeWord("MAXSIZE")) {
                in.space();
                maxSize = in.number();
            } else if (in.takeWord("DEPTH")) {
                in.space();
                depth = switch (in.word()) {
                    case "0" -> 0;
                    case "1" -> 1;
                    case "INFINITY" -> Integer.MAX_VALUE;
                    default -> throw new Malformed("DEPTH is 0, 1 or infinity");
                };
            } else {
                throw new Malformed("Unknown option of GETMETADATA");
            }
        } while (in.take(' '));
        in.expect(')');
    }

    ImapCommand set() throws Malformed {
        in.space();
        String mailbox = in.astring();
        in.space();
        in.expect('(');
        Map<String, Optional<byte[]>> entries = new TreeMap<>();
        do {
            String entry = entry(false);
            in.space();
            entries.put(entry, in.takeWord("NIL") ? Optional.empty() : Optional.of(in.octets()));
        } while (in.take(' ') && entries.size() < MOST_ENTRIES);
        in.expect(')');
        return new ImapCommand.SetMetadata(mailbox, entries);
    }

    /** Names are the same in any case, and of ASCII (RFC 5464 §3.1). */
    private String entry(boolean orAllBelow) throws Malformed {
        String name = in.astring().toLowerCase(Locale.ROOT);
        if (orAllBelow && (name.equals("/private") || name.equals("/shared"))) {
            return name;
        }
        boolean well = (name.startsWith("/private/") || name.startsWith("/shared/")) && name.length() <= LONGEST_NAME
                && !name.endsWith("/") && !name.contains("//")
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '%');
        if (!well) {
            throw new Malformed("No entry has such a name");
        }
        return name;
    }
}
