package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Locale;

/**
 * Reads encoded words as a person would see them (RFC 2047, with the language of RFC 2231 §5). What is none stays as
 * it is. A character split over two words of one charset, which §5 forbids and many write, is joined. Linear.
 */
public final class DecodedWords {

    private static final int MAX_CHARSET = 100;
    private static final byte[] NOT_ENCODED = new byte[0]; // compared by identity: a word may be empty

    private final String text;
    private final StringBuilder out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String pendingCharset = "";

    private DecodedWords(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    /** The bytes of an unfolded field value, decoded. */
    public static String decode(byte[] raw) {
        return decode(Charsets.text(raw, 0, raw.length));
    }

    /** An unfolded field value, or a display name, decoded. */
    public static String decode(String text) {
        return text.contains("=?") ? new DecodedWords(text).all() : text;
    }

    private String all() {
        int plainFrom = 0; // what lies between here and the next word is plain text
        int at = text.indexOf("=?");
        boolean afterWord = false;
        while (at >= 0) {
            int end = word(at, plainFrom, afterWord);
            if (end < 0) {
                at = text.indexOf("=?", at + 2);
                continue;
            }
            afterWord = true;
            plainFrom = end;
            at = text.indexOf("=?", end);
        }
        flush();
        return out.append(text, plainFrom, text.length()).toString();
    }

    /** Takes the encoded word that begins here with the plain text before it; answers its end, -1 when it is none. */
    private int word(int start, int plainFrom, boolean afterWord) {
        int charsetEnd = text.indexOf('?', start + 2);
        if (charsetEnd < 0 || charsetEnd == start + 2 || charsetEnd - start > MAX_CHARSET
                || charsetEnd + 2 >= text.length() || text.charAt(charsetEnd + 2) != '?') {
            return -1;
        }
        int from = charsetEnd + 3;
        int to = text.indexOf('?', from);
        if (to < 0 || to + 1 >= text.length() || text.charAt(to + 1) != '=') {
            return -1;
        }
        byte[] bytes = bytes(Character.toUpperCase(text.charAt(charsetEnd + 1)), from, to);
        if (bytes == NOT_ENCODED) {
            return -1;
        }
        String charset = text.substring(start + 2, charsetEnd).toLowerCase(Locale.ROOT);
        boolean adjacent = afterWord && isBlank(plainFrom, start); // RFC 2047 §6.2: the space between is not shown
        if (!adjacent || !charset.equals(pendingCharset)) {
            flush();
        }
        if (!adjacent) {
            out.append(text, plainFrom, start);
        }
        pendingCharset = charset;
        pending.writeBytes(bytes);
        return to + 2;
    }

    private byte[] bytes(char encoding, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) > 0x7e) {
                return NOT_ENCODED;
            }
        }
        if (encoding == 'Q') {
            return quoted(from, to);
        }
        return encoding == 'B' ? base64(from, to) : NOT_ENCODED;
    }

    private byte[] quoted(int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int high = c == '=' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }

    private byte[] base64(int from, int to) {
        StringBuilder digits = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c) || c == '+' || c == '/') {
                digits.append(c);
            }
        }
        if (digits.length() % 4 == 1) { // a lone digit holds no byte
            digits.setLength(digits.length() - 1);
        }
        return Base64.getDecoder().decode(digits.toString());
    }

    private void flush() {
        if (pending.size() > 0) {
            String decoded = Charsets.text(pending.toByteArray(), pendingCharset);
            for (int i = 0; i < decoded.length(); i++) {
                char c = decoded.charAt(i);
                out.append(c == '\r' || c == '\n' || c == 0 ? ' ' : c); // a word must not make a second line
            }
            pending.reset();
        }
        pendingCharset = "";
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
