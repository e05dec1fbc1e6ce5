package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An application outside the server, logged in to Mercury's broker. */
final class Jms implements AutoCloseable {

    static final String MAILDROP = "mercury.maildrop";
    static final String PASSWORD = "correct horse";

    private static final long PATIENCE = 60_000;

    private final JMSContext context;

    private Jms(JMSContext context) {
        this.context = context;
    }

    static Jms login(int port, String user, String password) {
        return new Jms(new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port).createContext(user, password));
    }

    /** A new account that may use the maildrop. */
    static String account(MercuryServer server, String name) {
        return account(server, name, "\"maildrop\"");
    }

    /** @param roles as in JSON */
    static String account(MercuryServer server, String name, String roles) {
        String address = name + "@mercury.test";
        assertEquals(201, Rest.of(server, "admin@mercury.test").post("accounts", "{\"address\":\"" + address
                + "\",\"password\":\"" + PASSWORD + "\",\"roles\":[" + roles + "]}").status());
        return address;
    }

    JMSContext context() {
        return context;
    }

    /** Sends it to the maildrop. */
    void send(Message mail) {
        context.createProducer().send(context.createQueue(MAILDROP), mail);
    }

    void send(Message mail, Destination answers, String correlation) throws JMSException {
        mail.setJMSReplyTo(answers);
        mail.setJMSCorrelationID(correlation);
        send(mail);
    }

    TextMessage mail(String from, String... to) {
        return context.createTextMessage("From: " + from + "\nTo: " + String.join(", ", to) + "\nSubject: by JMS\n\nText.\n");
    }

    Answers answers(Destination queue) {
        return new Answers(context.createConsumer(queue));
    }

    @Override
    public void close() {
        context.close();
    }

    /** What comes to one queue. */
    record Answers(JMSConsumer consumer) {

        JsonObject next(String correlation) throws JMSException {
            TextMessage answer = received();
            assertEquals(correlation, answer.getJMSCorrelationID());
            return json(answer);
        }

        JsonObject next() throws JMSException {
            return json(received());
        }

        private TextMessage received() {
            TextMessage answer = (TextMessage) consumer.receive(PATIENCE);
            assertNotNull(answer, "an answer within a minute");
            return answer;
        }

        private static JsonObject json(TextMessage answer) throws JMSException {
            return Json.createReader(new StringReader(answer.getText())).readObject();
        }

        boolean isEmpty() {
            return consumer.receiveNoWait() == null;
        }
    }

    /** {@code address state reply} of each recipient. */
    static List<String> recipients(JsonObject answer) {
        return answer.getJsonArray("recipients").getValuesAs(JsonObject.class).stream().map(one ->
                (one.getString("address") + " " + one.getString("state") + " " + one.getString("reply", "")).strip())
                .toList();
    }
}
