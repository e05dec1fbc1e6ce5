package org.mercurymail.web.login;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.mail.Address;
import org.mercurymail.port.Login;

/** Who the browser's session belongs to: the login of an account, or nobody yet. Holds no secret and no right. */
@Named
@SessionScoped
public class Visitor implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String MAIL = "/mail/";

    @Inject
    private AccountService accounts;
    private long account; // 0 for nobody
    private String address = "";
    private long credential;
    private boolean program;

    void enter(Login.Granted login) {
        account = login.account();
        address = login.address().toString();
        credential = login.credential();
        program = login.program();
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
        return new Login.Granted(account, Address.of(address), credential, program);
    }

    /** Empty once the login opens the account no more. */
    Optional<Actor> known() {
        return accounts.actor(login(), Actor.Via.WEB);
    }

    /** With the rights that the account has now. */
    public Actor actor() {
        return known().orElseThrow(Forbidden::new);
    }

    public boolean isAdmin() {
        return known().filter(Actor::isAdmin).isPresent();
    }

    /** Of everything, or of a domain. */
    public boolean isAdministrator() {
        return known().filter(Actor::administers).isPresent();
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
