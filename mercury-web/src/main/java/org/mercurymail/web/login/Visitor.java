package org.mercurymail.web.login;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import org.mercurymail.port.Login;

/** Who the browser's session belongs to: an account, or nobody yet. Holds no secret. */
@Named
@SessionScoped
public class Visitor implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String MAIL = "/mail/";

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
