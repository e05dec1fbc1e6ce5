package org.mercurymail.web.login;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import org.mercurymail.accounts.Logins;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.web.Texts;

/** The login form. Asks the one login of all protocols, so the same throttle holds here. */
@Named
@RequestScoped
public class LoginPage {

    private Logins logins;
    private Visitor visitor;
    private String address = "";
    private String password = "";

    /** For the container's proxy. */
    protected LoginPage() { }

    @Inject
    public LoginPage(Logins logins, Visitor visitor) {
        this.logins = logins;
        this.visitor = visitor;
    }

    public void logIn() throws IOException {
        FacesContext faces = FacesContext.getCurrentInstance();
        HttpServletRequest request = (HttpServletRequest) faces.getExternalContext().getRequest();
        Login login = logins.login(new Credentials(address.strip(), password, "WEB"),
                InetAddress.getByName(request.getRemoteAddr()));
        password = "";
        if (login instanceof Login.Granted granted) {
            request.changeSessionId(); // nobody who knew the number before gets in with it
            visitor.enter(granted);
            visitor.toMail();
        } else {
            String text = Texts.of(login instanceof Login.Denied ? "wrongLogin" : "loginAway");
            faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, text, text));
        }
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }
}
