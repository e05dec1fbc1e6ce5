package org.mercurymail.lists;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.mime.DecodedWords;

/**
 * Puts a list's prefix into subjects, once: behind the answerer's {@code Re:} in whatever language, and seen also where
 * encoded words hide it (RFC 2047). A subject that has it already stays as it is, byte for byte. Pure.
 */
final class SubjectPrefix {

    /** What programs put before the subject of an answer or a forwarded message, perhaps counted: {@code Re[2]:}. */
    private static final Pattern MARK = Pattern.compile("(?iU)(re|aw|antw|antwort|sv|vs|rv|odp|ynt|fwd?|wg|tr|rif|i|rép|"
            + "réf|enc|回复|答复|转发)\\s*(\\[\\d+]|\\(\\d+\\)|\\^\\d+)?\\s*[:：]\\s*");
    private static final int MOST_MARKS = 50;
    private static final int WORD_OCTETS = 42; // a word of 56 letters of base64, 75 octets with its wrapping at most
    private static final int LINE = 76;

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
        return encoded((marks + prefix + " " + subject.substring(at)).strip());
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** A value fit for a header of ASCII, folded (RFC 2047 §2, RFC 5322 §2.1.1). */
    static String encoded(String text) {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !text.contains("=?");
        return plain ? folded(text) : words(text);
    }

    private static String folded(String text) {
        StringBuilder out = new StringBuilder();
        int length = "Subject: ".length();
        for (String word : text.split("(?= )")) {
            if (length + word.length() > LINE && length > 1 && !word.isBlank()) {
                out.append("\r\n");
                length = 0;
            }
            out.append(word);
            length += word.length();
        }
        return out.toString();
    }

    private static String words(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int c : text.codePoints().toArray()) {
            int more = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > WORD_OCTETS) {
                word(out, word);
                octets = 0;
            }
            word.appendCodePoint(c);
            octets += more;
        }
        word(out, word);
        return out.toString();
    }

    private static void word(StringBuilder out, StringBuilder word) {
        byte[] bytes = word.toString().getBytes(StandardCharsets.UTF_8);
        out.append(out.isEmpty() ? "" : "\r\n ").append("=?utf-8?B?")
                .append(Base64.getEncoder().encodeToString(bytes)).append("?=");
        word.setLength(0);
    }
}
