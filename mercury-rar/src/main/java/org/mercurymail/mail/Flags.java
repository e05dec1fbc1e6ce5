package org.mercurymail.mail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The flags of one message in one mailbox: system flags as bits, keywords as words (RFC 9051 §2.3.2). Keywords keep
 * the case they came in and compare without it. {@code \Recent} is a session's business and is not here.
 *
 * @param system   bits of the constants below
 * @param keywords sorted without regard to case, no doubles
 */
public record Flags(int system, Set<String> keywords) {

    public static final int SEEN = 1;
    public static final int ANSWERED = 2;
    public static final int FLAGGED = 4;
    public static final int DELETED = 8;
    public static final int DRAFT = 16;

    private static final List<String> NAMES = List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft");

    public static final Flags NONE = new Flags(0, Set.of());

    public Flags {
        if (keywords.isEmpty()) {
            keywords = Set.of();
        } else {
            Set<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            sorted.addAll(keywords);
            keywords = Collections.unmodifiableSet(sorted);
        }
    }

    /** Without regard to the case of keywords, as {@link #equals} is. */
    @Override
    public int hashCode() {
        int hash = system;
        for (String keyword : keywords) {
            hash += keyword.toLowerCase(Locale.ROOT).hashCode();
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flags flags && flags.system == system && flags.keywords.equals(keywords);
    }

    /** Flags from their IMAP names; an unknown {@code \Name} and {@code \Recent} are left out (RFC 9051 §2.3.2). */
    public static Flags of(Iterable<String> names) {
        int bits = 0;
        Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (name.startsWith("\\")) {
                bits |= bit(name);
            } else {
                words.add(name);
            }
        }
        return new Flags(bits, words);
    }

    /** The bit of {@code \Seen} and its like, 0 for a name that is no system flag. */
    public static int bit(String name) {
        for (int i = 0; i < NAMES.size(); i++) {
            if (NAMES.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return 1 << i;
            }
        }
        return 0;
    }

    public boolean has(int bit) {
        return (system & bit) != 0;
    }

    public Flags plus(Flags more) {
        Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        words.addAll(keywords);
        words.addAll(more.keywords);
        return new Flags(system | more.system, words);
    }

    public Flags minus(Flags less) {
        Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        words.addAll(keywords);
        words.removeIf(less.keywords::contains);
        return new Flags(system & ~less.system, words);
    }

    /** The IMAP names, system flags first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if (has(1 << i)) {
                names.add(NAMES.get(i));
            }
        }
        names.addAll(keywords);
        return names;
    }
}
