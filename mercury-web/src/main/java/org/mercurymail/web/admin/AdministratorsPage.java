package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.DomainAdministrators;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Domain;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** Who administers the domain of a page, for an administrator of all; others see nothing of it. */
@Named
@RequestScoped
public class AdministratorsPage {

    private DomainAdministrators administrators;
    private Visitor visitor;
    private Realm realm;
    private String name = "";
    private String address = "";
    private List<Account> lines = List.of();

    /** For the container's proxy. */
    protected AdministratorsPage() { }

    @Inject
    public AdministratorsPage(DomainAdministrators administrators, Visitor visitor, Realm realm) {
        this.administrators = administrators;
        this.visitor = visitor;
        this.realm = realm;
    }

    public String load() {
        if (Deed.pressed("dismiss").isPresent()) {
            long account = Deed.number(Deed.pressed("dismiss").get());
            return Deed.again(() -> administrators.dismiss(visitor.actor(), domain(), account), Texts.of("saved"));
        }
        if (realm.isWhole()) {
            lines = administrators.of(visitor.actor(), domain());
        }
        return "";
    }

    public String add() {
        return Deed.done(() -> administrators.name(visitor.actor(), domain(), address), Texts.of("saved"))
                ? Deed.here() + Deed.AGAIN : "";
    }

    private Domain domain() {
        return Deed.given(name).flatMap(Domain::parse).orElseThrow(() -> new Missing(Refusal.NO_DOMAIN, name));
    }

    public List<Account> getLines() {
        return lines;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }
}
