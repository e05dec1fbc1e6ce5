package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.Actor;
import org.mercurymail.mail.Domain;
import org.mercurymail.web.login.Visitor;

/**
 * Which domain a page of the administration is about: the one that is asked for; without one, all of them for who
 * administers all, and the first of his own for who administers some. It grants nothing: services ask for the right.
 */
@Named
@RequestScoped
public class Realm {

    private Visitor visitor;
    private Actor actor;
    private String domain = "";

    /** For the container's proxy. */
    protected Realm() { }

    @Inject
    public Realm(Visitor visitor) {
        this.visitor = visitor;
    }

    /** With the rights as they were when this request came. */
    private Actor actor() {
        if (actor == null) {
            actor = visitor.actor();
        }
        return actor;
    }

    /** It is everything: whoever looks administers the server. */
    public boolean isWhole() {
        return actor().isAdmin();
    }

    /** The domains to choose from; none for who sees all of them together. */
    public List<String> getChoices() {
        return isWhole() ? List.of() : actor().domains().stream().sorted().toList();
    }

    boolean opens(Account account) {
        return actor().mayChange(account);
    }

    /** Empty for all domains together. */
    Optional<Domain> domain() {
        return Domain.parse(getDomain());
    }

    /** That page, asked anew, about the same domain. */
    String to(String page) {
        return page + "?faces-redirect=true" + domain().map(one -> "&domain=" + one.name()).orElse("");
    }

    public String getDomain() {
        return domain.isEmpty() ? getChoices().stream().findFirst().orElse("") : domain;
    }

    public void setDomain(String domain) {
        this.domain = Deed.given(domain).orElse("");
    }
}
