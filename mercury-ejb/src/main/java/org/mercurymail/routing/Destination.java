package org.mercurymail.routing;

import java.util.List;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;

/** Where an address leads, one step on. */
public sealed interface Destination {

    /** A mailbox of ours. */
    record Local(long account, long inbox) implements Destination { }

    /** Other addresses, which lead on in their turn. */
    record Alias(List<Address> targets) implements Destination {
        public Alias {
            targets = List.copyOf(targets);
        }
    }

    /** Another domain's servers. */
    record Remote(Domain domain) implements Destination { }

    /** Nowhere, now (4yz) or at all (5yz). */
    record Refuse(Status status) implements Destination { }
}
