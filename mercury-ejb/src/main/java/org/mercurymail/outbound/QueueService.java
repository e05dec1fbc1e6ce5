package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.intake.Dispatcher;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.maildrop.AnswerDesk;
import org.mercurymail.store.Handling;
import org.mercurymail.store.WaitingRecipients;

/**
 * The queue as administrators see it and lay hands on it. A recipient that is being sent to at that moment is left
 * alone. Every change is durable and noted when the method returns.
 */
@ApplicationScoped
public class QueueService {

    private static final System.Logger LOG = System.getLogger(QueueService.class.getName());
    private static final int MOST = 1000;

    /** A place in the queue: behind this recipient of this message. */
    public record Place(MessageId message, int number) {

        /** Before the first. */
        public static final Place START = new Place(new MessageId(0), -1);
    }

    private WaitingRecipients waiting;
    private Dispatcher dispatcher;
    private AnswerDesk answers;

    /** For the container's proxy. */
    protected QueueService() { }

    @Inject
    public QueueService(WaitingRecipients waiting, Dispatcher dispatcher, AnswerDesk answers) {
        this.waiting = waiting;
        this.dispatcher = dispatcher;
        this.answers = answers;
    }

    /**
     * The waiting recipients, the oldest messages first.
     *
     * @param part what the sender's or the recipient's address must contain; empty for all
     */
    public List<Waiting> page(Actor actor, String part, Place after, int limit) {
        Right.SEE_QUEUE.require(actor);
        return waiting.page(part.strip().toLowerCase(Locale.ROOT), after.message().value(), after.number(),
                Math.max(1, Math.min(limit, MOST))).stream().map(Waiting::of).toList();
    }

    /** Tries them now, those that were held too; answers how many. */
    public int retry(Actor actor, MessageId message, Optional<Address> recipient) {
        Right.CHANGE_QUEUE.require(actor);
        int changed = waiting.retry(actor.doer(), message.value(), message.toString(),
                recipient.map(Address::key));
        dispatcher.dispatch(message, Handling.NORMAL, Optional.empty());
        return told("queue-retried", message, changed);
    }

    /** Ends the hold of those that are held, and tries them; answers how many. */
    public int release(Actor actor, MessageId message, Optional<Address> recipient) {
        Right.CHANGE_QUEUE.require(actor);
        int changed = waiting.release(actor.doer(), message.value(), message.toString(),
                recipient.map(Address::key));
        dispatcher.dispatch(message, Handling.NORMAL, Optional.empty());
        return told("queue-released", message, changed);
    }

    /** Puts them off until they are released or retried; answers how many. */
    public int hold(Actor actor, MessageId message, Optional<Address> recipient) {
        Right.CHANGE_QUEUE.require(actor);
        return told("queue-held", message, waiting.hold(actor.doer(), message.value(), message.toString(),
                recipient.map(Address::key)));
    }

    /** Takes them out of the queue; nobody gets a report. Answers how many. */
    public int cancel(Actor actor, MessageId message, Optional<Address> recipient) {
        Right.CHANGE_QUEUE.require(actor);
        int cancelled = waiting.cancel(actor.doer(), message.value(), message.toString(), recipient.map(Address::key));
        answers.settled(message);
        return told("queue-cancelled", message, cancelled);
    }

    private static int told(String event, MessageId message, int recipients) {
        if (recipients == 0) {
            throw new Missing(Refusal.NO_WAITING_RECIPIENT, message);
        }
        LOG.log(Level.INFO, "event={0} msg={1} recipients={2}", event, message, recipients);
        return recipients;
    }
}
