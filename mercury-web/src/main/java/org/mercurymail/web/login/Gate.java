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
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;

/** Lets only who has logged in to the mail, and asks every time whether the account is still open. */
public class Gate implements Filter {

    @Inject
    private Visitor visitor;
    @Inject
    private AccountService accounts;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpSession session = http.getSession(false); // a stranger gets none
        boolean known = session != null && visitor.isLoggedIn();
        if (known && accounts.account(visitor.getAccount()).filter(Account::active).isPresent()) {
            chain.doFilter(request, response);
            return;
        }
        if (known) {
            session.invalidate(); // closed meanwhile
        }
        ((HttpServletResponse) response).sendRedirect(http.getContextPath() + "/login.xhtml");
    }
}
