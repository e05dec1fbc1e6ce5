package org.mercurymail.dsn;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that came from outside, made fit for one line of a report (RFC 3461 §4). */
final class Xtext {

    private static final Pattern HEX = Pattern.compile("\\+([0-9A-F]{2})");

    private Xtext() { }

    /** What the xtext stands for; control characters that it hides become question marks. */
    static String decoded(String xtext) {
        Matcher matcher = HEX.matcher(xtext);
        return printable(matcher.replaceAll(match ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16)))));
    }

    static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
