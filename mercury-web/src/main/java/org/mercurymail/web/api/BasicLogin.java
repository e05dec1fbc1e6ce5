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
import java.util.Optional;
import java.util.Set;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Logins;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;

/**
 * Asks every request for an account's login (RFC 7617), and holds its roles against {@link AllowedTo} of the
 * method or its class. What names no role is closed to everybody.
 */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class BasicLogin implements ContainerRequestFilter {

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
        String field = Optional.ofNullable(context.getHeaderString(HttpHeaders.AUTHORIZATION)).orElse("");
        Optional<Credentials> credentials = BasicCredentials.parse(field);
        if (credentials.isEmpty()) {
            context.abortWith(challenge("A login is needed."));
            return;
        }
        Login login = logins.login(credentials.get(), InetAddress.getByName(request.getRemoteAddr()));
        if (login instanceof Login.Granted granted) {
            enter(context, accounts.account(granted.account()));
        } else {
            context.abortWith(login instanceof Login.Denied ? challenge("Wrong address or password.")
                    : Problem.of(Response.Status.SERVICE_UNAVAILABLE, "Logging in is not possible at the moment.")
                            .header(HttpHeaders.RETRY_AFTER, "5").build());
        }
    }

    private void enter(ContainerRequestContext context, Optional<Account> account) {
        Set<String> wanted = wantedRoles();
        if (account.isEmpty() || account.get().roles().stream().noneMatch(wanted::contains)) {
            context.abortWith(Problem.of(Response.Status.FORBIDDEN, "This account may not do that.").build());
            return;
        }
        context.setSecurityContext(new AccountContext(account.get(), request.isSecure()));
    }

    private Set<String> wantedRoles() {
        return Optional.ofNullable(resource.getResourceMethod().getAnnotation(AllowedTo.class))
                .or(() -> Optional.ofNullable(resource.getResourceClass().getAnnotation(AllowedTo.class)))
                .map(allowed -> Set.of(allowed.value())).orElse(Set.of());
    }

    private static Response challenge(String detail) {
        return Problem.of(Response.Status.UNAUTHORIZED, detail).header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE).build();
    }
}
