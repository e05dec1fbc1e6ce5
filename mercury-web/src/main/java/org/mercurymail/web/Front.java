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
 * Leads whoever comes to the server's address, or with a page older than its session, to the webmail. A filter, since
 * the container gives the address of an application at the root to no servlet.
 */
public final class Front implements Filter {

    private static final String EXPIRED = "/expired"; // named in web.xml

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String path = http.getRequestURI().substring(http.getContextPath().length());
        if (path.equals("/") || path.isEmpty() || path.equals(EXPIRED)) {
            ((HttpServletResponse) response).sendRedirect(http.getContextPath() + "/mail/");
        } else {
            chain.doFilter(request, response);
        }
    }
}
