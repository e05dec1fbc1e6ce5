package org.mercurymail.web.login;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mercurymail.accounts.Actor;

/**
 * Lets only who has logged in to the mail, and only administrators to the administration: those of a domain to the
 * pages that have something of it. Asks every time, so that a
 * closed account, a password replaced or revoked, or a role taken away is out at the next click.
 */
public class Gate implements Filter {

    private static final long MOST_OCTETS = 64L << 20; // of one request, its files with it

    private static final Set<String> OVERVIEW = Set.of("/admin/", "/admin/index.xhtml"); // of the server

    /** What an administrator of a domain sees, of his domain. */
    private static final Set<String> OF_A_DOMAIN = Stream.of("domains", "domain", "accounts", "account", "aliases",
            "alias", "lists", "list").map(page -> "/admin/" + page + ".xhtml").collect(Collectors.toUnmodifiableSet());

    @Inject
    private Visitor visitor;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        HttpSession session = http.getSession(false); // a stranger gets none
        boolean known = session != null && visitor.isLoggedIn();
        Optional<Actor> actor = known ? visitor.known() : Optional.empty();
        if (actor.isEmpty()) {
            if (known) {
                session.invalidate(); // its login is good no more
            }
            answer.sendRedirect(http.getContextPath() + "/login.xhtml");
        } else if (http.getServletPath().startsWith("/admin") && !actor.get().isAdmin() && !enters(http, actor.get())) {
            answer.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (OVERVIEW.contains(http.getServletPath()) && !actor.get().isAdmin()) {
            answer.sendRedirect(http.getContextPath() + "/admin/domains.xhtml");
        } else if (http.getContentLengthLong() > MOST_OCTETS) {
            answer.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean enters(HttpServletRequest http, Actor actor) {
        String path = http.getServletPath();
        return actor.administers() && (OF_A_DOMAIN.contains(path) || OVERVIEW.contains(path));
    }
}
