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
import org.mercurymail.store.Accounts;
import org.mercurymail.store.DomainRow;

/**
 * Domains and accounts, as administrators change them and everybody reads them. Every change is durable when the
 * method returns and holds at once for every protocol. Never checks who asks: pages and resources do.
 */
@ApplicationScoped
public class AccountService {

    private static final System.Logger LOG = System.getLogger(AccountService.class.getName());

    private Accounts accounts;
    private Passwords passwords;
    private Event<AccountChanged> changed;

    /** For the container's proxy. */
    protected AccountService() { }

    @Inject
    public AccountService(Accounts accounts, Passwords passwords, Event<AccountChanged> changed) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.changed = changed;
    }

    public Optional<Account> account(long id) {
        return accounts.account(id).map(Account::of);
    }

    /** The account whose primary address this is. */
    public Optional<Account> account(Address address) {
        return accounts.byAddress(address.localPart().toLowerCase(Locale.ROOT), address.domain().name())
                .map(Account::of);
    }

    /** Accounts in the order of their numbers, from behind one of them. */
    public List<Account> accounts(long after, int limit) {
        return accounts.accounts(after, limit).stream().map(Account::of).toList();
    }

    /** Our domains by name, from behind one of them; empty text to begin. */
    public List<Domain> domains(String after, int limit) {
        return accounts.domains(after, limit).stream().map(DomainRow::name).map(Domain::new).toList();
    }

    /** @throws org.mercurymail.store.TakenException when it is ours already */
    public void addDomain(Domain domain, Optional<Domain> aliasOf) {
        accounts.addDomain(domain.name(), aliasOf.map(Domain::name));
        LOG.log(Level.INFO, "event=domain-added domain={0}", domain);
    }

    /**
     * Makes an account with its INBOX and the usual mailboxes.
     *
     * @throws org.mercurymail.store.TakenException when the address is in use
     */
    public Account addAccount(Address address, String displayName, Set<String> roles, String password,
            long quotaBytes) {
        Account made = Account.of(accounts.addAccount(address.domain().name(),
                address.localPart().toLowerCase(Locale.ROOT), displayName, roles, passwords.hash(password),
                quotaBytes));
        LOG.log(Level.INFO, "event=account-added account={0} address={1}", Long.toString(made.id()), made.address());
        return made;
    }

    public void setPassword(long account, String password) {
        accounts.setPassword(account, passwords.hash(password));
        changed.fire(new AccountChanged(account, false));
        LOG.log(Level.INFO, "event=password-set account={0}", Long.toString(account));
    }

    /** From now on nobody logs in to it and nothing is delivered to it; its open sessions end. Its mail stays. */
    public void close(long account) {
        accounts.close(account);
        changed.fire(new AccountChanged(account, true));
        LOG.log(Level.INFO, "event=account-closed account={0}", Long.toString(account));
    }
}
