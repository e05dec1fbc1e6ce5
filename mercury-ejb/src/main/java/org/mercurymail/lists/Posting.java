package org.mercurymail.lists;

import java.util.Locale;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

/** Who may write to a list. */
public enum Posting {

    ANYONE, MEMBERS, OWNERS;

    /** @throws Invalid of the field {@code post} */
    static Posting parse(String text) {
        for (Posting posting : values()) {
            if (posting.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return posting;
            }
        }
        throw new Invalid("post", Refusal.POSTING);
    }

    /** The word of REST and of the store. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
