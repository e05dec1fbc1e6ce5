package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.Domains;
import org.mercurymail.store.TakenException;

/**
 * Our domains: each has its own addresses and perhaps a catch-all account, or is another name of one that has. Every
 * change is durable and noted when the method returns, and holds at once. Fields: {@code name}, {@code aliasOf},
 * {@code catchAll}.
 */
@ApplicationScoped
public class DomainService {

    private static final System.Logger LOG = System.getLogger(DomainService.class.getName());

    private Accounts accounts;
    private Domains domains;
    private Event<AddressesChanged> changed;
    private Event<AccountChanged> accountChanged;

    /** For the container's proxy. */
    protected DomainService() { }

    @Inject
    public DomainService(Accounts accounts, Domains domains, Event<AddressesChanged> changed,
            Event<AccountChanged> accountChanged) {
        this.accounts = accounts;
        this.domains = domains;
        this.changed = changed;
        this.accountChanged = accountChanged;
    }

    /** By name, from behind one of them; empty text to begin. Those that one administers, who does not administer all. */
    public List<HostedDomain> page(Actor actor, String after, int limit) {
        if (!Right.SEE_DOMAINS.isGiven(actor, 0) && !actor.domains().isEmpty()) {
            return actor.domains().stream().filter(name -> name.compareTo(after) > 0).sorted().limit(Fields.limit(limit))
                    .flatMap(name -> accounts.domain(name).stream()).map(this::shown).toList();
        }
        Right.SEE_DOMAINS.require(actor);
        return accounts.domains(after, Fields.limit(limit)).stream().map(this::shown).toList();
    }

    public HostedDomain domain(Actor actor, String name) {
        Right.SEE_DOMAINS.require(actor, 0, Fields.domainOf(name));
        return shown(row(name));
    }

    /**
     * @param aliasOf  the domain it shall be another name of
     * @param catchAll the address of the account that gets what nobody else takes
     */
    public HostedDomain add(Actor actor, String name, Optional<String> aliasOf, Optional<String> catchAll) {
        Right.CHANGE_DOMAINS.require(actor);
        Domain domain = Fields.domain("name", name);
        Optional<String> real = aliasOf.map(text -> home(domain, text));
        Optional<Long> account = catchAll(real.isPresent(), catchAll);
        try {
            domains.add(actor.doer(), domain.name(), real, account);
        } catch (TakenException e) {
            throw new Taken(Refusal.DOMAIN_THERE, domain);
        }
        return told(domain, "domain-added");
    }

    /**
     * Who gets what no address of the domain takes: the account of that address, or nobody. An administrator of the
     * domain names only an account of a domain of his: others' are as good as absent.
     */
    public HostedDomain setCatchAll(Actor actor, String name, Optional<String> address) {
        Right.CHANGE_CATCH_ALL.require(actor, 0, Fields.domainOf(name));
        DomainRow row = row(name);
        address.filter(text -> !Right.SEE_ACCOUNTS.isGiven(actor, 0, Fields.domainOf(text))).ifPresent(text -> {
            throw new Invalid("catchAll", Refusal.NO_OPEN_ACCOUNT, text.strip());
        });
        domains.setCatchAll(actor.doer(), row.name(), catchAll(row.aliasOf().isPresent(), address));
        return told(new Domain(row.name()), "domain-changed");
    }

    /** Makes it another name of a domain, or a domain of its own. */
    public HostedDomain setAliasOf(Actor actor, String name, Optional<String> aliasOf) {
        Right.CHANGE_DOMAINS.require(actor);
        Domain domain = new Domain(row(name).name());
        Optional<String> real = aliasOf.map(text -> home(domain, text));
        try {
            domains.setAliasOf(actor.doer(), domain.name(), real);
        } catch (TakenException e) {
            throw new Taken(Refusal.DOMAIN_NEEDED, domain);
        }
        return told(domain, "domain-changed");
    }

    /**
     * From now on nobody of it logs in and nothing is delivered to it; open sessions end. All it has stays. Another
     * name is closed alone; a domain of its own with all its other names.
     */
    public HostedDomain close(Actor actor, String name) {
        Right.CHANGE_DOMAINS.require(actor);
        DomainRow row = row(name);
        if (accounts.account(actor.account()).filter(own -> own.domain().equals(row.name())).isPresent()) {
            throw new Invalid("active", Refusal.OWN_DOMAIN);
        }
        return setActive(actor, row, false);
    }

