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
 * @param limits   of its accounts together
 */
public record HostedDomain(Domain name, Optional<Domain> aliasOf, Optional<Address> catchAll, boolean active, Limits limits) {

    /**
     * What the accounts of a domain may be and do together; 0 stands for no limit, each.
     *
     * @param accounts        so many
     * @param quotaBytes      of all of them; then each must have one
     * @param sizeBytes       of a message that one of them gets or hands over
     * @param messagesPerHour that they hand over
     */
    public record Limits(long accounts, long quotaBytes, long sizeBytes, long messagesPerHour) { }
}
