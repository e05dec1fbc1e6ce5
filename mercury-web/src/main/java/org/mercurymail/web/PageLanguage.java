package org.mercurymail.web;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The language of the pages: the one chosen at the foot of a page ({@code ?lang=fr}), kept in a cookie, else the
 * browser's. Faces asks for it before a page's actions run, which have words to say too; a locale given in the page
 * itself would come after them.
 */
public final class PageLanguage extends ViewHandlerWrapper {

    private static final String COOKIE = "language";
    private static final Set<String> KNOWN = Set.of("en", "fr");
    private static final int A_YEAR = 31_536_000; // seconds

    public PageLanguage(ViewHandler browsers) {
        super(browsers);
    }

    @Override
    public Locale calculateLocale(FacesContext faces) {
        return (Locale) faces.getExternalContext().getRequestMap().computeIfAbsent(PageLanguage.class.getName(), once ->
                chosen(faces.getExternalContext()).or(() -> kept(faces.getExternalContext()))
                        .map(Locale::forLanguageTag).orElseGet(() -> super.calculateLocale(faces)));
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