    /** What was closed works again. */
    public HostedDomain reopen(Actor actor, String name) {
        Right.CHANGE_DOMAINS.require(actor);
        return setActive(actor, row(name), true);
    }

    /** Fields: {@code limitAccounts}, {@code limitQuotaBytes}, {@code limitSizeBytes}, {@code limitMessagesPerHour}. */
    public HostedDomain setLimits(Actor actor, String name, HostedDomain.Limits wanted) {
        Right.CHANGE_DOMAINS.require(actor);
        DomainRow row = row(name);
        row.aliasOf().ifPresent(real -> {
            throw new Invalid("name", Refusal.OTHER_NAME, row.name(), real);
        });
        domains.setLimits(actor.doer(), row.name(), new DomainRow.Limits(
                (int) Fields.limit("limitAccounts", wanted.accounts(), Integer.MAX_VALUE),
                Fields.limit("limitQuotaBytes", wanted.quotaBytes(), Long.MAX_VALUE),
                Fields.limit("limitSizeBytes", wanted.sizeBytes(), Long.MAX_VALUE),
                (int) Fields.limit("limitMessagesPerHour", wanted.messagesPerHour(), Integer.MAX_VALUE)));
        return told(new Domain(row.name()), "domain-limited");
    }

    private HostedDomain setActive(Actor actor, DomainRow row, boolean active) {
        if (row.active() == active) {
            return shown(row);
        }
        List<Long> concerned = domains.setActive(actor.doer(), row.name(), active);
        HostedDomain now = told(new Domain(row.name()), active ? "domain-reopened" : "domain-closed");
        concerned.forEach(account -> accountChanged.fire(new AccountChanged(account)));
        return now;
    }

    /** Only a domain without addresses can go. */
    public void remove(Actor actor, String name) {
        Right.CHANGE_DOMAINS.require(actor);
        Domain domain = new Domain(row(name).name());
        try {
            if (!domains.remove(actor.doer(), domain.name())) {
                throw new Missing(Refusal.NO_DOMAIN, domain);
            }
        } catch (TakenException e) {
            throw new Taken(Refusal.DOMAIN_NEEDED, domain);
        }
        changed.fire(new AddressesChanged());
        LOG.log(Level.INFO, "event=domain-removed domain={0}", domain);
    }

    private HostedDomain told(Domain domain, String event) {
        changed.fire(new AddressesChanged());
        LOG.log(Level.INFO, "event={0} domain={1}", event, domain);
        return shown(row(domain.name()));
    }

    private DomainRow row(String name) {
        return Domain.parse(name.strip()).flatMap(domain -> accounts.domain(domain.name()))
                .orElseThrow(() -> new Missing(Refusal.NO_DOMAIN, name.strip()));
    }

    private String home(Domain domain, String text) {
        Domain real = Fields.domain("aliasOf", text);
        if (real.equals(domain)) {
            throw new Invalid("aliasOf", Refusal.NAME_OF_ITSELF);
        }
        DomainRow row = accounts.domain(real.name()).orElseThrow(() ->
                new Invalid("aliasOf", Refusal.NOT_HOSTED, real));
        row.aliasOf().ifPresent(further -> {
            throw new Invalid("aliasOf", Refusal.OTHER_NAME, real, further);
        });
        return real.name();
    }

    private Optional<Long> catchAll(boolean isAlias, Optional<String> address) {
        if (isAlias && address.isPresent()) {
            throw new Invalid("catchAll", Refusal.CATCH_ALL_OF_OTHER_NAME);
        }
        return address.map(text -> {
            Address wanted = Fields.ownAddress("catchAll", text);
            return accounts.byAddress(wanted.localPart(), wanted.domain().name())
                    .filter(row -> row.active() && !row.isDevice()).map(AccountRow::id)
                    .orElseThrow(() -> new Invalid("catchAll", Refusal.NO_OPEN_ACCOUNT, wanted));
        });
    }

    private HostedDomain shown(DomainRow row) {
        return new HostedDomain(new Domain(row.name()), row.aliasOf().map(Domain::new),
                row.catchAll().flatMap(accounts::account).map(account -> Account.of(account).address()),
                row.active(), new HostedDomain.Limits(row.limits().accounts(), row.limits().quotaBytes(),
                row.limits().sizeBytes(), row.limits().messagesPerHour()));
    }
}
