package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.CredentialRow;
import org.mercurymail.store.Credentials;
import org.mercurymail.store.TakenException;

/**
 * Passwords that the server makes for the programs and machines of an account: one each, shown once, revoked alone and
 * at once. Field: {@code label}.
 */
@ApplicationScoped
public class ApplicationPasswords {

    private static final System.Logger LOG = System.getLogger(ApplicationPasswords.class.getName());
    private static final int MOST = 50;

    private Accounts accounts;
    private Credentials credentials;
    private Passwords passwords;
    private Event<AccountChanged> changed;

    /** For the container's proxy. */
    protected ApplicationPasswords() { }

    @Inject
    public ApplicationPasswords(Accounts accounts, Credentials credentials, Passwords passwords,
            Event<AccountChanged> changed) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwords = passwords;
        this.changed = changed;
    }

    /** The oldest first. */
    public List<ApplicationPassword> of(Actor actor, long account) {
        Right.SEE_APPLICATION_PASSWORDS.require(actor, account,
                AccountService.managedDomain(accounts, actor, account));
        return credentials.of(account).stream().filter(row -> !row.label().isEmpty())
                .map(ApplicationPasswords::shown).toList();
    }

    public ApplicationPassword.Made make(Actor actor, long account, String label) {
        return make(actor, account, label, false);
    }

    /** One that has its administrator's role, for Mercury's own command line and for nobody else. */
    ApplicationPassword.Made makeAdministering(long account, String label) {
        return make(Actor.mercury(), account, label, true);
    }

    private ApplicationPassword.Made make(Actor actor, long account, String label, boolean administers) {
        Right.CHANGE_APPLICATION_PASSWORDS.require(actor, account,
                AccountService.managedDomain(accounts, actor, account));
        AccountRow owner = accounts.account(account).filter(row -> !row.isDevice())
                .orElseThrow(() -> new Missing(Refusal.NO_ACCOUNT, account));
        String name = Fields.requiredName("label", label);
        if (of(actor, account).size() >= MOST) {
            throw new Invalid("label", Refusal.TOO_MANY_PASSWORDS, MOST);
        }
        String secret = passwords.inventedForApplication();
        try {
            CredentialRow made = credentials.add(actor.doer(), account, name, Passwords.hint(secret).orElseThrow(),
                    passwords.kept(secret, owner.address()), administers);
            LOG.log(Level.INFO, "event=application-password-made account={0} credential={1}",
                    Long.toString(account), Long.toString(made.id()));
            return new ApplicationPassword.Made(shown(made), secret);
        } catch (TakenException e) {
            throw new Taken(Refusal.LABEL_IN_USE, name);
        }
    }

    /** It opens nothing from now on, and what it opened ends; the others go on. */
    public void revoke(Actor actor, long account, long id) {
        Right.CHANGE_APPLICATION_PASSWORDS.require(actor, account,
                AccountService.managedDomain(accounts, actor, account));
        if (!credentials.revoke(actor.doer(), account, id)) {
            throw new Missing(Refusal.NO_APPLICATION_PASSWORD);
        }
        changed.fire(new AccountChanged(account));
        LOG.log(Level.INFO, "event=application-password-revoked account={0} credential={1}", Long.toString(account),
                Long.toString(id));
    }

    private static ApplicationPassword shown(CredentialRow row) {
        return new ApplicationPassword(row.id(), row.label(), row.hint(), row.created(), row.lastUsed(),
                row.lastFrom());
    }
}
