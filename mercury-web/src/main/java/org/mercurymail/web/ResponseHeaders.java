package org.mercurymail.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The headers that keep a browser from doing more with an answer than it should. The pages' Content-Security-Policy
 * comes from PrimeFaces, with its nonce; here only what is no page gets one, so that there is never a second.
 */
public final class ResponseHeaders implements Filter {

    private static final String NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse http = (HttpServletResponse) response;
        String path = ((HttpServletRequest) request).getServletPath();
        http.setHeader("X-Content-Type-Options", "nosniff");
        http.setHeader("Referrer-Policy", "no-referrer");
        http.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (path.startsWith("/api/") || path.endsWith(".html")) {
            http.setHeader("Content-Security-Policy", NOTHING);
        }
        if (path.startsWith("/api/") || path.startsWith("/mail") || path.startsWith("/admin")
                || path.startsWith("/login") || path.endsWith(".html")) { // a page that says what went wrong
            http.setHeader("Cache-Control", "no-store");
        }
        if (request.isSecure()) {
            http.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        chain.doFilter(request, response);
    }
}
