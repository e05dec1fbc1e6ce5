package org.mercurymail.mime;

import java.text.Normalizer;

/**
 * Texts made alike for searching, a character at a time, so that a text that holds another still does when both are
 * folded. Either form is as long as what it was made of, or shorter; neither depends on the machine's language.
 */
public final class Folding {

    private static final char DROPPED = 0; // NUL itself is dropped too: no text of a person has one

    private Folding() { }

    /** Without case: i;unicode-casemap (RFC 5051) as far as single characters go. */
    public static char folded(char c) {
        return c < 0x80 ? (char) (c >= 'A' && c <= 'Z' ? c + 32 : c)
                : Character.toLowerCase(Character.toUpperCase(c));
    }

    public static String folded(String text) {
        char[] all = text.toCharArray();
        for (int i = 0; i < all.length; i++) {
            all[i] = folded(all[i]);
        }
        return new String(all);
    }

    /** Without case and without accents, marks and NULs: what a person types in a hurry. */
    public static String plain(String text) {
        char[] all = new char[text.length()];
        int n = 0;
        for (int i = 0; i < all.length; i++) {
            char c = text.charAt(i);
            char next = c > 0 && c < 0x80 ? folded(c) : Plain.OF[c];
            if (next != DROPPED) {
                all[n++] = next;
            }
        }
        return new String(all, 0, n);
    }

    /** Of every character the plain one; made when the first text that is not ASCII comes. */
    private static final class Plain {

        private static final char[] OF = new char[0x10000];

        static {
            for (int c = 0; c < OF.length; c++) {
                OF[c] = plain((char) c);
            }
        }

        private static char plain(char c) {
            if (Character.isSurrogate(c)) {
                return c;
            }
            String base = Normalizer.normalize(String.valueOf(folded(c)), Normalizer.Form.NFD)
                    .replaceAll("\\p{M}+", "");
            return base.isEmpty() ? DROPPED : base.length() == 1 ? folded(base.charAt(0)) : folded(c); // Hangul stays
        }
    }
}
