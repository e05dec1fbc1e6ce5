package org.mercurymail.maildrop;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mercurymail.mail.MessageId;
import org.mercurymail.store.Handling;
import org.mercurymail.store.OutcomeRow;
import org.mercurymail.store.Outcomes;
import org.mercurymail.store.StoreUnavailable;

/**
 * Tells applications what became of the recipients of their messages, as it comes about, and never before they heard
 * that the message was accepted. What is owed is in the store since it came about: a broker that was away, or a process
 * that died, is made up for by a look every few seconds. Asks nothing of any one message to do so.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AnswerDesk {

    private static final System.Logger LOG = System.getLogger(AnswerDesk.class.getName());
    private static final int MOST_AT_ONCE = 200;
    private static final Duration KEPT = Duration.ofDays(7);

    @Inject
    private Outcomes outcomes;
    @Inject
    private QueueAnswers answers;

    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

    /** Nothing is told to these until {@link #answered}. */
    public void hold(Handling handling) {
        if (handling.isTold()) {
            unanswered.add(name(handling.answerTo(), handling.correlation()));
        }
    }

    /** The first answer is out, or there is none. */
    public void answered(Handling handling) {
        unanswered.remove(name(handling.answerTo(), handling.correlation()));
    }

    /** Something may have become of recipients of this message. Never throws: what is not told now is told later. */
    public void settled(MessageId message) {
        try {
            outcomes.tell(message.value(), this::tell);
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=outcome-put-off msg={0} reason=\"{1}\"", message, e.getMessage());
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void sweep() {
        try {
            outcomes.tellOldest(MOST_AT_ONCE, this::tell);
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "event=outcomes-put-off reason=\"{0}\"", e.getMessage()); // others say it aloud
        }
    }

    @Schedule(hour = "*", minute = "23", persistent = false)
    void forget() {
        try {
            int gone = outcomes.forget(Instant.now().minus(KEPT));
            if (gone > 0) {
                LOG.log(Level.WARNING, "event=outcomes-forgotten outcomes={0}", gone);
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=outcomes-put-off reason=\"{0}\"", e.getMessage());
        }
    }

    private boolean tell(OutcomeRow outcome) {
        return !unanswered.contains(name(outcome.answerTo(), outcome.correlation())) && answers.settled(outcome);
    }

    private static String name(String queue, String correlation) {
        return queue + " " + correlation;
    }
}
