package org.mercurymail.imap;

import java.io.IOException;
import java.io.Reader;
import org.mercurymail.mime.Folding;

/**
 * Finds a text in others whatever the case of either (RFC 9051 §6.4.4, {@link Folding}). Reads a stream once, in
 * pieces, and stops at the first find.
 */
final class TextFinder {

    private final char[] wanted;
    private final int[] fallback; // Knuth, Morris and Pratt's: no text makes it slow

    TextFinder(String text) {
        wanted = new char[text.length()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = Folding.folded(text.charAt(i));
        }
        fallback = new int[wanted.length];
        for (int i = 1, k = 0; i < wanted.length; i++) {
            while (k > 0 && wanted[i] != wanted[k]) {
                k = fallback[k - 1];
            }
            k += wanted[i] == wanted[k] ? 1 : 0;
            fallback[i] = k;
        }
    }

    boolean isIn(String text) {
        int matched = 0;
        for (int i = 0; i < text.length() && matched < wanted.length; i++) {
            matched = step(matched, text.charAt(i));
        }
        return matched == wanted.length;
    }

    boolean isIn(Reader text) throws IOException {
        char[] piece = new char[8192];
        int matched = 0;
        for (int n = text.read(piece); n >= 0 && matched < wanted.length; n = text.read(piece)) {
            for (int i = 0; i < n && matched < wanted.length; i++) {
                matched = step(matched, piece[i]);
            }
        }
        return matched == wanted.length;
    }

    private int step(int matched, char c) {
        char next = Folding.folded(c);
        int at = matched;
        while (at > 0 && wanted[at] != next) {
            at = fallback[at - 1];
        }
        return wanted[at] == next ? at + 1 : 0;
    }
}
