package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.port.Login;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.CredentialRow;
import org.mercurymail.store.Credentials;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.LimitException;
import org.mercurymail.store.TakenException;

/**
 * Accounts, as administrators change them and their owners see them. Every change is durable and noted when the method
 * returns, and holds at once for every protocol. The methods without an {@link Actor} are for services that have asked
 * for the right themselves; no face calls them with what a stranger says.
 */
@ApplicationScoped
public class AccountService {

    private static final System.Logger LOG = System.getLogger(AccountService.class.getName());

    private Accounts accounts;
    private Credentials credentials;
    private Passwords passwords;
    private Event<AccountChanged> changed;

    /** For the container's proxy. */
    protected AccountService() { }

    @Inject
    public AccountService(Accounts accounts, Credentials credentials, Passwords passwords,
            Event<AccountChanged> changed) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwords = passwords;
        this.changed = changed;
    }

    public Optional<Account> account(long id) {
        return accounts.account(id).filter(row -> !row.isDevice()).map(Account::of);
    }

    /** The account whose primary address this is. */
    public Optional<Account> account(Address address) {
        return accounts.byAddress(address.localPart().toLowerCase(Locale.ROOT), address.domain().name())
                .filter(row -> !row.isDevice()).map(Account::of);
    }

    /** Accounts in the order of their numbers, from behind one of them. */
    public List<Account> accounts(long after, int limit) {
        return accounts.accounts(after, limit).stream().map(Account::of).toList();
    }

    /** Our domains by name, from behind one of them; empty text to begin. */
    public List<Domain> domains(String after, int limit) {
        return accounts.domains(after, limit).stream().map(DomainRow::name).map(Domain::new).toList();
    }

    /** Whoever came in by that login, with the rights it has now; empty once it opens the account no more. */
    public Optional<Actor> actor(Login.Granted login, Actor.Via via) {
        return accounts.openedBy(login.account(), login.credential()).filter(row -> !row.isDevice())
                .map(row -> Actor.of(Account.of(row), login, via));
    }

    /** @throws Missing when there is none, which only an administrator learns */
    public Account account(Actor actor, Address address) {
        Optional<Account> found = account(address);
        Right.SEE_ACCOUNT.require(actor, found.map(Account::id).orElse(0L), address.domain().name());
        return found.orElseThrow(() -> new Missing(Refusal.NO_ACCOUNT, address));
    }

    public Account account(Actor actor, long id) {
        Right.SEE_ACCOUNT.require(actor, id, domain(actor, id));
        return account(id).orElseThrow(() -> new Missing(Refusal.NO_ACCOUNT, id));
    }

    /** In the order of their numbers, from behind one of them (0 to begin); of one domain when it is given. */
    public List<Account> page(Actor actor, Optional<Domain> domain, long after, int limit) {
        Right.SEE_ACCOUNTS.require(actor, 0, domain.map(Domain::name).orElse(""));
        return accounts.accounts(domain.map(Domain::name), after, Fields.limit(limit)).stream().map(Account::of)
                .toList();
    }

    /** Octets of all its messages. */
    public long usedBytes(Actor actor, long account) {
        Right.SEE_ACCOUNT.require(actor, account, domain(actor, account));
        return accounts.usedBytes(account);
    }

    /**
     * Makes an account with its INBOX and the usual mailboxes. Fields: {@code address}, {@code displayName},
     * {@code roles}, {@code password}, {@code quotaBytes}.
     */
    public Account add(Actor actor, NewAccount wanted) {
        Right.ADD_ACCOUNT.require(actor, 0, Fields.domainOf(wanted.address()));
        if (!wanted.roles().isEmpty() && !actor.mayGiveRoles()) {
            throw Forbidden.to(actor);
        }
        Address address = hosted(accounts, Fields.ownAddress("address", wanted.address()));
        String name = Fields.name("displayName", wanted.displayName());
        Set<String> roles = roles(wanted.roles());
        Fields.quota("quotaBytes", wanted.quotaBytes());
        String hash = passwords.kept(Fields.password(actor, "password", wanted.password()), key(address));
        try {
            Account made = Account.of(accounts.addAccount(actor.doer(), address.domain().name(), address.localPart(),
                    name.isEmpty() ? address.localPart() : name, roles, hash, wanted.quotaBytes()));
            changed.fire(new AccountChanged(made.id()));
            LOG.log(Level.INFO, "event=account-added account={0} address={1}", Long.toString(made.id()), address);
            return made;
        } catch (TakenException e) {
            throw new Taken(Refusal.ADDRESS_IN_USE, address);
        } catch (LimitException e) {
            throw limited(e, address.domain());
        }
    }

    /** Changes what the patch holds, all or nothing. Fields as for {@link #add}. */
    public Account change(Actor actor, long account, AccountPatch patch) {
        boolean more = patch.roles().isPresent() || patch.quotaBytes().isPresent() || patch.password().isPresent();
        (more ? Right.CHANGE_ACCOUNT : Right.CHANGE_DISPLAY_NAME).require(actor, account,
                managedDomain(accounts, actor, account));
        Account before = account(actor, account);
        Optional<String> name = patch.displayName().map(text -> Fields.requiredName("displayName", text));
        if (patch.roles().filter(roles -> !roles.equals(before.roles())).isPresent() && !actor.mayGiveRoles()) {
            throw Forbidden.to(actor);
        }
        Optional<Set<String>> roles = patch.roles().map(this::roles);
        patch.quotaBytes().ifPresent(bytes -> Fields.quota("quotaBytes", bytes));
        if (actor.owns(account) && before.isAdmin() && patch.roles().isPresent()
                && !patch.roles().get().contains(Account.ADMIN)) {
            throw new Invalid("roles", Refusal.OWN_ROLE);
        }
        Optional<String> hash = patch.password().map(text ->
                passwords.kept(Fields.password(actor, "password", text), key(before.address())));
        try {
            accounts.change(actor.doer(), account, name, roles, patch.quotaBytes(), hash);
        } catch (LimitException e) {
            throw limited(e, before.address().domain());
        }
        tell(account, "account-changed");
        return account(actor, account);
    }

    /**
     * Changes the actor's own password. What the old one opened ends.
     *
     * @return the login by the new one, for whoever goes on
     * @throws Invalid field {@code currentPassword} when that is wrong, {@code password} when the new one will not do
     */
    public Login.Granted changePassword(Actor actor, String current, String next) {
        Right.CHANGE_OWN_PASSWORD.require(actor, actor.account());
        Fields.password(actor, "password", next);
        String hash = credentials.of(actor.account()).stream().filter(row -> row.label().isEmpty())
                .map(CredentialRow::hash).findFirst().orElse("");
        try {
            if (!passwords.matches(current, hash)) {
                throw new Invalid("currentPassword", Refusal.WRONG_PASSWORD);
            }
        } catch (Passwords.Busy e) {
            throw new Invalid("currentPassword", Refusal.BUSY);
        }
        long credential = credentials.setPassword(actor.doer(), actor.account(), passwords.kept(next, key(Address.of(actor.name()))));
        tell(actor.account(), "password-set");
        return new Login.Granted(actor.account(), Address.of(actor.name()), credential, false);
    }

    /** From now on nobody logs in to it and nothing is delivered to it; its open sessions end. Its mail stays. */
    public void close(Actor actor, long account) {
        Right.CLOSE_ACCOUNT.require(actor, account, managedDomain(accounts, actor, account));
        notOneself(actor, account);
        found(account, accounts.setActive(actor.doer(), account, false));
        tell(account, "account-closed");
    }

    /** What was closed works again, with all its mail and passwords. */
    public void reopen(Actor actor, long account) {
        Right.CLOSE_ACCOUNT.require(actor, account, managedDomain(accounts, actor, account));
        found(account, accounts.setActive(actor.doer(), account, true));
        tell(account, "account-reopened");
    }

    /** Takes it away with all its mail, for good. */
    public void delete(Actor actor, long account) {
        Right.DELETE_ACCOUNT.require(actor, account, managedDomain(accounts, actor, account));
        notOneself(actor, account);
        found(account, accounts.delete(actor.doer(), account));
        tell(account, "account-deleted");
    }

    /** Of domains of ours alone, in their comparable form. */
    private Set<String> roles(Set<String> wanted) {
        return Fields.roles("roles", wanted, name -> accounts.domain(name).filter(row -> row.aliasOf().isEmpty())
                .isPresent());
    }

    /** The domain of an account, for whoever administers one; empty for others, whose rights do not hang on it. */
    private String domain(Actor actor, long account) {
        return actor.domains().isEmpty() ? "" : accounts.account(account).map(AccountRow::domain).orElse("");
    }

    /**
     * The same, but empty when the account may more than the actor: an administrator of its domain must not become an
     * administrator of all by a new password for one.
     */
    static String managedDomain(Accounts accounts, Actor actor, long account) {
        return actor.domains().isEmpty() ? "" : accounts.account(account).filter(row -> !row.isDevice()).map(Account::of)
                .map(other -> managedDomain(actor, other)).orElse("");
    }

    static String managedDomain(Actor actor, Account other) {
        return !other.isAdmin() && actor.domains().containsAll(other.domains()) ? other.address().domain().name() : "";
    }

    /** An address in one of our domains of its own, or why it is none. */
    static Address hosted(Accounts accounts, Address address) {
        DomainRow domain = accounts.domain(address.domain().name()).orElseThrow(() ->
                new Invalid("address", Refusal.NOT_HOSTED, address.domain()));
        domain.aliasOf().ifPresent(real -> {
            throw new Invalid("address", Refusal.OTHER_NAME, address.domain(), real);
        });
        return address;
    }

    /** As {@link org.mercurymail.store.AccountRow#address} has it. */
    static String key(Address address) {
        return address.localPart().toLowerCase(Locale.ROOT) + '@' + address.domain().name();
    }

    private void tell(long account, String event) {
        changed.fire(new AccountChanged(account));
        LOG.log(Level.INFO, "event={0} account={1}", event, Long.toString(account));
    }

    private static Invalid limited(LimitException e, Domain domain) {
        return e.of() == LimitException.Of.ACCOUNTS ? new Invalid("address", Refusal.DOMAIN_FULL, domain, e.limit())
                : new Invalid("quotaBytes", Refusal.DOMAIN_QUOTA, domain, e.limit());
    }

    private static void notOneself(Actor actor, long account) {
        if (actor.owns(account)) {
            throw new Invalid("account", Refusal.OWN_ACCOUNT);
        }
    }

    private static void found(long account, boolean found) {
        if (!found) {
            throw new Missing(Refusal.NO_ACCOUNT, account);
        }
    }
}
