package org.mercurymail.intake;

import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;

/**
 * What the one who hands a message over says about its envelope, beside its header.
 *
 * @param sender     instead of the header's; empty: the header's
 * @param recipients instead of the header's; none: the header's
 * @param account    whose domain completes names without one, as cron and PHP write them (RFC 6409 §8.2 leaves it to us),
 *                   and who is the author when the header names none
 * @param name       the author's, for a header that names none; may be empty
 */
public record Addressing(Optional<Address> sender, List<Address> recipients, Optional<Address> account, String name) {

    /** The header says all. */
    public static final Addressing BY_HEADER = new Addressing(Optional.empty(), List.of(), Optional.empty(), "");

    public Addressing {
        recipients = List.copyOf(recipients);
    }

    /** The address that the text of a header is. */
    Optional<Address> whole(String text) {
        return Address.parse(text).or(() -> account.filter(whose -> text.indexOf('@') < 0)
                .flatMap(whose -> Address.parse(text + "@" + whose.domain())));
    }

    /** The field that a header without one gets, for whom the account answers (RFC 6409 §8: as for Date). */
    Optional<String> from() {
        return account.map(whose -> NewMessage.from(name, sender.orElse(whose)));
    }
}
