package org.mercurymail.intake;

import java.util.Map;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/** What became of a message that was handed over. */
public sealed interface Submitted {

    /**
     * It is durable.
     *
     * @param refused recipients that do not get it, though they were taken before
     * @param waiting how many recipients are still to be sent to, those that lists add aside
     */
    record Accepted(MessageId id, Map<Recipient, Status> refused, int waiting) implements Submitted { }

    /**
     * Nothing was kept.
     *
     * @param reason for the log
     */
    record Rejected(Status status, String reason) implements Submitted { }
}
