package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Alias;
import org.mercurymail.accounts.AliasService;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** Aliases: addresses that stand for others. The one in the form is made, or changed when it is there. */
@Named
@RequestScoped
public class AliasesPage {

    private static final int LINES = 100;

    private AliasService aliases;
    private Visitor visitor;
    private Realm realm;
    private String after = "";
    private String address = "";
    private String targets = "";
    private List<Alias> lines = List.of();

    /** For the container's proxy. */
    protected AliasesPage() { }

    @Inject
    public AliasesPage(AliasService aliases, Visitor visitor, Realm realm) {
        this.realm = realm;
        this.aliases = aliases;
        this.visitor = visitor;
    }

    public String load() {
        Optional<String> gone = Deed.pressed("remove");
        if (gone.isPresent()) {
            return Deed.again(() -> aliases.remove(visitor.actor(), Address.of(gone.get())),
                    Texts.of("aliasGone", gone.get()));
        }
        lines = aliases.page(visitor.actor(), realm.domain(), Deed.given(after).flatMap(Address::parse), LINES);
        return "";
    }

    public void loadOne() {
        targets = aliases.alias(visitor.actor(), named()).targets().stream().map(Address::toString)
                .collect(Collectors.joining("\n"));
    }

    private Address named() {
        return Deed.given(address).flatMap(Address::parse).orElseThrow(() -> new Missing(Refusal.NO_ALIAS, address));
    }

    public String add() {
        return Deed.done(() -> aliases.add(visitor.actor(), address, split(targets)),
                Texts.of("saved")) ? realm.to("/admin/aliases.xhtml") : "";
    }

    public String change() {
        Address given = named();
        realm.setDomain(given.domain().name());
        return Deed.done(() -> aliases.change(visitor.actor(), given, split(targets)),
                Texts.of("saved")) ? realm.to("/admin/aliases.xhtml") : "";
    }

    /** One address a line, or with commas between. */
    static List<String> split(String text) {
        return Arrays.stream(text.split("[\\s,;]+")).filter(one -> !one.isEmpty()).toList();
    }

    public List<Alias> getLines() {
        return lines;
    }

    public String shown(Alias alias) {
        return alias.targets().stream().map(Address::toString).collect(Collectors.joining(", "));
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

    public String getTargets() {
        return targets;
    }

    public void setTargets(String targets) {
        this.targets = targets;
    }
}
