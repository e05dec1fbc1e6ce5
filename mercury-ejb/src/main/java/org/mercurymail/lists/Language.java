package org.mercurymail.lists;

import java.util.Locale;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

/** What a list speaks in its own mails. */
public enum Language {

    ENGLISH("en"), FRENCH("fr");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** @throws Invalid of the field {@code language} */
    static Language parse(String text) {
        for (Language language : values()) {
            if (language.code.equals(text.strip().toLowerCase(Locale.ROOT))) {
                return language;
            }
        }
        throw new Invalid("language", Refusal.LANGUAGE);
    }

    public Locale locale() {
        return Locale.forLanguageTag(code);
    }

    /** RFC 5646. */
    @Override
    public String toString() {
        return code;
    }
}
