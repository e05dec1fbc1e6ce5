package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.AliasRow;
import org.mercurymail.store.Aliases;
import org.mercurymail.store.TakenException;

/**
 * Addresses that stand for others, local or not. Every change is durable and noted when the method returns, and holds
 * at once. Fields: {@code address}, {@code targets}.
 */
@ApplicationScoped
public class AliasService {

    private static final System.Logger LOG = System.getLogger(AliasService.class.getName());

    private Accounts accounts;
    private Aliases aliases;
    private Event<AddressesChanged> changed;

    /** For the container's proxy. */
    protected AliasService() { }

    @Inject
    public AliasService(Accounts accounts, Aliases aliases, Event<AddressesChanged> changed) {
        this.accounts = accounts;
        this.aliases = aliases;
        this.changed = changed;
    }

    /** By domain and local part, from behind one of them; of one domain when it is given. */
    public List<Alias> page(Actor actor, Optional<Domain> domain, Optional<Address> after, int limit) {
        Right.SEE_ALIASES.require(actor, 0, domain.map(Domain::name).orElse(""));
        return aliases.page(domain.map(Domain::name), after.map(a -> a.domain().name()).orElse(""),
                after.map(AliasService::local).orElse(""), Fields.limit(limit)).stream()
                .map(AliasService::shown).toList();
    }

    public Alias alias(Actor actor, Address address) {
        Right.SEE_ALIASES.require(actor, 0, address.domain().name());
        return aliases.alias(local(address), address.domain().name()).map(AliasService::shown)
                .orElseThrow(() -> missing(address));
    }

    public Alias add(Actor actor, String address, List<String> targets) {
        Right.CHANGE_ALIASES.require(actor, 0, Fields.domainOf(address));
        Address wanted = AccountService.hosted(accounts, Fields.ownAddress("address", address));
        List<String> ends = targets(wanted, targets);
        try {
            aliases.add(actor.doer(), wanted.localPart(), wanted.domain().name(), ends);
        } catch (TakenException e) {
            throw new Taken(Refusal.ADDRESS_IN_USE, wanted);
        }
        tell("alias-added", wanted);
        return alias(actor, wanted);
    }

    /** Gives it other targets instead of those it has. */
    public Alias change(Actor actor, Address address, List<String> targets) {
        Right.CHANGE_ALIASES.require(actor, 0, address.domain().name());
        if (!aliases.change(actor.doer(), local(address), address.domain().name(), targets(address, targets))) {
            throw missing(address);
        }
        tell("alias-changed", address);
        return alias(actor, address);
    }

    public void remove(Actor actor, Address address) {
        Right.CHANGE_ALIASES.require(actor, 0, address.domain().name());
        if (!aliases.remove(actor.doer(), local(address), address.domain().name())) {
            throw missing(address);
        }
        tell("alias-removed", address);
    }

    private static List<String> targets(Address alias, List<String> texts) {
        List<Address> targets = Fields.addresses("targets", texts);
        if (targets.stream().anyMatch(target -> target.key().equals(alias.key()))) {
            throw new Invalid("targets", Refusal.ALIAS_OF_ITSELF);
        }
        return targets.stream().map(Address::toString).toList();
    }

    private void tell(String event, Address address) {
        changed.fire(new AddressesChanged());
        LOG.log(Level.INFO, "event={0} address={1}", event, address);
    }

    private static Missing missing(Address address) {
        return new Missing(Refusal.NO_ALIAS, address);
    }

    private static String local(Address address) {
        return address.localPart().toLowerCase(Locale.ROOT);
    }

    private static Alias shown(AliasRow row) {
        return new Alias(new Address(row.localPart(), new Domain(row.domain())),
                row.targets().stream().flatMap(text -> Address.parse(text).stream()).toList());
    }
}
