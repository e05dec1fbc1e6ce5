package org.mercurymail.web.lists;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Entities;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.lists.ListLinks;
import org.mercurymail.lists.Subscription;
import org.mercurymail.lists.Subscriptions;
import org.mercurymail.web.Texts;

/**
 * Where the links in lists' mails lead. A GET changes nothing, since programs follow links; a POST does what the link
 * says, with a browser's button or by a mail program in one click (RFC 8058 §3.2). No session, no cookie, no script:
 * the token in the address is all the right there is, and it is good for one membership.
 */
public class ListPages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
    private static final int LONGEST = 1000;
    private static final Set<String> LANGUAGES = Set.of("en", "fr");

    @Inject
    private transient Subscriptions subscriptions;

    /** A page to be shown: a title, a sentence, and perhaps a form. */
    private record Answer(int status, String title, String text, String form) {

        static Answer plain(String title, String text) {
            return new Answer(HttpServletResponse.SC_OK, title, text, "");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(shown(path(request), locale(request)), request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer;
        try {
            answer = done(path(request), request, locale(request));
        } catch (Missing e) {
            answer = gone(locale(request));
        } catch (Invalid e) {
            answer = new Answer(HttpServletResponse.SC_BAD_REQUEST, Texts.in(locale(request), "listWrong"),
                    e.text(locale(request)), "");
        }
        show(answer, request, response);
    }

    private Answer shown(String path, Locale locale) {
        Optional<String> list = behind(path, ListLinks.LIST);
        if (list.isPresent()) {
            return subscriptions.name(list.get()).map(name -> new Answer(HttpServletResponse.SC_OK, name,
                    list.get(), form(locale, subscriptions.isOpen(list.get())))).orElseGet(() -> gone(locale));
        }
        Optional<Subscription> asked = behind(path, ListLinks.CONFIRM).flatMap(subscriptions::pending)
                .or(() -> behind(path, ListLinks.LEAVE).flatMap(subscriptions::membership));
        return asked.map(one -> {
            boolean joins = one.action() == Subscription.Action.SUBSCRIBE;
            return new Answer(HttpServletResponse.SC_OK, one.name(), one.member() + " → " + one.list(),
                    button(Texts.in(locale, joins ? "listJoin" : "listLeave")));
        }).orElseGet(() -> gone(locale));
    }

    private Answer done(String path, HttpServletRequest request, Locale locale) {
        Actor stranger = Actor.stranger(Actor.Via.WEB);
        Optional<String> link = behind(path, ListLinks.LEAVE);
        if (link.isPresent()) {
            subscriptions.leave(stranger, link.get());
            return Answer.plain(Texts.in(locale, "listLeft"), "");
        }
        Optional<String> token = behind(path, ListLinks.CONFIRM);
        if (token.isPresent()) {
            Subscription done = subscriptions.confirm(stranger, token.get());
            return Answer.plain(Texts.in(locale, done.action() == Subscription.Action.SUBSCRIBE ? "listJoined"
                    : "listLeft"), done.list().toString());
        }
        String list = behind(path, ListLinks.LIST).orElseThrow(() -> new Missing(Refusal.NO_PAGE));
        String address = Optional.ofNullable(request.getParameter("address")).orElse("");
        if (request.getParameter("leave") != null) {
            subscriptions.requestUnsubscription(stranger, list, address);
        } else {
            subscriptions.requestSubscription(stranger, list, address);
        }
        return Answer.plain(Texts.in(locale, "listMailSent"), Texts.in(locale, "listMailSentMore"));
    }

    private static Answer gone(Locale locale) {
        return new Answer(HttpServletResponse.SC_NOT_FOUND, Texts.in(locale, "listGoneTitle"),
                Texts.in(locale, "listGoneText"), "");
    }

    private static String form(Locale locale, boolean open) {
        return "<form method=\"post\" class=\"fields\"><label for=\"address\">" + escaped(Texts.in(locale, "listYours"))
                + "</label><input type=\"text\" inputmode=\"email\" id=\"address\" name=\"address\" maxlength=\"320\" "
                + "required autocomplete=\"email\"><div class=\"deeds\">" + (open ? "<input type=\"submit\" name=\"join\" "
                + "value=\"" + escaped(Texts.in(locale, "listJoin")) + "\">" : "") + "<input type=\"submit\" name=\"leave\" class=\"quiet\" "
                + "value=\"" + escaped(Texts.in(locale, "listLeave")) + "\"></div></form>";
    }

    private static String button(String label) {
        return "<form method=\"post\"><input type=\"submit\" value=\"" + escaped(label) + "\"></form>";
    }

    private static void show(Answer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.status);
        response.setContentType("text/html; charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", "no-store");
        String page = "<!DOCTYPE html><html lang=\"" + locale(request).getLanguage() + "\"><head><meta charset=\"UTF-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" "
                + "href=\"data:,\"><link rel=\"stylesheet\" href=\"" + request.getContextPath()
                + "/jakarta.faces.resource/style.css.xhtml?ln=mercury\"><title>" + escaped(answer.title)
                + "</title></head><body><main class=\"card\"><h1>" + escaped(answer.title) + "</h1><p>"
                + escaped(answer.text) + "</p>" + answer.form + "</main></body></html>";
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> behind(String path, String start) {
        return Optional.of(path).filter(p -> p.startsWith(start) && p.length() > start.length()
                && p.length() <= LONGEST).map(p -> p.substring(start.length()));
    }

    private static String path(HttpServletRequest request) {
        return request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    private static Locale locale(HttpServletRequest request) {
        return Collections.list(request.getLocales()).stream().filter(wish -> LANGUAGES.contains(wish.getLanguage()))
                .findFirst().orElse(Locale.ENGLISH);
    }

    private static String escaped(String text) {
        return Entities.escape(text);
    }
}
