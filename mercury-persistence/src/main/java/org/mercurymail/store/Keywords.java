package org.mercurymail.store;

import java.util.List;
import java.util.TreeSet;

/** Keywords as the tables keep them: sorted without regard to case, no doubles, a space between (they hold none). */
final class Keywords {

    private Keywords() { }

    static String joined(List<String> words) {
        if (words.isEmpty()) {
            return "";
        }
        TreeSet<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String word : words) {
            requireAtom(word);
            sorted.add(word);
        }
        return String.join(" ", sorted);
    }

    static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
    }

    /** RFC 9051 §9: a keyword is an atom. */
    static void requireAtom(String word) {
        if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("no keyword: " + word);
        }
    }
}
