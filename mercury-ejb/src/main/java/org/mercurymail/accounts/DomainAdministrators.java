package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.store.Accounts;

/**
 * Who administers a domain, as an administrator of all names and dismisses them: the accounts, of whatever domain, that
 * have the role {@link Account#ADMIN_OF} it. A role that was taken away is gone at the next request.
 */
@ApplicationScoped
public class DomainAdministrators {

    private static final int MOST_SHOWN = 500;

    private Accounts store;
    private AccountService accounts;

    /** For the container's proxy. */
    protected DomainAdministrators() { }

    @Inject
    public DomainAdministrators(Accounts store, AccountService accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /** At most {@value #MOST_SHOWN}, the oldest accounts first. */
    public List<Account> of(Actor actor, Domain domain) {
        Right.CHANGE_DOMAINS.require(actor);
        return store.holding(role(domain), MOST_SHOWN).stream().map(Account::of).toList();
    }

    /** @throws Invalid field {@code address} when there is no such account, {@code roles} when no such domain */
    public void name(Actor actor, Domain domain, String address) {
        Right.CHANGE_DOMAINS.require(actor);
        Address wanted = Fields.address("address", address);
        Account account = accounts.account(wanted)
                .orElseThrow(() -> new Invalid("address", Refusal.NO_OPEN_ACCOUNT, wanted));
        Set<String> roles = new HashSet<>(account.roles());
        if (roles.add(role(domain))) {
            accounts.change(actor, account.id(), AccountPatch.NONE.withRoles(roles));
        }
    }

    /** Who does not administer it stays as he is. */
    public void dismiss(Actor actor, Domain domain, long account) {
        Right.CHANGE_DOMAINS.require(actor);
        Set<String> roles = new HashSet<>(accounts.account(actor, account).roles());
        if (roles.remove(role(domain))) {
            accounts.change(actor, account, AccountPatch.NONE.withRoles(roles));
        }
    }

    private static String role(Domain domain) {
        return Account.ADMIN_OF + domain.name();
    }
}
