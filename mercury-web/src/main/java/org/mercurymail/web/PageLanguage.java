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

/**
 * The language of the pages: the one chosen at the foot of a page ({@code ?lang=fr}), kept in a cookie, else the
 * browser's.
 */
@Named("language")
@RequestScoped
public class PageLanguage {

    private static final String COOKIE = "language";
    private static final Set<String> KNOWN = Set.of("en", "fr");
    private static final int A_YEAR = 31_536_000; // seconds

    private Optional<Locale> locale = Optional.empty();

    public Locale getLocale() {
        if (locale.isEmpty()) {
            FacesContext faces = FacesContext.getCurrentInstance();
            locale = chosen(faces.getExternalContext()).or(() -> kept(faces.getExternalContext()))
                    .map(Locale::forLanguageTag)
                    .or(() -> Optional.of(faces.getApplication().getViewHandler().calculateLocale(faces)));
        }
        return locale.get();
    }

    private static Optional<String> chosen(ExternalContext external) {
        Optional<String> tag = Optional.ofNullable(external.getRequestParameterMap().get("lang"))
                .filter(KNOWN::contains);
        tag.ifPresent(known -> external.addResponseCookie(COOKIE, known,
                Map.of("path", "/", "maxAge", A_YEAR, "httpOnly", true, "SameSite", "Lax")));
        return tag;
    }

    private static Optional<String> kept(ExternalContext external) {
        return Optional.ofNullable((Cookie) external.getRequestCookieMap().get(COOKIE)).map(Cookie::getValue)
                .filter(KNOWN::contains);
    }
}
