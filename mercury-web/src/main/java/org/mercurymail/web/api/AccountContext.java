package org.mercurymail.web.api;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.mercurymail.accounts.Account;

/** Who asks, as JAX-RS wants to know it. */
record AccountContext(Account account, boolean secure) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
        return account.address()::toString;
    }

    @Override
    public boolean isUserInRole(String role) {
        return account.roles().contains(role);
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getAuthenticationScheme() {
        return BASIC_AUTH;
    }
}
