package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountPatch;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.ApplicationPassword;
import org.mercurymail.accounts.ApplicationPasswords;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** One account: what it is, whether it is open, its passwords. A new application password is shown once, here. */
@Named
@RequestScoped
public class AccountPage {

    private AccountService accounts;
    private ApplicationPasswords passwords;
    private Visitor visitor;
    private Realm realm;
    private String id = "";
    private String displayName = "";
    private String password = "";
    private String quota = "";
    private boolean admin;
    private boolean maildrop;
    private String label = "";
    private String secret = "";
    private String address = "";
    private boolean active;
    private String used = "";
    private List<ApplicationPassword> applicationPasswords = List.of();

    /** For the container's proxy. */
    protected AccountPage() { }

    @Inject
    public AccountPage(AccountService accounts, ApplicationPasswords passwords, Visitor visitor, Realm realm) {
        this.realm = realm;
        this.accounts = accounts;
        this.passwords = passwords;
        this.visitor = visitor;
    }

    public String load() {
        if (Deed.pressed("revoke").isPresent()) {
            long gone = Deed.number(Deed.pressed("revoke").get());
            return Deed.again(() -> passwords.revoke(visitor.actor(), number(), gone), Texts.of("revoked"));
        }
        if (Deed.pressed("close").isPresent()) {
            return Deed.again(() -> accounts.close(visitor.actor(), number()), Texts.of("accountClosed"));
        }
        if (Deed.pressed("reopen").isPresent()) {
            return Deed.again(() -> accounts.reopen(visitor.actor(), number()), Texts.of("accountReopened"));
        }
        Account account = show();
        if (Deed.pressed("change").isPresent()) {
            return ""; // its form was sent: what was typed stays
        }
        displayName = account.displayName();
        quota = account.quotaBytes() == 0 ? "" : Long.toString(account.quotaBytes() / AccountsPage.MEGABYTE);
        admin = account.isAdmin();
        maildrop = account.roles().contains(Account.MAILDROP);
        return "";
    }

    private Account show() {
        Account account = accounts.account(visitor.actor(), number());
        address = account.address().toString();
        active = account.active();
        used = Figures.size(accounts.usedBytes(visitor.actor(), number()), Texts.locale());
        applicationPasswords = passwords.of(visitor.actor(), number());
        return account;
    }

    public String change() {
        Account before = show();
        Set<String> roles = AccountsPage.roles(admin, maildrop);
        before.domains().forEach(domain -> roles.add(Account.ADMIN_OF + domain)); // the form does not show them
        AccountPatch named = AccountPatch.NONE.withDisplayName(displayName);
        AccountPatch patch = realm.isWhole() ? named.withRoles(roles) : named; // others see no roles, and give none
        AccountPatch whole = Deed.number(quota) * AccountsPage.MEGABYTE == before.quotaBytes() / AccountsPage.MEGABYTE
                * AccountsPage.MEGABYTE ? patch : patch.withQuotaBytes(Deed.number(quota) * AccountsPage.MEGABYTE);
        AccountPatch all = password.isEmpty() ? whole : whole.withPassword(password);
        return Deed.done(() -> accounts.change(visitor.actor(), number(), all), Texts.of("saved"))
                ? Deed.here() + Deed.AGAIN : "";
    }

    /** No redirect: the secret is in no address, no session and no second page. */
    public void make() {
        Deed.done(() -> secret = passwords.make(visitor.actor(), number(), label).secret(), Texts.of("madeOnce"));
        show();
    }

    private long number() {
        return Deed.number(id);
    }

    public String getSecret() {
        return secret;
    }

    public String getAddress() {
        return address;
    }

    public boolean isActive() {
        return active;
    }

    public String getUsed() {
        return used;
    }

    public List<ApplicationPassword> getApplicationPasswords() {
        return applicationPasswords;
    }

    public String last(ApplicationPassword one) {
        return one.lastUsed().map(at -> Figures.date(at, Texts.locale()) + ", " + one.lastFrom()).orElse("");
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
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

    public String getLabel() {
        return label;
    }

    public void setLabel(String label) {
        this.label = label;
    }
}
