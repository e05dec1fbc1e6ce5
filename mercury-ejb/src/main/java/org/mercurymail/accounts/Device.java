package org.mercurymail.accounts;

import java.util.List;
import java.util.Set;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Network;

/**
 * A machine or program that logs in to send and has no mailbox.
 *
 * @param senders  what it may put into MAIL FROM
 * @param networks where it may log in from; empty for anywhere
 */
public record Device(long id, Address address, String displayName, boolean active, Set<Address> senders,
        List<Network> networks) {

    public Device {
        senders = Set.copyOf(senders);
        networks = List.copyOf(networks);
    }

    /** With its secret, which is shown once and kept nowhere. */
    public record Made(Device device, String secret) {
        @Override
        public String toString() {
            return "made " + device;
        }
    }
}
