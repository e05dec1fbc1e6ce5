package org.mercurymail.collect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Status;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.DomainRow;

/**
 * Whose a collected message is, by what the provider wrote into its header; who is merely named in To and Cc counts
 * only where the provider wrote nothing. What fits nobody goes to the default account: nothing is thrown away.
 */
@ApplicationScoped
public class Sorting {

    /** What providers write, in this order; the first that names somebody decides. */
    private static final List<String> PROVIDERS = List.of("Delivered-To", "X-Original-To", "Envelope-To");
    private static final List<String> SENDERS = List.of("To", "Cc");
    private static final int MOST = 100;

    /**
     * @param recipients   at least one
     * @param heldUp       why it is to stay at the provider for now: a mailbox it is for is full
     */
    record Sorted(List<Address> recipients, Optional<Status> heldUp) {

        boolean isOnly(Address address) {
            return recipients.size() == 1 && recipients.get(0).key().equals(address.key());
        }
    }

    private Router router;
    private Accounts accounts;

    /** For the container's proxy. */
    protected Sorting() { }

    @Inject
    public Sorting(Router router, Accounts accounts) {
        this.router = router;
        this.accounts = accounts;
    }

    Sorted sort(HeaderFields header, String domain, Address otherwise) {
        boolean forDefault = false;
        for (String name : PROVIDERS) {
            Optional<Sorted> found = takers(header, List.of(name), domain);
            if (found.isPresent() && !found.get().isOnly(otherwise)) {
                return found.get();
            }
            forDefault |= found.isPresent(); // a catch-all mailbox: another field may say whom it was caught for
        }
        Optional<Sorted> addressed = forDefault ? Optional.empty() : takers(header, SENDERS, domain);
        return addressed.orElse(new Sorted(List.of(otherwise), Optional.empty()));
    }

    /** Those of the domain whom these fields name; empty when they name nobody that we have. */
    private Optional<Sorted> takers(HeaderFields header, List<String> names, String domain) {
        Map<String, Address> found = new LinkedHashMap<>();
        for (String name : names) {
            header.all(name).forEach(field -> addresses(field.value()).stream()
                    .filter(address -> isOf(address, domain)).forEach(address -> found.put(address.key(), address)));
        }
        List<Address> takers = new ArrayList<>();
        for (Address address : found.values()) {
            Destination destination = router.route(address);
            if (destination instanceof Destination.Refuse refuse && refuse.status().isTransient()) {
                return Optional.of(new Sorted(List.of(address), Optional.of(refuse.status())));
            }
            if (destination instanceof Destination.Local || destination instanceof Destination.Alias
                    || destination instanceof Destination.List) {
                takers.add(address);
            }
        }
        return takers.isEmpty() ? Optional.empty() : Optional.of(new Sorted(takers, Optional.empty()));
    }

    private static List<Address> addresses(String value) {
        return AddressList.parse(value).stream().limit(MOST).flatMap(entry -> entry.address().stream())
                .flatMap(text -> Address.parse(text).stream()).toList();
    }

    private boolean isOf(Address address, String domain) {
        String name = address.domain().name();
        return name.equals(domain) || accounts.domain(name).flatMap(DomainRow::aliasOf).filter(domain::equals).isPresent();
    }
}
