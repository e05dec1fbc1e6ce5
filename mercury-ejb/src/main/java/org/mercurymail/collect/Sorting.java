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

    /** In this order; the first that names somebody decides. */
    private static final List<List<String>> FIELDS = List.of(List.of("Delivered-To"), List.of("X-Original-To"),
            List.of("Envelope-To"), List.of("To", "Cc"));
    private static final int MOST = 100;

    /**
     * @param recipients   at least one
     * @param heldUp       why it is to stay at the provider for now: a mailbox it is for is full
     */
    record Sorted(List<Address> recipients, Optional<Status> heldUp) { }

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
        for (List<String> names : FIELDS) {
            Map<String, Address> found = new LinkedHashMap<>();
            for (String name : names) {
                header.all(name).forEach(field -> addresses(field.value()).stream()
                        .filter(address -> isOf(address, domain)).forEach(address -> found.put(address.key(), address)));
            }
            List<Address> takers = new ArrayList<>();
            for (Address address : found.values()) {
                Destination destination = router.route(address);
                if (destination instanceof Destination.Refuse refuse && refuse.status().isTransient()) {
                    return new Sorted(List.of(address), Optional.of(refuse.status()));
                }
                if (destination instanceof Destination.Local || destination instanceof Destination.Alias) {
                    takers.add(address);
                }
            }
            if (!takers.isEmpty()) {
                return new Sorted(takers, Optional.empty());
            }
        }
        return new Sorted(List.of(otherwise), Optional.empty());
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
