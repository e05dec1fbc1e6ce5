package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.DomainRow;

/** What our domains limit for their accounts, as the store said some seconds ago. Only our own domains are remembered. */
@ApplicationScoped
public class DomainLimits {

    private static final long LIFE_NANOS = 5_000_000_000L;

    private record Known(DomainRow.Limits limits, long at) { }

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private Accounts accounts;

    /** For the container's proxy. */
    protected DomainLimits() { }

    @Inject
    public DomainLimits(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Those of the domain, or of the one that it is another name of. */
    DomainRow.Limits of(Domain domain) {
        Known before = known.get(domain.name());
        if (before != null && System.nanoTime() - before.at < LIFE_NANOS) {
            return before.limits;
        }
        Optional<DomainRow> row = accounts.domain(domain.name());
        Optional<DomainRow> home = row.flatMap(DomainRow::aliasOf).flatMap(accounts::domain).or(() -> row);
        home.ifPresent(found -> known.put(domain.name(), new Known(found.limits(), System.nanoTime())));
        return home.map(DomainRow::limits).orElse(DomainRow.Limits.NONE);
    }

    /** Why a message of so many octets may not go to or come from one of these; empty when it may. */
    Optional<Status> sizeRefusal(Collection<Domain> domains, long size) {
        return domains.stream().distinct().filter(domain -> of(domain).sizeBytes() > 0 && size > of(domain).sizeBytes())
                .findFirst().map(domain -> new Status(552, "5.3.4", "Messages of " + domain + " have "
                        + of(domain).sizeBytes() + " octets at the most"));
    }

    public void forget(@Observes AddressesChanged change) {
        known.clear();
    }
}
