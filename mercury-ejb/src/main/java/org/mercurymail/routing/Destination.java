package org.mercurymail.routing;

import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;

/** Where an address leads, one step on. */
public sealed interface Destination {

    /** A mailbox of ours. */
    record Local(long account, long inbox) implements Destination { }

    /** Other addresses, which lead on in their turn. */
    record Alias(java.util.List<Address> targets) implements Destination {
        public Alias {
            targets = java.util.List.copyOf(targets);
        }
    }

    /**
     * A distribution list, or one of its own addresses.
     *
     * @param address the list's, whichever of its addresses led here
     * @param detail  what stood behind {@code +}
     */
    record List(long id, Address address, Role role, String detail) implements Destination {

        /** What an address of a list is for. */
        public enum Role { POST, BOUNCES, SUBSCRIBE, UNSUBSCRIBE, CONFIRM }
    }

    /** Another domain's servers. */
    record Remote(Domain domain) implements Destination { }

    /** Nowhere, now (4yz) or at all (5yz). */
    record Refuse(Status status) implements Destination { }
}
