package org.mercurymail.web;

import jakarta.faces.context.FacesContext;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the pages, in the language of the browser; English when we have no other. */
public final class Texts {

    private static final String BUNDLE = "org.mercurymail.web.texts";

    private Texts() { }

    /** The words for the page that is being made. */
    public static String of(String key) {
        return in(locale(), key);
    }

    public static String in(Locale locale, String key) {
        return ResourceBundle.getBundle(BUNDLE, locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)).getString(key);
    }

    /** The language of the page that is being made. */
    public static Locale locale() {
        return FacesContext.getCurrentInstance().getViewRoot().getLocale();
    }
}
