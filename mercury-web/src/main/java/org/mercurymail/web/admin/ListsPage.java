package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.MailingList;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The lists, those that one owns or all of them, and the form for a new one. */
@Named
@RequestScoped
public class ListsPage {

    private static final int LINES = 100;

    private ListService lists;
    private Visitor visitor;
    private Realm realm;
    private String after = "";
    private String address = "";
    private final ListSettings settings = new ListSettings();
    private List<MailingList> lines = List.of();

    /** For the container's proxy. */
    protected ListsPage() { }

    @Inject
    public ListsPage(ListService lists, Visitor visitor, Realm realm) {
        this.realm = realm;
        this.lists = lists;
        this.visitor = visitor;
    }

    /** Those of the realm, to administer them. */
    public void load() {
        load(realm.domain());
    }

    /** Those that the visitor owns, in whatever domain. */
    public void loadKept() {
        load(Optional.empty());
    }

    private void load(Optional<Domain> domain) {
        lines = lists.page(visitor.actor(), domain, Deed.given(after).flatMap(Address::parse), LINES);
    }

    public String add() {
        return Deed.done(() -> lists.add(visitor.actor(), settings.made(address.strip())),
                Texts.of("listMade", address.strip())) ? realm.to("/admin/lists.xhtml") : "";
    }

    /** Whether the visitor keeps any list. */
    public boolean isKept() {
        return !lists.page(visitor.actor(), Optional.empty(), Optional.empty(), 1).isEmpty();
    }

    public ListSettings getSettings() {
        return settings;
    }

    public List<MailingList> getLines() {
        return lines;
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public String getNext() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).address().toString();
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }
}
