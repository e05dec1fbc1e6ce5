package org.mercurymail.imap;

import java.util.Locale;
import org.mercurymail.mime.DecodedWords;

/**
 * What is left of a subject without "Re:", "Fwd:", "[list]" and "(fwd)" (RFC 5256 §2.1), folded for comparison.
 *
 * @param text  upper case, single spaces
 * @param reply something said that this is a reply or a forward
 */
record BaseSubject(String text, boolean reply) {

    private static final int LONGEST = 1_000; // what lies behind does not tell threads apart

    static BaseSubject of(String raw) {
        String decoded = DecodedWords.decode(raw);
        String text = decoded.substring(0, Math.min(LONGEST, decoded.length())).replaceAll("\\s+", " ")
                .toUpperCase(Locale.ROOT);
        boolean reply = false;
        while (true) {
            String shorter = withoutTrailers(text);
            reply |= shorter.length() < text.stripTrailing().length(); // "(fwd)"
            String base = withoutLeaders(shorter);
            reply |= base.length() < withoutBlobs(shorter).length();
            base = withoutBlobs(base);
            while (withoutLeaders(base).length() < base.length()) { // §2.1 step 5
                reply = true;
                base = withoutBlobs(withoutLeaders(base));
            }
            if (!base.startsWith("[FWD:") || !base.endsWith("]")) {
                return new BaseSubject(base, reply);
            }
            reply = true;
            text = base.substring(5, base.length() - 1);
        }
    }

    /** §2.1 step 2. */
    private static String withoutTrailers(String text) {
        String rest = text.stripTrailing();
        while (rest.endsWith("(FWD)")) {
            rest = rest.substring(0, rest.length() - 5).stripTrailing();
        }
        return rest;
    }

    /** §2.1 step 3: any number of "[x] Re [y]:" and spaces. */
    private static String withoutLeaders(String text) {
        String rest = text.stripLeading();
        for (int end = leaderEnd(rest); end > 0; end = leaderEnd(rest)) {
            rest = rest.substring(end).stripLeading();
        }
        return rest;
    }

    /** §2.1 step 4: a blob goes unless nothing would be left. */
    private static String withoutBlobs(String text) {
        String rest = text;
        for (int end = blobEnd(rest, 0); end > 0 && end < rest.length(); end = blobEnd(rest, 0)) {
            rest = rest.substring(end);
        }
        return rest;
    }

    private static int leaderEnd(String text) {
        int at = 0;
        for (int end = blobEnd(text, at); end > at; end = blobEnd(text, at)) {
            at = end;
        }
        if (text.startsWith("RE", at)) {
            at += 2;
        } else if (text.startsWith("FW", at)) {
            at += text.startsWith("FWD", at) ? 3 : 2;
        } else {
            return 0;
        }
        at = blobEnd(text, spaces(text, at));
        return at < text.length() && text.charAt(at) == ':' ? at + 1 : 0;
    }

    /** Where the blob that begins here ends, spaces behind it included; here when none begins. */
    private static int blobEnd(String text, int from) {
        if (from >= text.length() || text.charAt(from) != '[') {
            return from;
        }
        int at = from + 1;
        while (at < text.length() && text.charAt(at) != '[' && text.charAt(at) != ']') {
            at++;
        }
        return at < text.length() && text.charAt(at) == ']' ? spaces(text, at + 1) : from;
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
