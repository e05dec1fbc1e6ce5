package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A service says no, for a reason that people can do something about; nothing was changed. The message is English;
 * {@link #text} says the same in another language.
 */
@ApplicationException(rollback = true)
public abstract sealed class Refused extends RuntimeException permits Forbidden, Invalid, Missing, Taken {

    private static final long serialVersionUID = 1L;

    private final Refusal code;
    private final String[] values;

    Refused(Refusal code, Object... values) {
        super(code.text(Locale.ENGLISH, strings(values)));
        this.code = code;
        this.values = strings(values);
    }

    public Refusal code() {
        return code;
    }

    /** One sentence for people; English where we have no other. */
    public String text(Locale locale) {
        return code.text(locale, values);
    }

    /** A number as it is, without the separators of a language. */
    private static String[] strings(Object... values) {
        return Arrays.stream(values).map(String::valueOf).toArray(String[]::new);
    }
}
