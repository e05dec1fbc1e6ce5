package org.mercurymail.mail;

import java.util.Optional;

/**
 * What somebody may do in a mailbox (RFC 4314 §2.1): a set of the letters {@code lrswipkxtea}. The letters of RFC 2086,
 * {@code c} for making mailboxes and {@code d} for deleting, stand for {@code k} and for {@code xte} (RFC 4314 §2.1.1).
 *
 * @param bits one for each letter, in the order above
 */
public record MailboxRights(int bits) {

    private static final String LETTERS = "lrswipkxtea";

    public static final MailboxRights NONE = new MailboxRights(0);
    public static final MailboxRights ALL = new MailboxRights((1 << LETTERS.length()) - 1);

    /** Rights from their letters; empty when one is not known. */
    public static Optional<MailboxRights> of(String letters) {
        int bits = 0;
        String modern = letters.replace("c", "k").replace("d", "xte");
        for (int i = 0; i < modern.length(); i++) {
            int at = LETTERS.indexOf(modern.charAt(i));
            if (at < 0) {
                return Optional.empty();
            }
            bits |= 1 << at;
        }
        return Optional.of(new MailboxRights(bits));
    }

    public boolean has(char letter) {
        return (bits & 1 << LETTERS.indexOf(letter)) != 0;
    }

    /** All of these letters. */
    public boolean hasAll(String letters) {
        return letters.chars().allMatch(letter -> has((char) letter));
    }

    public boolean isNone() {
        return bits == 0;
    }

    /** Any right to change what is in the mailbox (RFC 4314 §5.2). */
    public boolean mayChange() {
        return has('i') || has('e') || has('s') || has('t') || has('w');
    }

    /** The right that STORE needs for this flag, by its IMAP name (RFC 4314 §4). */
    public boolean maySet(String flag) {
        return switch (Flags.bit(flag)) {
            case Flags.SEEN -> has('s');
            case Flags.DELETED -> has('t');
            default -> has('w');
        };
    }

    /** Those of the flags that may be set and cleared. */
    public Flags settable(Flags flags) {
        int system = flags.system() & systemFlags();
        return has('w') ? new Flags(system, flags.keywords()) : new Flags(system, java.util.Set.of());
    }

    /** The system flags that may be set and cleared, as bits of {@link Flags}. */
    public int systemFlags() {
        int others = Flags.ANSWERED | Flags.FLAGGED | Flags.DRAFT;
        return (has('s') ? Flags.SEEN : 0) | (has('t') ? Flags.DELETED : 0) | (has('w') ? others : 0);
    }

    /** The letters, those of RFC 2086 last: old clients look for them (RFC 4314 §2.1.1). */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        LETTERS.chars().filter(letter -> has((char) letter)).forEach(letter -> letters.append((char) letter));
        return letters.append(has('k') ? "c" : "").append(has('x') || has('t') || has('e') ? "d" : "").toString();
    }
}
