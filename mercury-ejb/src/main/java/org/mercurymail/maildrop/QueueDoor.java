package org.mercurymail.maildrop;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.FirstStart;
import org.mercurymail.broker.BrokerUsers;
import org.mercurymail.intake.AddressedMessage;
import org.mercurymail.intake.Handover;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.Unaddressed;
import org.mercurymail.mail.Address;
import org.mercurymail.port.Login;
import org.mercurymail.store.Handling;

/**
 * Takes messages from the queue. Each is consumed in a transaction of the broker's alone, which commits after the
 * store's: when the process dies between the two the message comes again, and its key tells that it is there already.
 * So it is mailed exactly once without a transaction over both. A store that is away puts it back into the queue;
 * whatever can never be mailed goes to the queue of the failed.
 */
@MessageDriven(name = "QueueDoor", activationConfig = {
    @ActivationConfigProperty(propertyName = "destination", propertyValue = QueueDoor.QUEUE),
    @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
    @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
    @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "16")
})
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class QueueDoor implements MessageListener {

    static final String QUEUE = "mercury.maildrop";

    private static final System.Logger LOG = System.getLogger(QueueDoor.class.getName());
    private static final String USER = "JMSXUserID"; // the broker writes it, no client can
    private static final String INSIDE = "container";
    private static final String KEY = "mercury_key";
    private static final int LONGEST_CORRELATION = 1000;
    private static final Pattern TEMPORARY = Pattern.compile("[A-Za-z0-9-]{1,100}");

    @Inject
    private FirstStart firstStart;
    @Inject
    private Handover handover;
    @Inject
    private AccountService accounts;
    @Inject
    private QueueAnswers answers;
    @Inject
    private AnswerDesk desk;

    @Override
    public void onMessage(Message message) {
        firstStart.await();
        try {
            take(message);
        } catch (JMSException | IOException e) {
            throw new IllegalStateException("the message comes again", e);
        }
    }

    private void take(Message message) throws JMSException, IOException {
        String user = Optional.ofNullable(message.getStringProperty(USER)).orElse("");
        Optional<Origin> origin = origin(user);
        Handling handling = handling(message, user);
        if (origin.isEmpty()) {
            fail(message, handling, user, "The account " + user + " may not use the maildrop");
        } else if (handling.key().isEmpty()) {
            fail(message, handling, user,
                    "It has neither a " + KEY + " nor a JMSMessageID, so that it could be mailed twice");
        } else {
            submit(message, handling, user, origin.get());
        }
    }

    private void submit(Message message, Handling handling, String user, Origin origin)
            throws JMSException, IOException {
        desk.hold(handling);
        try (AddressedMessage mail = handover.read(QueuedMail.open(message))) {
            Submitted outcome = handover.submit(origin, mail, handling);
            if (outcome instanceof Submitted.Rejected rejected && rejected.status().isTransient()) {
                throw new IllegalStateException("put off: " + rejected.status()); // the broker waits longer each time
            }
            answers.outcome(handling, mail.envelope(), outcome);
            if (outcome instanceof Submitted.Accepted accepted) {
                LOG.log(Level.INFO, "event=maildrop-taken msg={0} user={1}", accepted.id(), user);
                release(handling, accepted);
            } else {
                Submitted.Rejected rejected = (Submitted.Rejected) outcome;
                failed(message, user, "Mercury refuses it (" + rejected.reason() + "): " + rejected.status());
            }
        } catch (Unaddressed | QueuedMail.Unusable e) {
            fail(message, handling, user, e.getMessage());
        } finally {
            desk.answered(handling);
        }
    }

    /** What became of recipients meanwhile is told now. */
    private void release(Handling handling, Submitted.Accepted accepted) {
        if (handling.isTold()) {
            desk.answered(handling);
            desk.settled(accepted.id());
        }
    }

    private void fail(Message message, Handling handling, String user, String why) throws JMSException {
        answers.unusable(handling, why);
        failed(message, user, why);
    }

    private void failed(Message message, String user, String why) throws JMSException {
        answers.failed(message, user, why);
        LOG.log(Level.INFO, "event=maildrop-refused user={0} jms={1} reason=\"{2}\"", user,
                String.valueOf(message.getJMSMessageID()), why);
    }

    /**
     * What was deployed into this server is trusted like the directory; others are who they logged in as, but as a
     * program: the broker tells whose the message is, not by which of its passwords it came.
     */
    private Optional<Origin> origin(String user) {
        if (user.equals(INSIDE)) {
            return Optional.of(new Origin.Directory());
        }
        return Address.parse(user).flatMap(accounts::account).filter(Account::active)
                .filter(account -> account.mayUseMaildrop(true))
                .map(account -> new Origin.Application(
                        new Login.Granted(account.id(), account.address(), 0, true), "jms", Optional.empty()));
    }

    private static Handling handling(Message message, String user) throws JMSException {
        Optional<String> id = id(message);
        String key = Optional.ofNullable(message.getStringProperty(KEY)).filter(text -> !text.isBlank()).or(() -> id)
                .orElse("");
        String correlation = Optional.ofNullable(message.getJMSCorrelationID())
                .filter(text -> text.length() <= LONGEST_CORRELATION).or(() -> id).orElse("");
        return new Handling(key, message.getJMSPriority(), answerTo(message, user), correlation);
    }

    /** Where this user may have answers sent to: queues of clients, none of which has a dot, and its own. */
    private static String answerTo(Message message, String user) throws JMSException {
        if (message.getJMSReplyTo() instanceof Queue queue) {
            String name = queue.getQueueName();
            return TEMPORARY.matcher(name).matches() || BrokerUsers.answers(user).filter(name::equals).isPresent()
                    ? name : "";
        }
        return "";
    }

    /** The client library makes it, unless it was told not to. */
    private static Optional<String> id(Message message) {
        try {
            return Optional.ofNullable(message.getJMSMessageID());
        } catch (JMSException e) {
            return Optional.empty();
        }
    }
}
