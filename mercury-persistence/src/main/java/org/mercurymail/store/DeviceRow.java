package org.mercurymail.store;

import java.util.List;

/**
 * What a login without a mailbox may do.
 *
 * @param senders  addresses it may send from, in lower case
 * @param networks where it may log in from, in CIDR notation; anywhere when there is none
 */
public record DeviceRow(AccountRow account, List<String> senders, List<String> networks) {

    public DeviceRow {
        senders = List.copyOf(senders);
        networks = List.copyOf(networks);
    }
}
