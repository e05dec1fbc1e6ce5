package org.mercurymail.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes text as the value of a header field in ASCII, folded: as it is where it can be, else in encoded words
 * (RFC 2047). The other way is {@link DecodedWords}. Line ends and other control characters are the caller's to refuse.
 */
public final class EncodedWords {

    private static final int LINE = 76;
    /** Of one word; the line that begins with {@code Subject: } then has at most 76 letters (RFC 2047 §2). */
    private static final int OCTETS = 39;

    private EncodedWords() { }

    /** Unstructured text, behind a name as long as {@code Subject: }. */
    public static String of(String text) {
        return isPlain(text) ? folded(text) : words(text);
    }

    /** A name in front of an address (RFC 5322 §3.2.5). */
    public static String phrase(String name) {
        return isPlain(name) ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : words(name);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t') && !text.contains("=?");
    }

    private static String folded(String text) {
        StringBuilder out = new StringBuilder();
        int length = "Subject: ".length();
        for (String word : text.split("(?= )")) {
            if (length + word.length() > LINE && !out.isEmpty() && !word.isBlank()) {
                out.append("\r\n");
                length = 0;
            }
            out.append(word);
            length += word.length();
        }
        return out.toString();
    }

    /** Cut between characters (RFC 2047 §5). */
    private static String words(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int c : text.codePoints().toArray()) {
            int more = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > OCTETS) {
                end(out, word);
                octets = 0;
            }
            word.appendCodePoint(c);
            octets += more;
        }
        end(out, word);
        return out.toString();
    }

    private static void end(StringBuilder out, StringBuilder word) {
        byte[] octets = word.toString().getBytes(StandardCharsets.UTF_8);
        out.append(out.isEmpty() ? "" : "\r\n ").append("=?utf-8?B?")
                .append(Base64.getEncoder().encodeToString(octets)).append("?=");
        word.setLength(0);
    }
}
