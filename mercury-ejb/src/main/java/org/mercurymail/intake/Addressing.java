package org.mercurymail.intake;

import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;

/**
 * What the one who hands a message over says about its envelope, beside its header.
 *
 * @param sender     instead of the header's; empty: the header's
 * @param recipients instead of the header's; none: the header's
 * @param home       completes names without a domain, as cron and PHP write them (RFC 6409 §8.2 leaves it to us)
 */
public record Addressing(Optional<Address> sender, List<Address> recipients, Optional<Domain> home) {

    /** The header says all. */
    public static final Addressing BY_HEADER = new Addressing(Optional.empty(), List.of(), Optional.empty());

    public Addressing {
        recipients = List.copyOf(recipients);
    }

    /** The address that the text of a header is. */
    Optional<Address> whole(String text) {
        return Address.parse(text).or(() -> home.filter(domain -> text.indexOf('@') < 0)
                .flatMap(domain -> Address.parse(text + "@" + domain)));
    }
}
