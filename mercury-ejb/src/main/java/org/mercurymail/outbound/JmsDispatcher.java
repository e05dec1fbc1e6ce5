package org.mercurymail.outbound;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.intake.Dispatcher;
import org.mercurymail.mail.MessageId;

/**
 * Nudges over JMS: the id, and where all of it goes if that is known, as text; not persistent, since the row is the truth. A message that waits in the broker is not
 * nudged again. A broker that is away costs a log line, and the sweeper's patience.
 */
@ApplicationScoped
public class JmsDispatcher implements Dispatcher {

    static final String QUEUE = "mercury.outbound";

    private static final System.Logger LOG = System.getLogger(JmsDispatcher.class.getName());
    private static final int MOST_REMEMBERED = 100_000;
    private static final long LOST_AFTER_NANOS = 60_000_000_000L;

    @Resource(lookup = "java:app/jms/mercury")
    private ConnectionFactory factory;

    private final Map<Long, Long> nudged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    @Override
    public void dispatch(MessageId message, int priority, Optional<String> domain) {
        if (!isNews(message.value(), System.nanoTime())) {
            return;
        }
        try (JMSContext jms = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            jms.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT).setPriority(priority)
                    .send(jms.createQueue(QUEUE), domain.map(name -> message.value() + " " + name)
                            .orElse(String.valueOf(message.value())));
        } catch (RuntimeException e) { // whatever ails the broker: the message is safe, and is to be acknowledged
            taken(message.value());
            LOG.log(Level.WARNING, "event=nudge-lost msg={0} reason=\"{1}\"", message, e.getMessage());
        }
    }

    /** The listener has it in hand: a nudge from now on is a new one. */
    void taken(long message) {
        synchronized (nudged) {
            nudged.remove(message);
        }
    }

    private boolean isNews(long message, long nanos) {
        synchronized (nudged) {
            Long before = nudged.get(message);
            if (before != null && nanos - before < LOST_AFTER_NANOS) {
                return false;
            }
            nudged.put(message, nanos);
            return true;
        }
    }
}
