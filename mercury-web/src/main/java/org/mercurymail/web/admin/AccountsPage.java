package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.NewAccount;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The accounts of a {@link Realm}, and the form for a new one. */
@Named
@RequestScoped
public class AccountsPage {

    static final long MEGABYTE = 1_000_000;

    private static final int LINES = 100;

    private AccountService accounts;
    private Visitor visitor;
    private Realm realm;
    private String after = "";
    private String address = "";
    private String displayName = "";
    private String password = "";
    private String quota = "";
    private boolean admin;
    private boolean maildrop;
    private List<Account> lines = List.of();

    /** For the container's proxy. */
    protected AccountsPage() { }

    @Inject
    public AccountsPage(AccountService accounts, Visitor visitor, Realm realm) {
        this.accounts = accounts;
        this.realm = realm;
        this.visitor = visitor;
    }

    public void load() {
        lines = accounts.page(visitor.actor(), realm.domain(), Deed.number(after), LINES);
    }

    public String add() {
        return Deed.done(() -> accounts.add(visitor.actor(), new NewAccount(address.strip(), displayName,
                roles(admin, maildrop), password, Deed.number(quota) * MEGABYTE)),
                Texts.of("accountMade", address.strip())) ? realm.to("/admin/accounts.xhtml") : "";
    }

    static Set<String> roles(boolean admin, boolean maildrop) {
        Set<String> roles = new HashSet<>();
        if (admin) {
            roles.add(Account.ADMIN);
        }
        if (maildrop) {
            roles.add(Account.MAILDROP);
        }
        return roles;
    }

    public List<Account> getLines() {
        return lines;
    }

    /** Whether the visitor may look into it: an administrator of its domain not when it may more than he. */
    public boolean open(Account one) {
        return realm.opens(one);
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public long getNext() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).id();
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

    public String getDisplayName() {
        return displayName;
    }

    public void setDisplayName(String displayName) {
        this.displayName = displayName;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getQuota() {
        return quota;
    }

    public void setQuota(String quota) {
        this.quota = quota;
    }

    public boolean isAdmin() {
        return admin;
    }

    public void setAdmin(boolean admin) {
        this.admin = admin;
    }

    public boolean isMaildrop() {
        return maildrop;
    }

    public void setMaildrop(boolean maildrop) {
        this.maildrop = maildrop;
    }
}
