package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.MailingList;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The lists, and the form for a new one. */
@Named
@RequestScoped
public class ListsPage {

    private static final int LINES = 100;

    private ListService lists;
    private Visitor visitor;
    private String after = "";
    private String address = "";
    private String name = "";
    private String post = "members";
    private boolean open = true;
    private String speech = "en";
    private String prefix = "";
    private String owners = "";
    private List<MailingList> lines = List.of();

    /** For the container's proxy. */
    protected ListsPage() { }

    @Inject
    public ListsPage(ListService lists, Visitor visitor) {
        this.lists = lists;
        this.visitor = visitor;
    }

    public void load() {
        lines = lists.page(visitor.actor(), Optional.empty(), Deed.given(after).flatMap(Address::parse), LINES);
    }

    public String add() {
        return Deed.done(() -> lists.add(visitor.actor(), new NewList(address.strip(), name, post, open, speech,
                prefix, AliasesPage.split(owners))), Texts.of("listMade", address.strip()))
                ? "/admin/lists.xhtml?faces-redirect=true" : "";
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

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPost() {
        return post;
    }

    public void setPost(String post) {
        this.post = post;
    }

    public boolean isOpen() {
        return open;
    }

    public void setOpen(boolean open) {
        this.open = open;
    }

    public String getSpeech() {
        return speech;
    }

    public void setSpeech(String speech) {
        this.speech = speech;
    }

    public String getPrefix() {
        return prefix;
    }

    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public String getOwners() {
        return owners;
    }

    public void setOwners(String owners) {
        this.owners = owners;
    }
}
