package org.mercurymail.mailbox;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mercurymail.port.MailboxRefused;

/**
 * A mailbox name that Mercury keeps: Unicode in form NFC, {@code /} between levels, {@code INBOX} in capitals
 * (RFC 9051 §5.1). Holds nothing that a client could not show, type or list.
 */
record MailboxName(String text) {

    static final String INBOX = "INBOX";

    private static final int MOST_OCTETS = 1000;
    private static final int MOST_LEVEL_OCTETS = 255;
    private static final int MOST_LEVELS = 20;

    /** A name to be made: refused when it breaks the rules. */
    static MailboxName parse(String given) throws MailboxRefused {
        String text = normal(given.endsWith("/") ? given.substring(0, given.length() - 1) : given); // RFC 9051 §6.3.4
        String[] levels = text.split("/", -1);
        if (levels.length > MOST_LEVELS || octets(text) > MOST_OCTETS) {
            throw refused("the name is too long or too deep");
        }
        for (String level : levels) {
            if (level.isBlank() || !level.equals(level.strip()) || octets(level) > MOST_LEVEL_OCTETS) {
                throw refused("a level of the name is empty, too long, or begins or ends with a blank");
            }
            if (level.codePoints().anyMatch(MailboxName::isForbidden)) {
                throw refused("the name holds characters that mailbox names may not have");
            }
        }
        return new MailboxName(text);
    }

    /** The form under which a name is looked up, whether lawful or not: it will simply not be found. */
    static String normal(String given) {
        String text = Normalizer.normalize(given, Normalizer.Form.NFC);
        String first = text.length() >= INBOX.length() ? text.substring(0, INBOX.length()) : "";
        boolean inbox = first.toUpperCase(Locale.ROOT).equals(INBOX)
                && (text.length() == INBOX.length() || text.charAt(INBOX.length()) == '/');
        return inbox ? INBOX + text.substring(INBOX.length()) : text;
    }

    boolean isInbox() {
        return text.equals(INBOX);
    }

    boolean isBelow(MailboxName other) {
        return text.startsWith(other.text + "/");
    }

    /** The names above it, the topmost first. */
    List<String> parents() {
        List<String> parents = new ArrayList<>();
        for (int slash = text.indexOf('/'); slash > 0; slash = text.indexOf('/', slash + 1)) {
            parents.add(text.substring(0, slash));
        }
        return parents;
    }

    /** Controls, LIST's wildcards, separators of lines, lone surrogates, invisible marks of direction. */
    private static boolean isForbidden(int c) {
        int type = Character.getType(c);
        return c == '*' || c == '%' || c == '\\' || type == Character.CONTROL || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static MailboxRefused refused(String why) {
        return new MailboxRefused(MailboxRefused.Code.CANNOT, why);
    }
}
