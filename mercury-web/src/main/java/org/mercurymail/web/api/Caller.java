package org.mercurymail.web.api;

import jakarta.ws.rs.core.SecurityContext;
import java.net.InetAddress;
import java.security.Principal;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.Actor;
import org.mercurymail.port.Login;

/**
 * Who asks, and from where. Is there on every resource that is not for {@link AllowedTo#ANYBODY}.
 *
 * @param login as whatever sends in its name wants to know it
 * @param actor as the services want to know it
 */
record Caller(Account account, Login.Granted login, Actor actor, InetAddress from, boolean secure)
        implements Principal {

    static Caller of(SecurityContext context) {
        return (Caller) context.getUserPrincipal();
    }

    static Actor actor(SecurityContext context) {
        return of(context).actor;
    }

    @Override
    public String getName() {
        return account.address().toString();
    }

    /** As JAX-RS wants to know it. */
    SecurityContext context() {
        Caller caller = this;
        return new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return caller;
            }

            @Override
            public boolean isUserInRole(String role) {
                return role.equals(Account.ADMIN) ? actor.isAdmin() : account.roles().contains(role);
            }

            @Override
            public boolean isSecure() {
                return secure;
            }

            @Override
            public String getAuthenticationScheme() {
                return BASIC_AUTH;
            }
        };
    }
}
