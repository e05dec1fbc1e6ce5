package org.mercurymail.accounts;

import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;

/**
 * A domain whose mail is ours.
 *
 * @param aliasOf  the domain that this one is another name of
 * @param catchAll the account that gets what no address of the domain takes
 * @param active   false once closed: no login, no delivery
 */
public record HostedDomain(Domain name, Optional<Domain> aliasOf, Optional<Address> catchAll, boolean active) { }
