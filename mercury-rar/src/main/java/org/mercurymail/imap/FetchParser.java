package org.mercurymail.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.imap.FetchItem.Partial;
import org.mercurymail.imap.FetchItem.Plain;
import org.mercurymail.imap.FetchItem.Text;

/** Reads the arguments of FETCH (RFC 9051 §6.4.5, RFC 3516 §4.2, RFC 7162 §3.1.4). */
final class FetchParser {

    private static final int MAX_ITEMS = 1_000;
    private static final int MAX_PATH = 100;

    private final Cursor in;

    FetchParser(Cursor in) {
        this.in = in;
    }

    ImapCommand fetch(boolean uid) throws Malformed {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        List<FetchItem> items = new ArrayList<>();
        if (in.take('(')) {
            do {
                if (items.size() >= MAX_ITEMS) {
                    throw new Malformed("Too many items");
                }
                item(items, false);
            } while (in.take(' '));
            in.expect(')');
        } else {
            item(items, true);
        }
        Optional<Long> changedSince = Optional.empty();
        boolean vanished = false;
        Optional<SearchResult.Page> page = Optional.empty();
        if (in.take(' ')) {
            in.expect('(');
            do {
                if (in.takeWord("CHANGEDSINCE")) {
                    in.space();
                    changedSince = Optional.of(in.number64());
                } else if (in.takeWord("VANISHED")) {
                    vanished = true;
                } else if (uid && page.isEmpty() && in.takeWord("PARTIAL")) { // RFC 9394 §3.3: UID FETCH only
                    in.space();
                    page = Optional.of(in.page());
                } else {
                    throw new Malformed("Unknown modifier of FETCH");
                }
            } while (in.take(' '));
            in.expect(')');
        }
        if (vanished && (changedSince.isEmpty() || !uid)) { // RFC 7162 §3.2.6
            throw new Malformed("VANISHED goes with UID FETCH and CHANGEDSINCE only");
        }
        add(items, uid ? 0 : -1, Plain.UID);
        add(items, changedSince.isPresent() ? items.size() : -1, Plain.MODSEQ);
        return new ImapCommand.Fetch(uid, set, List.copyOf(items), changedSince, vanished, page);
    }

    private static void add(List<FetchItem> items, int where, FetchItem item) {
        if (where >= 0 && !items.contains(item)) {
            items.add(where, item);
        }
    }

    private void item(List<FetchItem> items, boolean alone) throws Malformed {
        String name = in.word();
        switch (name) {
            case "ALL" -> macro(items, alone, Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE, Plain.ENVELOPE);
            case "FAST" -> macro(items, alone, Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE);
            case "FULL" -> macro(items, alone, Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE, Plain.ENVELOPE,
                    Plain.BODY);
            case "BODY" -> add(items, items.size(), in.next('[') ? section("BODY", true) : Plain.BODY);
            case "BODY.PEEK" -> add(items, items.size(), section("BODY", false));
            case "BINARY" -> add(items, items.size(), binary(false, true));
            case "BINARY.PEEK" -> add(items, items.size(), binary(false, false));
            case "BINARY.SIZE" -> add(items, items.size(), binary(true, false));
            case "RFC822" -> add(items, items.size(), old(name, Text.CONTENT, true));
            case "RFC822.HEADER" -> add(items, items.size(), old(name, Text.HEADER, false));
            case "RFC822.TEXT" -> add(items, items.size(), old(name, Text.TEXT, true));
            case "PREVIEW" -> add(items, items.size(), preview());
            default -> add(items, items.size(), plain(name));
        }
    }

    /** RFC 8970 §3.2: LAZY lets a server give none; here there always is one. */
    private FetchItem preview() throws Malformed {
        if (in.next(' ') && in.nextAfterSpaceIs("(LAZY)")) {
            in.space();
            in.expect('(');
            in.word();
            in.expect(')');
        }
        return Plain.PREVIEW;
    }

    private static void macro(List<FetchItem> items, boolean alone, Plain... plain) throws Malformed {
        if (!alone) {
            throw new Malformed("A macro stands alone"); // RFC 9051 §6.4.5
        }
        items.addAll(List.of(plain));
    }

    private static FetchItem plain(String name) throws Malformed {
        for (Plain item : Plain.values()) {
            if (item.label().equals(name)) {
                return item;
            }
        }
        throw new Malformed("Unknown item of FETCH");
    }

