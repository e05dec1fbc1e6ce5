package org.mercurymail.intake;

import java.util.List;
import java.util.Optional;
import org.mercurymail.dsn.Report;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Spread;

/** Decides on mail to the addresses of lists. What it answers is written by {@link Submission}, never by itself. */
public interface ListDesk {

    /** What becomes of a message to one address of a list. */
    sealed interface Answer { }

    /** It is not taken. */
    record Refused(Status status) implements Answer { }

    /**
     * It goes to the members, under the list's name.
     *
     * @param sender the reverse-path of the copies
     * @param body   the one body of all of them
     */
    record Copies(Address sender, Body body, List<Copy> local, List<Recipient> remote) implements Answer { }

    /**
     * A member's copy in a mailbox of ours.
     *
     * @param fields what stands before the body for this member alone
     */
    record Copy(Spread.Filed filed, byte[] fields) { }

    /** It was for the list itself, which has done what it asked; perhaps there is something to say. */
    record Obeyed(List<Report> replies) implements Answer { }

    /** Why a message with this reverse-path is not taken, as far as the envelope tells. */
    Optional<Status> refusal(Destination.List list, Optional<Address> sender, boolean verified);

    /** Decides on the whole message. */
    Answer take(Destination.List list, Incoming message);
}
