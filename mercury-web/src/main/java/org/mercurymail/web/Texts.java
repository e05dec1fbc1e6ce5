package org.mercurymail.web;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import java.text.MessageFormat;
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

    /** Words with values in them: {@code {0}}. */
    public static String of(String key, Object... values) {
        return in(locale(), key, values);
    }

    public static String in(Locale locale, String key, Object... values) {
        return new MessageFormat(in(locale, key), locale).format(values);
    }

    public static String in(Locale locale, String key) {
        return ResourceBundle.getBundle(BUNDLE, locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)).getString(key);
    }

    /** The language of the page that is being made. */
    public static Locale locale() {
        return FacesContext.getCurrentInstance().getViewRoot().getLocale();
    }

    /** Has the page say what went wrong. */
    public static void alarm(String text) {
        say(FacesMessage.SEVERITY_ERROR, text);
    }

    /** Has the page, or the one it leads to, say what was done. */
    public static void done(String text) {
        say(FacesMessage.SEVERITY_INFO, text);
    }

    private static void say(FacesMessage.Severity severity, String text) {
        FacesContext faces = FacesContext.getCurrentInstance();
        faces.getExternalContext().getFlash().setKeepMessages(true);
        faces.addMessage(null, new FacesMessage(severity, text, text));
    }
}