    /** The items of RFC 3501 that BODY[…] replaced; RFC822.HEADER alone does not set {@code \Seen}. */
    private static FetchItem old(String label, Text text, boolean seen) {
        return new FetchItem.Section(label, List.of(), text, List.of(), Optional.empty(), seen);
    }

    /** What stands between the brackets of {@code BODY[]}. */
    static FetchItem.Section section(String text) throws Malformed {
        Cursor in = new Cursor(new CommandFrame(("[" + text + "]").getBytes(StandardCharsets.UTF_8), List.of()));
        FetchItem.Section section = new FetchParser(in).section("BODY", false);
        in.end();
        return section;
    }

    private FetchItem.Section section(String label, boolean seen) throws Malformed {
        in.expect('[');
        List<Integer> path = path();
        Text text = Text.CONTENT;
        List<String> fields = List.of();
        String name = "";
        boolean dotted = path.isEmpty() || in.take('.');
        if (dotted && !in.next(']')) {
            name = in.word();
            text = text(name, path);
            if (text == Text.FIELDS || text == Text.FIELDS_NOT) {
                in.space();
                fields = fields();
            }
        } else if (dotted && !path.isEmpty()) {
            throw new Malformed("A section ends in a dot");
        }
        in.expect(']');
        String full = label + '[' + dots(path) + (name.isEmpty() || path.isEmpty() ? "" : ".") + name
                + (fields.isEmpty() ? "" : " (" + String.join(" ", fields.stream().map(FetchParser::quoted).toList())
                        + ')') + ']';
        return new FetchItem.Section(full, path, text, fields, partial(), seen);
    }

    private static Text text(String name, List<Integer> path) throws Malformed {
        return switch (name) {
            case "HEADER" -> Text.HEADER;
            case "HEADER.FIELDS" -> Text.FIELDS;
            case "HEADER.FIELDS.NOT" -> Text.FIELDS_NOT;
            case "TEXT" -> Text.TEXT;
            case "MIME" -> {
                if (path.isEmpty()) {
                    throw new Malformed("MIME needs a part number");
                }
                yield Text.MIME;
            }
            default -> throw new Malformed("Unknown section");
        };
    }

    private FetchItem binary(boolean sizeOnly, boolean seen) throws Malformed {
        in.expect('[');
        List<Integer> path = path();
        in.expect(']');
        String label = (sizeOnly ? "BINARY.SIZE[" : "BINARY[") + dots(path) + ']';
        Optional<Partial> partial = sizeOnly ? Optional.empty() : partial();
        return new FetchItem.Binary(label, path, partial, sizeOnly, seen);
    }

    private List<Integer> path() throws Malformed {
        List<Integer> path = new ArrayList<>();
        while (in.nextIsDigit()) {
            int number = (int) in.number(1_000_000);
            if (number == 0 || path.size() == MAX_PATH) {
                throw new Malformed("No such part number");
            }
            path.add(number);
            if (!in.next('.') || !in.digitAfterNext()) {
                break;
            }
            in.expect('.');
        }
        return List.copyOf(path);
    }

    private List<String> fields() throws Malformed {
        List<String> fields = new ArrayList<>();
        in.expect('(');
        do {
            if (fields.size() >= MAX_ITEMS) {
                throw new Malformed("Too many header fields");
            }
            String field = in.astring();
            if (!field.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) { // RFC 5322 §2.2
                throw new Malformed("Not a header field name");
            }
            fields.add(field);
        } while (in.take(' '));
        in.expect(')');
        return List.copyOf(fields);
    }

    private Optional<Partial> partial() throws Malformed {
        if (!in.take('<')) {
            return Optional.empty();
        }
        long from = in.number64();
        in.expect('.');
        long length = in.number64();
        if (length == 0) {
            throw new Malformed("A partial has at least one octet");
        }
        in.expect('>');
        return Optional.of(new Partial(from, length));
    }

    private static String dots(List<Integer> path) {
        return String.join(".", path.stream().map(String::valueOf).toList());
    }

    /** A field name as an astring for the answer. */
    private static String quoted(String field) {
        boolean atom = !field.isEmpty() && field.chars().allMatch(c -> c > ' ' && c < 0x7f
                && "(){%*\"\\]".indexOf(c) < 0);
        return atom ? field : '"' + field.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
