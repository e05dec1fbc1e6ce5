package org.mercurymail.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.stream.Stream;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.StoreAway;
import org.mercurymail.port.MailboxRefused;

/**
 * Gives a page that could not be made the status that says why: there is no such thing, it is not for everybody, the
 * database is away. Anything else stays a failure, which the container logs.
 */
public final class Failures implements Filter {

    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            int status = status(e);
            if (status == 0 || response.isCommitted()) {
                throw e;
            }
            if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                LOG.log(Level.WARNING, "event=page-put-off reason=\"{0}\"", e.getMessage());
            }
            ((HttpServletResponse) response).sendError(status);
        }
    }

    private static int status(Throwable trouble) {
        return StoreAway.isBehind(trouble) ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
                : Stream.iterate(trouble, Objects::nonNull, Failures::cause).mapToInt(Failures::own)
                        .filter(status -> status != 0).findFirst().orElse(0);
    }

    private static int own(Throwable trouble) {
        if (trouble instanceof MailboxRefused refused) {
            return switch (refused.code()) {
                case NONEXISTENT -> HttpServletResponse.SC_NOT_FOUND;
                case UNAVAILABLE -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
                default -> 0;
            };
        }
        return trouble instanceof Missing ? HttpServletResponse.SC_NOT_FOUND
                : trouble instanceof Forbidden ? HttpServletResponse.SC_FORBIDDEN : 0;
    }

    private static Throwable cause(Throwable trouble) {
        return trouble instanceof ServletException servlet && servlet.getRootCause() != null
                ? servlet.getRootCause() : trouble.getCause();
    }
}
