package org.mercurymail.lists;

import java.util.Locale;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

/**
 * Whether foreign members of one destination share a message. Only a message of one's own can hold the link by which one
 * leaves with one click (RFC 8058); a shared one costs a transaction for many, and the line carries its text once.
 */
public enum Copies {

    /** Of their own while the list is small and so is the posting. */
    AUTO,
    PERSONAL,
    SHARED;

    /** @throws Invalid of the field {@code copies} */
    static Copies parse(String text) {
        for (Copies copies : values()) {
            if (copies.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return copies;
            }
        }
        throw new Invalid("copies", Refusal.COPIES);
    }

    /** The word of REST and of the store. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
