package org.mercurymail.port;

import java.util.List;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/**
 * What a remote server said to one message.
 *
 * @param outcomes one for each recipient sent, in that order
 * @param reports  it offers DSN: it was told what the sender asked for, and reports success itself (RFC 3461 §5.2.2)
 * @param hastens  it offers DELIVERBY: it was told by when, and sees to it (RFC 2852)
 */
public record DeliveryReport(List<Outcome> outcomes, boolean reports, boolean hastens) {

    /**
     * @param status the remote's own reply, or ours where it said none (a connection that broke is 451 4.4.2)
     * @param remote the host that said it, as {@code name[ip]}
     */
    public record Outcome(Recipient recipient, Status status, String remote) { }

    public DeliveryReport {
        outcomes = List.copyOf(outcomes);
    }

    /** What a server without DSN said, or nobody. */
    public DeliveryReport(List<Outcome> outcomes) {
        this(outcomes, false, false);
    }
}
