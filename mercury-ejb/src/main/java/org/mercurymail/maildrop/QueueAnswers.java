package org.mercurymail.maildrop;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.store.Handling;
import org.mercurymail.store.OutcomeRow;

/**
 * What goes back to a sender of the queue: whether each recipient is taken, later what became of it, when it named a
 * queue for that, and the failed message itself for the administrator. Outside the transaction that consumes the
 * message: after a crash the same answer may come twice, and an answer nobody can take holds nothing up.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class QueueAnswers {

    static final String FAILED = "mercury.maildrop.failed";

    private static final System.Logger LOG = System.getLogger(QueueAnswers.class.getName());
    private static final Duration KEPT = Duration.ofDays(30); // for an application that comes back

    @Resource(lookup = "java:app/jms/mercury")
    private ConnectionFactory factory;

    /** Accepted means durable here, and for a mailbox of ours that it is there. */
    public void outcome(Handling handling, Envelope envelope, Submitted outcome) {
        JsonArrayBuilder recipients = Json.createArrayBuilder();
        Map<Recipient, Status> refused = new LinkedHashMap<>();
        JsonObjectBuilder told = Json.createObjectBuilder();
        int waiting = 0;
        if (outcome instanceof Submitted.Accepted accepted) {
            told.add("id", accepted.id().toString()).add("state", "accepted");
            refused.putAll(accepted.refused());
            waiting = accepted.waiting();
        } else {
            told.add("state", "refused");
            Status status = ((Submitted.Rejected) outcome).status();
            envelope.recipients().forEach(recipient -> refused.put(recipient, status));
        }
        for (Recipient recipient : envelope.recipients()) {
            Status why = refused.get(recipient);
            recipients.add(recipient(recipient.address().toString(), why == null ? "accepted" : "refused",
                    why == null ? "" : why.toString()));
        }
        send(handling.answerTo(), handling.correlation(), told.add("recipients", recipients).add("waiting", waiting));
    }

    /** It is no mail, or its sender may not send. */
    public void unusable(Handling handling, String why) {
        send(handling.answerTo(), handling.correlation(), Json.createObjectBuilder().add("state", "refused")
                .add("reason", why));
    }

    /** What became of one recipient in the end; false when the broker cannot take the answer now. */
    public boolean settled(OutcomeRow outcome) {
        return send(outcome.answerTo(), outcome.correlation(), Json.createObjectBuilder()
                .add("id", new MessageId(outcome.message()).toString()).add("state", outcome.state())
                .add("recipients", Json.createArrayBuilder()
                        .add(recipient(outcome.address(), outcome.state(), outcome.reply())))
                .add("waiting", outcome.waiting()));
    }

    private static JsonObject recipient(String address, String state, String reply) {
        JsonObjectBuilder one = Json.createObjectBuilder().add("address", address).add("state", state);
        return (reply.isEmpty() ? one : one.add("reply", reply)).build();
    }

    /** A queue that is gone is no trouble: whoever made it wants no answer any more. */
    private boolean send(String queue, String correlation, JsonObjectBuilder told) {
        if (queue.isEmpty()) {
            return true; // nobody asked
        }
        try (JMSContext jms = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            Optional<Queue> there = queue(jms, queue);
            there.ifPresent(to -> jms.createProducer().setTimeToLive(KEPT.toMillis()).setJMSCorrelationID(correlation)
                    .send(to, told.build().toString()));
            return true;
        } catch (JMSRuntimeException e) {
            LOG.log(Level.WARNING, "event=maildrop-answer-lost queue={0} reason=\"{1}\"", queue, e.getMessage());
            return false;
        }
    }

    private static Optional<Queue> queue(JMSContext jms, String name) {
        try {
            return Optional.of(jms.createQueue(name));
        } catch (JMSRuntimeException gone) {
            LOG.log(Level.INFO, "event=maildrop-answer-dropped queue={0} reason=\"{1}\"", name, gone.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps the message, its properties and its body, with the reason as {@code mercury_reason}. */
    public void failed(Message message, String user, String why) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Object name : Collections.list(message.getPropertyNames())) {
            if (!name.toString().startsWith("JMS")) {
                properties.put(name.toString(), message.getObjectProperty(name.toString()));
            }
        }
        message.clearProperties();
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        message.setStringProperty("mercury_reason", why);
        message.setStringProperty("mercury_user", user);
        try (JMSContext jms = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            jms.createProducer().send(jms.createQueue(FAILED), message);
        }
    }
}
