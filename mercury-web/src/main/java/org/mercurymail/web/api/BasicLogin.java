package org.mercurymail.web.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Logins;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;

/**
 * Asks every request for an account's login (RFC 7617), and holds its role against {@link AllowedTo} of the method or
 * its class. A browser that remembers a login would send it along with another site's form, so whatever comes from
 * another site's page is refused (Origin, RFC 6454 §7); there is no cookie, no session and no CORS.
 */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class BasicLogin implements ContainerRequestFilter {

    /** What our command line calls itself; only the audit log makes a difference. */
    static final String COMMAND_LINE = "mercury-command";

    private static final String CHALLENGE = "Basic realm=\"Mercury\", charset=\"UTF-8\"";

    @Inject
    private Logins logins;
    @Inject
    private AccountService accounts;
    @Context
    private ResourceInfo resource;
    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) throws IOException {
        if (isOfAnotherSite(context)) {
            context.abortWith(Problem.of(Response.Status.FORBIDDEN, "Other sites' pages may not come here.").build());
            return;
        }
        String wanted = wanted();
        if (wanted.equals(AllowedTo.ANYBODY)) {
            return;
        }
        String field = Optional.ofNullable(context.getHeaderString(HttpHeaders.AUTHORIZATION)).orElse("");
        Optional<Credentials> credentials = BasicCredentials.parse(field);
        if (credentials.isEmpty()) {
            context.abortWith(challenge("A login is needed."));
            return;
        }
        InetAddress from = InetAddress.getByName(request.getRemoteAddr());
        Login login = logins.login(credentials.get(), from);
        if (login instanceof Login.Granted granted) {
            enter(context, granted, wanted, from);
        } else if (login instanceof Login.Denied) {
            context.abortWith(challenge("Wrong address or password."));
        } else {
            Duration pause = logins.pause(credentials.get().user(), from);
            context.abortWith(pause.isZero()
                    ? later(Response.Status.SERVICE_UNAVAILABLE, "Logging in is not possible at the moment.", 5)
                    : later(Response.Status.TOO_MANY_REQUESTS, "Too many failed logins; wait a while.",
                            pause.plusMillis(999).toSeconds()));
        }
    }

    private void enter(ContainerRequestContext context, Login.Granted login, String wanted, InetAddress from) {
        String agent = Optional.ofNullable(context.getHeaderString(HttpHeaders.USER_AGENT)).orElse("");
        Optional<Account> account = accounts.account(login.account());
        Optional<Actor> actor = accounts.actor(login,
                agent.startsWith(COMMAND_LINE) ? Actor.Via.CLI : Actor.Via.REST);
        if (account.isEmpty() || actor.isEmpty()) {
            context.abortWith(challenge("Wrong address or password.")); // it was good a moment ago
        } else if (wanted.equals(AllowedTo.EVERY_ACCOUNT) || wanted.equals(AllowedTo.ADMIN) && actor.get().isAdmin()) {
            context.setSecurityContext(
                    new Caller(account.get(), login, actor.get(), from, request.isSecure()).context());
        } else {
            context.abortWith(Problem.of(Forbidden.to(actor.get())).build());
        }
    }

    private static Response later(Response.Status status, String detail, long seconds) {
        return Problem.of(status, detail).header(HttpHeaders.RETRY_AFTER, Long.toString(seconds)).build();
    }

    private static boolean isOfAnotherSite(ContainerRequestContext context) {
        String origin = Optional.ofNullable(context.getHeaderString("Origin")).orElse("");
        String host = Optional.ofNullable(context.getHeaderString(HttpHeaders.HOST)).orElse("");
        return !origin.isEmpty() && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host);
    }

    private String wanted() {
        return Optional.ofNullable(resource.getResourceMethod().getAnnotation(AllowedTo.class))
                .or(() -> Optional.ofNullable(resource.getResourceClass().getAnnotation(AllowedTo.class)))
                .map(AllowedTo::value).orElse("nobody");
    }

    private static Response challenge(String detail) {
        return Problem.of(Response.Status.UNAUTHORIZED, detail).header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE).build();
    }
}
