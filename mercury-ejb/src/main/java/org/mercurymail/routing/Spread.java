package org.mercurymail.routing;

import java.util.List;
import java.util.Map;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/**
 * What the recipients of one message become once every alias is followed.
 *
 * @param local   one for each mailbox, however many recipients led to it
 * @param remote  one for each foreign address
 * @param lists   one for each list's address
 * @param refused recipients of the envelope that lead nowhere at all, and why
 * @param strays  targets of an alias that do not take the message while others of its targets do: the sender is told
 */
public record Spread(List<Filed> local, List<Recipient> remote, List<Listed> lists,
        Map<Recipient, Status> refused, List<Stray> strays) {

    /** A mailbox, the recipient of the envelope that led to it first, and the address it had in the end. */
    public record Filed(Recipient recipient, Address address, Destination.Local mailbox) { }

    /** A list's address, and the recipient of the envelope that led to it first. */
    public record Listed(Recipient recipient, Destination.List list) { }

    /** An alias's target that refuses, as a recipient of its own. */
    public record Stray(Recipient recipient, Status status) { }

    public Spread {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
        lists = List.copyOf(lists);
        refused = Map.copyOf(refused);
        strays = List.copyOf(strays);
    }

    /** Nobody is left who would take the message. */
    public boolean isEmpty() {
        return local.isEmpty() && remote.isEmpty() && lists.isEmpty();
    }
}
