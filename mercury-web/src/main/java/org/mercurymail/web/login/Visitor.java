package org.mercurymail.web.login;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.mail.Address;
import org.mercurymail.port.Login;

/** Who the browser's session belongs to: an account, or nobody yet. Holds no secret and no right. */
@Named
@SessionScoped
public class Visitor implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String MAIL = "/mail/";

    @Inject
    private AccountService accounts;
    private long account; // 0 for nobody
    private String address = "";

    void enter(Login.Granted login) {
        account = login.account();
        address = login.address().toString();
    }

    public boolean isLoggedIn() {
        return account != 0;
    }

    public long getAccount() {
        return account;
    }

    /** The account's address, empty for nobody's. */
    public String getAddress() {
        return address;
    }

    /** The login, for whatever sends in its name. */
    public Login.Granted login() {
        return new Login.Granted(account, Address.of(address));
    }

    /** With the rights that the account has now. */
    public Actor actor() {
        return accounts.actor(account, Actor.Via.WEB).orElseThrow(Forbidden::new);
    }

    public boolean isAdmin() {
        return accounts.account(account).filter(Account::active).filter(Account::isAdmin).isPresent();
    }

    /** Leads who is logged in already from the login page to the mail. */
    public void onwards() throws IOException {
        if (isLoggedIn()) {
            toMail();
        }
    }

    void toMail() throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        external.redirect(external.getRequestContextPath() + MAIL);
    }

    /** Ends the session. */
    public String logOut() {
        FacesContext.getCurrentInstance().getExternalContext().invalidateSession();
        return "/login.xhtml?faces-redirect=true";
    }
}
