package org.mercurymail.accounts;

import java.util.List;

/**
 * A device's login to be made, or the whole of what one shall become, as somebody wrote it down.
 *
 * @param senders  at least one address
 * @param networks in CIDR notation; empty for anywhere
 */
public record NewDevice(String address, String displayName, List<String> senders, List<String> networks) {

    public NewDevice {
        senders = List.copyOf(senders);
        networks = List.copyOf(networks);
    }
}
