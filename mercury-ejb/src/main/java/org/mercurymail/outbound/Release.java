package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.mercurymail.intake.Prepared;
import org.mercurymail.intake.Submission;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.GoneException;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.StoreUnavailable;

/**
 * Ends a hold (RFC 4865): what waited as it came is now filed and queued as a message of its own, so that aliases and
 * lists are those of today, and a mailbox sees nothing before its time. The held rows end in the same commit: a kill
 * releases a message once or not yet, never twice. Who cannot be reached now is tried again, or reported.
 */
@ApplicationScoped
public class Release {

    private static final System.Logger LOG = System.getLogger(Release.class.getName());

    private Bodies bodies;
    private Submission submission;
    private Settling settling;

    /** For the container's proxy. */
    protected Release() { }

    @Inject
    public Release(Bodies bodies, Submission submission, Settling settling) {
        this.bodies = bodies;
        this.submission = submission;
        this.settling = settling;
    }

    /** @param held with the recipients that are due */
    void release(QueuedMessage held) {
        Envelope envelope = Queued.envelope(held, held.recipients());
        Body body = new QueuedBody(bodies, held);
        try {
            Prepared now = submission.release(held.account(), envelope, body);
            settling.settle(held, held.recipients(), outcomes(envelope, now), now.arrivals());
            submission.released(held.account(), envelope, body, now);
            LOG.log(Level.INFO, "event=released msg={0} as={1}", new MessageId(held.id()), now.id());
        } catch (GoneException e) { // a mailbox was removed just now: the lease ends, and it is looked up again
            LOG.log(Level.WARNING, "event=release-put-off msg={0} reason=\"{1}\"", new MessageId(held.id()),
                    e.getMessage());
        } catch (IOException e) {
            throw new StoreUnavailable("the held message cannot be read", e);
        }
    }

    private static DeliveryReport outcomes(Envelope envelope, Prepared now) {
        Status done = new Status(250, "2.0.0", "Released as " + now.id());
        return new DeliveryReport(envelope.recipients().stream().map(recipient -> new DeliveryReport.Outcome(recipient,
                now.spread().refused().getOrDefault(recipient, done), "")).toList(), true, true);
    }
}
