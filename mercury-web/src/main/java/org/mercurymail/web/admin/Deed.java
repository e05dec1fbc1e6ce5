package org.mercurymail.web.admin;

import jakarta.faces.context.FacesContext;
import java.util.Optional;
import org.mercurymail.accounts.Refused;
import org.mercurymail.web.Texts;

/** Carries a wish to a service, and tells on the page what came of it. */
final class Deed {

    /** Comes back to the page, asked anew, so that a reload repeats nothing. */
    static final String AGAIN = "?faces-redirect=true&includeViewParams=true";

    private Deed() { }

    /** @return whether it was done */
    static boolean done(Runnable wish, String said) {
        try {
            wish.run();
            Texts.done(said);
            return true;
        } catch (Refused e) {
            Texts.alarm(e.text(Texts.locale()));
            return false;
        }
    }

    /** Does what a button of a row asks for, by the row's own key, whatever the list looks like by now. */
    static String again(Runnable wish, String said) {
        done(wish, said);
        return here() + AGAIN;
    }

    static String here() {
        return FacesContext.getCurrentInstance().getViewRoot().getViewId();
    }

    /** The value of the plain button of that name, when it was pressed; of the form of that id, when it was sent. */
    static Optional<String> pressed(String button) {
        FacesContext faces = FacesContext.getCurrentInstance();
        return faces.isPostback() ? Optional.ofNullable(faces.getExternalContext().getRequestParameterMap().get(button))
                : Optional.empty();
    }

    static Optional<String> given(String text) {
        return Optional.ofNullable(text).map(String::strip).filter(some -> !some.isEmpty());
    }

    static long number(String text) {
        try {
            return given(text).map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }
}
