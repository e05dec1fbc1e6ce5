package org.mercurymail.lists;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.mime.DecodedWords;
import org.mercurymail.mime.EncodedWords;

/**
 * Puts a list's prefix into subjects, once: behind the answerer's {@code Re:} in whatever language, and seen also where
 * encoded words hide it (RFC 2047). A subject that has it already stays as it is, byte for byte. Pure.
 */
final class SubjectPrefix {

    /** What programs put before the subject of an answer or a forwarded message, perhaps counted: {@code Re[2]:}. */
    private static final Pattern MARK = Pattern.compile("(?iU)(re|aw|antw|antwort|sv|vs|rv|odp|ynt|fwd?|wg|tr|rif|i|rép|"
            + "réf|enc|回复|答复|转发)\\s*(\\[\\d+]|\\(\\d+\\)|\\^\\d+)?\\s*[:：]\\s*");
    private static final int MOST_MARKS = 50;

    private SubjectPrefix() { }

    /**
     * The field's value with the prefix.
     *
     * @param value as it is, unfolded, perhaps encoded
     */
    static String on(String value, String prefix) {
        String subject = DecodedWords.decode(value).replaceAll("\\p{Cntrl}", " ").strip();
        StringBuilder marks = new StringBuilder();
        String last = "";
        int found = 0;
        int at = 0;
        for (int i = 0; i < MOST_MARKS; i++) {
            Matcher mark = MARK.matcher(subject).region(at, subject.length());
            if (subject.regionMatches(true, at, prefix, 0, prefix.length())) {
                found++;
                at = afterBlanks(subject, at + prefix.length());
            } else if (mark.lookingAt()) {
                String word = mark.group().strip();
                if (!word.equalsIgnoreCase(last)) {
                    marks.append(word).append(' ');
                }
                last = word;
                at = mark.end();
            } else {
                break;
            }
        }
        if (found == 1) {
            return value;
        }
        return EncodedWords.of((marks + prefix + " " + subject.substring(at)).strip());
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
