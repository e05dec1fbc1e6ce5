package org.mercurymail.web.login;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Refused;
import org.mercurymail.web.Texts;

/** Changes one's own password. This session goes on with the new one; the others of the old one end. */
@Named
@RequestScoped
public class PasswordPage {

    private AccountService accounts;
    private Visitor visitor;
    private String current = "";
    private String next = "";
    private String again = "";

    /** For the container's proxy. */
    protected PasswordPage() { }

    @Inject
    public PasswordPage(AccountService accounts, Visitor visitor) {
        this.accounts = accounts;
        this.visitor = visitor;
    }

    public String change() {
        if (!next.equals(again)) {
            Texts.alarm(Texts.of("notTheSame"));
            return "";
        }
        try {
            visitor.enter(accounts.changePassword(visitor.actor(), current, next));
            Texts.done(Texts.of("passwordChanged"));
            return "/mail/password.xhtml?faces-redirect=true";
        } catch (Refused e) {
            Texts.alarm(e.text(Texts.locale()));
            return "";
        }
    }

    public String getCurrent() {
        return current;
    }

    public void setCurrent(String current) {
        this.current = current;
    }

    public String getNext() {
        return next;
    }

    public void setNext(String next) {
        this.next = next;
    }

    public String getAgain() {
        return again;
    }

    public void setAgain(String again) {
        this.again = again;
    }
}
