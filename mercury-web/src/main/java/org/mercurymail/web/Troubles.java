package org.mercurymail.web;

import java.util.Locale;
import org.mercurymail.collect.Trouble;

/** Puts into words what went wrong at a provider. */
public final class Troubles {

    private Troubles() { }

    /** A sentence in that language. */
    public static String words(Locale locale, Trouble trouble) {
        return Texts.in(locale, "collector." + trouble.kind().code(), trouble.values().toArray());
    }
}
