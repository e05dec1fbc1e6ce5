package org.mercurymail.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox address, {@code local-part@domain} (RFC 5321 §4.1.2, RFC 6531 §3.3). The local part is held unquoted, in
 * the case it came in; {@link #key()} is the form under which Mercury looks it up. Never the empty reverse-path:
 * that is an absent Address.
 *
 * @param localPart unquoted, 1 to 255 octets of UTF-8, without control characters
 * @param domain    where the mailbox lives
 */
public record Address(String localPart, Domain domain) {

    // RFC 5321 §4.5.3.1.1 asks for 64 at least and for no limit at best: VERP, BATV and SRS senders are longer
    private static final int MAX_LOCAL_PART = 255;
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    public Address {
        if (localPart.isEmpty() || localPart.chars().anyMatch(Address::isControl)) {
            throw new IllegalArgumentException("no local part"); // nor may a line end reach the wire in it
        }
    }

    /** Reads {@code Mailbox} of RFC 5321 §4.1.2 (dot-string or quoted-string); empty when the text is none. */
    public static Optional<Address> parse(String text) {
        int at = text.startsWith("\"") ? endOfQuoted(text) : text.indexOf('@');
        if (at <= 0 || at >= text.length() - 1 || text.charAt(at) != '@') {
            return Optional.empty();
        }
        Optional<String> local = localPart(text.substring(0, at));
        return local.flatMap(l -> Domain.parse(text.substring(at + 1)).map(d -> new Address(l, d)));
    }

    /** The address of a literal known to be right, for constants and tests; otherwise IllegalArgumentException. */
    public static Address of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
    }

    /** Lower-case local part at domain: two addresses with equal keys reach one mailbox. */
    public String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    /** True when the address can only be sent with SMTPUTF8. */
    public boolean isInternational() {
        return localPart.chars().anyMatch(c -> c > 0x7f);
    }

    /** The form that goes on the wire, the local part quoted where it must be. */
    @Override
    public String toString() {
        return (isDotString(localPart) ? localPart : quoted(localPart)) + '@' + domain;
    }

    private static Optional<String> localPart(String text) {
        String local = text.charAt(0) == '"' ? unquoted(text) : text;
        boolean lawful = !local.isEmpty()
                && local.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_PART
                && (text.charAt(0) == '"' || isDotString(local));
        return lawful ? Optional.of(local) : Optional.empty();
    }

    private static int endOfQuoted(String text) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            } else if (isControl(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static String unquoted(String quoted) {
        StringBuilder out = new StringBuilder(quoted.length());
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\') {
                c = quoted.charAt(++i);
            }
            if (isControl(c)) {
                return ""; // a quoted-pair may not smuggle a control character either (RFC 5321 §4.1.2)
            }
            out.append(c);
        }
        return out.toString();
    }

    private static boolean isDotString(String text) {
        boolean atomOpen = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (!atomOpen) {
                    return false;
                }
                atomOpen = false;
            } else if (c > 0x9f || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
                    || ATEXT_SPECIALS.indexOf(c) >= 0) {
                atomOpen = true;
            } else {
                return false;
            }
        }
        return atomOpen;
    }

    private static boolean isControl(int c) {
        return c < ' ' || c >= 0x7f && c <= 0x9f;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
