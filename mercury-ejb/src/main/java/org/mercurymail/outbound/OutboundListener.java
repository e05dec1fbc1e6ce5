package org.mercurymail.outbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.lang.System.Logger.Level;
import org.mercurymail.accounts.FirstStart;
import org.mercurymail.store.StoreUnavailable;

/**
 * Hears the nudges. One thread of the broker's carries one attempt, outside any transaction: a nudge that is lost with
 * its thread costs nothing, the row being the truth.
 */
@MessageDriven(name = "OutboundListener", activationConfig = {
    @ActivationConfigProperty(propertyName = "destination", propertyValue = JmsDispatcher.QUEUE),
    @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
    @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
    @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "32")
})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OutboundListener implements MessageListener {

    private static final System.Logger LOG = System.getLogger(OutboundListener.class.getName());

    @Inject
    private FirstStart firstStart;
    @Inject
    private JmsDispatcher dispatcher;
    @Inject
    private Attempts attempts;
    private boolean started;

    @Override
    public void onMessage(Message nudge) {
        if (!started) { // once for each bean: it is a call through the container
            firstStart.await();
            started = true;
        }
        try {
            String[] words = nudge.getBody(String.class).split(" ", 2);
            long message = Long.parseLong(words[0]);
            dispatcher.taken(message);
            if (words.length > 1) {
                attempts.on(message, nudge.getJMSPriority(), words[1]);
            } else {
                attempts.on(message);
            }
        } catch (JMSException e) {
            LOG.log(Level.WARNING, "event=nudge-unreadable reason=\"{0}\"", e.getMessage());
        } catch (StoreUnavailable e) {
            // the row stays due, or leased to us until its lease ends; the sweeper comes back to it
            LOG.log(Level.WARNING, "event=attempt-put-off reason=\"{0}\"", e.getMessage());
        }
    }
}
