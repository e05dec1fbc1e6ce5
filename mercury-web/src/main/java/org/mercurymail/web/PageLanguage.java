package org.mercurymail.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The language of the pages: the one chosen at the foot of a page, kept in a cookie, else the browser's. */
@Named("language")
@RequestScoped
public class PageLanguage {

    private static final String COOKIE = "language";
    private static final Set<String> KNOWN = Set.of("en", "fr");
    private static final int A_YEAR = 31_536_000; // seconds

    public Locale getLocale() {
        FacesContext faces = FacesContext.getCurrentInstance();
        return chosen(faces.getExternalContext()).map(Locale::forLanguageTag)
                .orElseGet(() -> faces.getApplication().getViewHandler().calculateLocale(faces));
    }

    /** Comes back to the page it was asked on. */
    public String choose(String tag) {
        FacesContext faces = FacesContext.getCurrentInstance();
        if (KNOWN.contains(tag)) {
            faces.getExternalContext().addResponseCookie(COOKIE, tag,
                    Map.of("path", "/", "maxAge", A_YEAR, "httpOnly", true, "SameSite", "Lax"));
        }
        return faces.getViewRoot().getViewId() + "?faces-redirect=true&includeViewParams=true";
    }

    private static Optional<String> chosen(ExternalContext external) {
        return Optional.ofNullable((Cookie) external.getRequestCookieMap().get(COOKIE)).map(Cookie::getValue)
                .filter(KNOWN::contains);
    }
}
