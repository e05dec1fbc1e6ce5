package org.mercurymail.maildrop;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/**
 * What goes back to a sender of the queue: what became of each recipient, when it named a queue for that, and the
 * failed message itself for the administrator. Outside the transaction that consumes the message: after a crash the
 * same answer may come twice, and an answer nobody can take holds nothing up.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class QueueAnswers {

    static final String FAILED = "mercury.maildrop.failed";

    private static final System.Logger LOG = System.getLogger(QueueAnswers.class.getName());

    @Resource(lookup = "java:app/jms/mercury")
    private ConnectionFactory factory;

    /** Accepted means durable here; what is not delivered later comes back to the sender by mail. */
    public void outcome(Message message, Envelope envelope, Submitted outcome) {
        JsonObjectBuilder told = Json.createObjectBuilder();
        JsonArrayBuilder recipients = Json.createArrayBuilder();
        Map<Recipient, Status> refused = new LinkedHashMap<>();
        if (outcome instanceof Submitted.Accepted accepted) {
            told.add("id", accepted.id().toString());
            refused.putAll(accepted.refused());
        } else {
            Status status = ((Submitted.Rejected) outcome).status();
            envelope.recipients().forEach(recipient -> refused.put(recipient, status));
        }
        for (Recipient recipient : envelope.recipients()) {
            Optional<Status> status = Optional.ofNullable(refused.get(recipient));
            JsonObjectBuilder one = Json.createObjectBuilder().add("address", recipient.address().toString())
                    .add("state", status.isPresent() ? "refused" : "accepted");
            status.ifPresent(why -> one.add("reply", why.toString()));
            recipients.add(one);
        }
        boolean accepted = outcome instanceof Submitted.Accepted;
        reply(message, told.add("state", accepted ? "accepted" : "refused").add("recipients", recipients));
    }

    /** It is no mail, or its sender may not send. */
    public void unusable(Message message, String why) {
        reply(message, Json.createObjectBuilder().add("state", "refused").add("reason", why));
    }

    private void reply(Message message, JsonObjectBuilder told) {
        try {
            Destination to = message.getJMSReplyTo();
            if (!(to instanceof Queue queue) || queue.getQueueName().startsWith("mercury.")) {
                return; // nobody asked, or somebody asked us to write where he may not
            }
            String id = Optional.ofNullable(message.getJMSCorrelationID())
                    .orElse(String.valueOf(message.getJMSMessageID()));
            try (JMSContext jms = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                jms.createProducer().setJMSCorrelationID(id).send(to, told.build().toString());
            }
        } catch (JMSException | JMSRuntimeException e) {
            LOG.log(Level.INFO, "event=maildrop-answer-lost reason=\"{0}\"", e.getMessage());
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
