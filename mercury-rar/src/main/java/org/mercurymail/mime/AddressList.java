package org.mercurymail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the value of From, To and their like into entries (RFC 5322 §3.4, with the obsolete forms of §4.4: routes,
 * dots in names, empty list elements, white space around dots). Never fails: what cannot be an address becomes an
 * entry with what is there. Linear, and at most {@link #MAX_ENTRIES} entries.
 */
public final class AddressList {

    static final int MAX_ENTRIES = 10_000;

    private final String text;
    private final int most;
    private final List<ListedAddress> entries = new ArrayList<>();
    private int at;
    private boolean inGroup;

    private final StringBuilder phrase = new StringBuilder();  // words as a name, quotes taken off
    private final StringBuilder spec = new StringBuilder();    // the same words as an addr-spec, without white space
    private final StringBuilder comment = new StringBuilder(); // the last comment, a name in the oldest style
    private int specAt;                                        // the last @ in spec, -1 without one
    private boolean blankBefore;
    private Optional<ListedAddress> angled;

    private AddressList(String text, int most) {
        this.text = text;
        this.most = most;
        clear();
    }

    /** The entries of an unfolded field value, in order. */
    public static List<ListedAddress> parse(String value) {
        return parse(value, MAX_ENTRIES);
    }

    static List<ListedAddress> parse(String value, int most) {
        return new AddressList(value, most).all();
    }

    private List<ListedAddress> all() {
        while (at < text.length() && entries.size() < most) {
            char c = text.charAt(at++);
            if (c == ',') {
                finish();
            } else if (c == ';') {
                finish();
                endGroup();
            } else if (c == ':' && !inGroup && specAt < 0 && angled.isEmpty()) {
                entries.add(ListedAddress.groupStart(phrase.toString()));
                inGroup = true;
                clear();
            } else {
                token(c);
            }
        }
        finish();
        endGroup();
        return entries;
    }

    private void token(char c) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            blankBefore = true;
        } else if (c == '(') {
            comment();
        } else if (c == '"') {
            word(quoted());
        } else if (c == '<' && angled.isEmpty()) {
            angle();
        } else if (c == '[') {
            word(literal());
        } else if (c == '@') {
            word("@");
            specAt = spec.lastIndexOf("@");
        } else if (c == '\\' && at < text.length()) {
            word(String.valueOf(text.charAt(at++)));
        } else if (c != '>' && c != ')') {
            word(String.valueOf(c));
        }
    }

    private void word(String word) {
        if (blankBefore && !phrase.isEmpty()) {
            phrase.append(' ');
        }
        phrase.append(word);
        boolean apart = blankBefore && !spec.isEmpty() && !joins(spec.charAt(spec.length() - 1))
                && !joins(word.isEmpty() ? ' ' : word.charAt(0));
        if (apart && specAt < 0) {
            spec.setLength(0); // Jean jean@firm.test, the angle brackets forgotten: the last word counts
        }
        if (!apart || specAt < 0) {
            spec.append(word);
        }
        blankBefore = false;
    }

    /** White space around these does not part words of an addr-spec (RFC 5322 §4.4). */
    private static boolean joins(char c) {
        return c == '.' || c == '@';
    }

    /** Up to the closing quote, quoted pairs undone (RFC 5322 §3.2.4). */
    private String quoted() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                break;
            }
            out.append(c == '\\' && at < text.length() ? text.charAt(at++) : c);
        }
        return out.toString();
    }

    private String literal() {
        int from = at - 1;
        while (at < text.length() && text.charAt(at) != ']' && text.charAt(at) != ',' && text.charAt(at) != '>') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
        }
        return text.substring(from, at);
    }

    private void comment() {
        comment.setLength(0);
        int depth = 1;
        while (at < text.length() && depth > 0) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                comment.append(text.charAt(at++));
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth > 0) {
                comment.append(c);
            }
        }
        blankBefore = true;
    }

    /** {@code <[@route,@route:]local@domain>}; without its closing bracket it ends at the next comma. */
    private void angle() {
        StringBuilder route = new StringBuilder();
        StringBuilder inner = new StringBuilder();
        int innerAt = -1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            boolean routing = inner.length() > 0 && inner.charAt(0) == '@';
            if (c == '>') {
                break;
            } else if (c == ',' && !routing) {
                at--;
                break;
            } else if (c == ':' && routing) {
                route.append(inner);
                inner.setLength(0);
                innerAt = -1;
            } else if (c == '"') {
                inner.append(quoted());
            } else if (c == '(') {
                comment();
            } else if (c == '[') {
                inner.append(literal());
            } else if (c == '\\' && at < text.length()) {
                inner.append(text.charAt(at++));
            } else if (!Character.isWhitespace(c)) {
                innerAt = c == '@' ? inner.length() : innerAt;
                inner.append(c);
            }
        }
        angled = Optional.of(entry(Optional.empty(), inner.toString(), innerAt, route.toString()));
        blankBefore = true;
    }

    private void finish() {
        if (angled.isPresent()) {
            ListedAddress a = angled.get();
            entries.add(new ListedAddress(name(phrase), a.adl(), a.mailbox(), a.host()));
        } else if (!spec.isEmpty()) {
            // without an @ it is no address; its words are shown where the local part would be
            entries.add(entry(name(comment), specAt < 0 ? phrase.toString() : spec.toString(), specAt, ""));
        }
        clear();
    }

    private static ListedAddress entry(Optional<String> name, String addrSpec, int atSign, String route) {
        String local = atSign < 0 ? addrSpec : addrSpec.substring(0, atSign);
        String host = atSign < 0 ? "" : addrSpec.substring(atSign + 1);
        return new ListedAddress(name, Optional.of(route).filter(r -> !r.isEmpty()), Optional.of(local),
                Optional.of(host));
    }

    private Optional<String> name(StringBuilder preferred) {
        StringBuilder words = preferred.isEmpty() ? comment : preferred;
        String name = words.toString().strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private void endGroup() {
        if (inGroup) {
            entries.add(ListedAddress.GROUP_END);
            inGroup = false;
        }
    }

    private void clear() {
        phrase.setLength(0);
        spec.setLength(0);
        comment.setLength(0);
        specAt = -1;
        blankBefore = false;
        angled = Optional.empty();
    }
}
