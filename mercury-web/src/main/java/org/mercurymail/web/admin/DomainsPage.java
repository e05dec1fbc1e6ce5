package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.mercurymail.accounts.DomainService;
import org.mercurymail.accounts.HostedDomain;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** Domains and alias domains; the one named is shown to be changed. */
@Named
@RequestScoped
public class DomainsPage {

    private static final int LINES = 100;

    private DomainService domains;
    private Visitor visitor;
    private Realm realm;
    private String after = "";
    private String name = "";
    private String aliasOf = "";
    private String catchAll = "";
    private boolean active;
    private String mostAccounts = "";
    private String mostQuota = "";
    private String mostSize = "";
    private String messagesPerHour = "";
    private List<HostedDomain> lines = List.of();

    /** For the container's proxy. */
    protected DomainsPage() { }

    @Inject
    public DomainsPage(DomainService domains, Visitor visitor, Realm realm) {
        this.realm = realm;
        this.domains = domains;
        this.visitor = visitor;
    }

    public String load() {
        if (Deed.pressed("remove").isPresent()) {
            String gone = Deed.pressed("remove").get();
            return Deed.again(() -> domains.remove(visitor.actor(), gone), Texts.of("domainGone", gone));
        }
        lines = domains.page(visitor.actor(), after == null ? "" : after, LINES);
        return "";
    }

    public String add() {
        return Deed.done(() -> domains.add(visitor.actor(), name, Deed.given(aliasOf), Deed.given(catchAll)),
                Texts.of("domainMade", name)) ? "/admin/domains.xhtml?faces-redirect=true" : "";
    }

    public String loadOne() {
        if (Deed.pressed("close").isPresent()) {
            return Deed.again(() -> domains.close(visitor.actor(), name), Texts.of("domainClosed"));
        }
        if (Deed.pressed("reopen").isPresent()) {
            return Deed.again(() -> domains.reopen(visitor.actor(), name), Texts.of("saved"));
        }
        HostedDomain domain = domains.domain(visitor.actor(), Deed.given(name).orElse(""));
        active = domain.active();
        if (Deed.pressed("limits").isEmpty()) { // else its form was sent: what was typed stays
            show(domain.limits());
        }
        if (Deed.pressed("change").isEmpty()) {
            aliasOf = domain.aliasOf().map(Domain::name).orElse("");
            catchAll = domain.catchAll().map(Address::toString).orElse("");
        }
        return "";
    }

    private void show(HostedDomain.Limits limits) {
        mostAccounts = shown(limits.accounts());
        mostQuota = shown(limits.quotaBytes() / AccountsPage.MEGABYTE);
        mostSize = shown(limits.sizeBytes() / AccountsPage.MEGABYTE);
        messagesPerHour = shown(limits.messagesPerHour());
    }

    /** An administrator of the domain sees no more than the catch-all account, and changes no more. */
    public String change() {
        return Deed.done(() -> {
            if (!realm.isWhole()) {
                domains.setCatchAll(visitor.actor(), name, Deed.given(catchAll));
                return;
            }
            HostedDomain before = domains.domain(visitor.actor(), name);
            if (Deed.given(aliasOf).isEmpty() && before.aliasOf().isPresent()) {
                domains.setAliasOf(visitor.actor(), name, Deed.given(aliasOf));
            }
            domains.setCatchAll(visitor.actor(), name, Deed.given(catchAll));
            if (!Deed.given(aliasOf).equals(before.aliasOf().map(Domain::name)) && Deed.given(aliasOf).isPresent()) {
                domains.setAliasOf(visitor.actor(), name, Deed.given(aliasOf));
            }
        }, Texts.of("saved")) ? "/admin/domains.xhtml?faces-redirect=true" : "";
    }

    /** Octets that were set elsewhere stay as they are while their megabytes do. */
    public String limit() {
        HostedDomain.Limits now = domains.domain(visitor.actor(), name).limits();
        HostedDomain.Limits wanted = new HostedDomain.Limits(Deed.number(mostAccounts), octets(mostQuota,
                now.quotaBytes()), octets(mostSize, now.sizeBytes()), Deed.number(messagesPerHour));
        return Deed.done(() -> domains.setLimits(visitor.actor(), name, wanted), Texts.of("saved"))
                ? "/admin/domains.xhtml?faces-redirect=true" : "";
    }

    private static long octets(String megabytes, long now) {
        return Deed.number(megabytes) == now / AccountsPage.MEGABYTE ? now
                : Deed.number(megabytes) * AccountsPage.MEGABYTE;
    }

    private static String shown(long limit) {
        return limit == 0 ? "" : Long.toString(limit);
    }

    public List<HostedDomain> getLines() {
        return lines;
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public String getNext() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).name().name();
    }

    public String getMostAccounts() {
        return mostAccounts;
    }

    public void setMostAccounts(String mostAccounts) {
        this.mostAccounts = mostAccounts;
    }

    public String getMostQuota() {
        return mostQuota;
    }

    public void setMostQuota(String mostQuota) {
        this.mostQuota = mostQuota;
    }

    public String getMostSize() {
        return mostSize;
    }

    public void setMostSize(String mostSize) {
        this.mostSize = mostSize;
    }

    public String getMessagesPerHour() {
        return messagesPerHour;
    }

    public void setMessagesPerHour(String messagesPerHour) {
        this.messagesPerHour = messagesPerHour;
    }

    public boolean isActive() {
        return active;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getAliasOf() {
        return aliasOf;
    }

    public void setAliasOf(String aliasOf) {
        this.aliasOf = aliasOf;
    }

    public String getCatchAll() {
        return catchAll;
    }

    public void setCatchAll(String catchAll) {
        this.catchAll = catchAll;
    }
}
