package org.mercurymail.intake;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.accounts.FirstStart;
import org.mercurymail.accounts.Logins;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.mailbox.Watchers;
import org.mercurymail.port.Body;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.Manners;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.policy.Door;
import org.mercurymail.port.Verdict;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.wire.Wakeup;

/**
 * Stands behind the doors of SMTP and LMTP and decides who may hand over what. Mail for foreign domains is taken from
 * nobody but a client that logged in, or that {@link Relaying} knows. The group writer commits by itself, so that no
 * transaction of the container is needed, or held.
 */
@MessageDriven(name = "SmtpIntake", messageListenerInterface = SmtpListener.class, activationConfig = {
    @ActivationConfigProperty(propertyName = "listeners", propertyValue = "${MPCONFIG=mercury.smtp.listeners}"),
    @ActivationConfigProperty(propertyName = "hostname", propertyValue = "${MPCONFIG=mercury.hostname}"),
    @ActivationConfigProperty(propertyName = "maxSize", propertyValue = "${MPCONFIG=mercury.smtp.max-size}"),
    @ActivationConfigProperty(propertyName = "maxRecipients",
            propertyValue = "${MPCONFIG=mercury.smtp.max-recipients}"),
    @ActivationConfigProperty(propertyName = "xclients", propertyValue = "${MPCONFIG=mercury.smtp.xclients}"),
    @ActivationConfigProperty(propertyName = "holdDays", propertyValue = "${MPCONFIG=mercury.smtp.hold-days}"),
    @ActivationConfigProperty(propertyName = "plainNetworks",
            propertyValue = "${MPCONFIG=mercury.login.plain-networks}"),
    @ActivationConfigProperty(propertyName = "scram", propertyValue = "${MPCONFIG=mercury.login.scram}"),
    @ActivationConfigProperty(propertyName = "tokenIssuer", propertyValue = "${MPCONFIG=mercury.oidc.issuer}"),
    @ActivationConfigProperty(propertyName = "dataDirectory", propertyValue = "${MPCONFIG=mercury.data}"),
    @ActivationConfigProperty(propertyName = "certificate", propertyValue = "${MPCONFIG=mercury.tls.certificate}"),
    @ActivationConfigProperty(propertyName = "key", propertyValue = "${MPCONFIG=mercury.tls.key}"),
    @ActivationConfigProperty(propertyName = "certificates", propertyValue = "${MPCONFIG=mercury.tls.certificates}"),
    @ActivationConfigProperty(propertyName = "proxies", propertyValue = "${MPCONFIG=mercury.listen.proxies}"),
    @ActivationConfigProperty(propertyName = "maxConnections",
            propertyValue = "${MPCONFIG=mercury.listen.max-connections}"),
    @ActivationConfigProperty(propertyName = "maxConnectionsPerAddress",
            propertyValue = "${MPCONFIG=mercury.listen.max-connections-per-address}")
})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Interceptors(SmtpTiming.class)
public class SmtpIntake implements SmtpListener {

    private static final System.Logger LOG = System.getLogger(SmtpIntake.class.getName());
    private static final Status SENDER_OK = new Status(250, "2.1.0", "Sender ok");
    private static final Status RECIPIENT_OK = new Status(250, "2.1.5", "Recipient ok");

    @Inject
    private FirstStart firstStart;
    @Inject
    private Logins logins;
    @Inject
    private Router router;
    @Inject
    private Submission submission;
    @Inject
    private Relaying relaying;
    @Inject
    private Watchers watchers;
    @Inject
    private ListDesk lists;
    @Inject
    private Door strangers;

    /** For the container. */
    public SmtpIntake() { }

    SmtpIntake(Logins logins, Router router, Submission submission, Relaying relaying, Watchers watchers,
            ListDesk lists, Door strangers) {
        this.logins = logins;
        this.router = router;
        this.submission = submission;
        this.relaying = relaying;
        this.watchers = watchers;
        this.lists = lists;
        this.strangers = strangers;
    }

    @Override
    public Verdict connected(SmtpClient client) {
        firstStart.await();
        return Verdict.accept(220, "2.0.0", "Welcome");
    }

    @Override
    public boolean isTrusted(SmtpClient client) {
        try {
            return relaying.isTrusted(client);
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    @Override
    public Manners manners(SmtpClient client) {
        return strangers.manners(client);
    }

    @Override
    public Verdict spokeEarly(SmtpClient client) {
        return strangers.earlyTalker(client).map(status -> refused(client, status, "early talker"))
                .orElse(new Verdict.Accept(SENDER_OK));
    }

    @Override
    public void watch(Login.Granted login, Wakeup session) {
        watchers.watch(login, session);
    }

    @Override
    public void unwatch(Login.Granted login, Wakeup session) {
        watchers.unwatch(login, session);
    }

    @Override
    public Optional<ScramSalt> salt(SmtpClient client, String user) {
        return logins.salt(user);
    }

    @Override
    public Login login(SmtpClient client, Evidence evidence) {
        Login login = logins.loginToSend(evidence, client.peer().remote().getAddress());
        LOG.log(Level.INFO, "event=login conn={0} listener={1} by={2} result={3}", client.peer().connection(),
                client.peer().listener(), evidence.mechanism(), login.getClass().getSimpleName());
        return login;
    }

    @Override
    public Verdict mail(SmtpClient client, Envelope envelope) {
        try {
            if (client.login().isEmpty()) {
                return client.service() != SmtpClient.Service.SUBMISSION || relaying.isFree(client, envelope.sender())
                        ? new Verdict.Accept(SENDER_OK)
                        : refused(client, new Status(530, "5.7.0", "Authentication required"), "no login"); // RFC 6409 §4.3
            }
            return submission.senderRefusal(client.login().get(), envelope.sender())
                    .map(status -> refused(client, status, "sender " + shown(envelope.sender())))
                    .or(() -> submission.rateRefusal(client.login().get())
                            .map(status -> refused(client, status, "rate")))
                    .orElse(new Verdict.Accept(SENDER_OK));
        } catch (StoreUnavailable e) {
            return refused(client, StoreTrouble.status(e), "store");
        }
    }

    @Override
    public Verdict recipient(SmtpClient client, Envelope envelope, Recipient recipient, long size) {
        try {
            Destination destination = router.route(recipient.address(), size);
            if (destination instanceof Destination.Remote && client.login().isEmpty()
                    && !relaying.isFree(client, envelope.sender())) {
                return refused(client, new Status(550, "5.7.1", "Relaying denied"), "relay to " + recipient.address());
            }
            if (destination instanceof Destination.Refuse refuse) {
                return refused(client, refuse.status(), "recipient " + recipient.address());
            }
            if (destination instanceof Destination.Local && size > 0) {
                Optional<Status> refusal = submission.sizeRefusal(recipient.address(), size);
                if (refusal.isPresent()) {
                    return refused(client, refusal.get(), "size " + recipient.address());
                }
            }
            if (destination instanceof Destination.List list) {
                Optional<Status> refusal =
                        lists.refusal(list, envelope.sender(), new Origin.Wire(client).isSubmission());
                if (refusal.isPresent()) {
                    return refused(client, refusal.get(), "list " + recipient.address());
                }
            }
            if (destination instanceof Destination.Alias) {
                Spread spread = router.spread(List.of(recipient), size);
                if (spread.isEmpty()) {
                    return refused(client, spread.refused().get(recipient), "alias " + recipient.address());
                }
            }
            Optional<Status> refusal = isStranger(client) ? strangers.refusal(client, envelope, recipient)
                    : Optional.empty();
            return refusal.map(status -> refused(client, status, "stranger"))
                    .orElse(new Verdict.Accept(RECIPIENT_OK));
        } catch (StoreUnavailable e) {
            return refused(client, StoreTrouble.status(e), "store");
        }
    }

    private boolean isStranger(SmtpClient client) {
        return client.service() == SmtpClient.Service.MX && client.login().isEmpty() && !relaying.isTrusted(client);
    }

    @Override
    public List<Verdict> message(SmtpClient client, Envelope envelope, Body body) {
        Submitted outcome = submission.submit(new Origin.Wire(client), envelope, body);
        boolean each = client.service() == SmtpClient.Service.LMTP;
        if (outcome instanceof Submitted.Rejected rejected) {
            Verdict verdict = refused(client, rejected.status(), rejected.reason());
            return each ? Collections.nCopies(envelope.recipients().size(), verdict) : List.of(verdict);
        }
        Submitted.Accepted accepted = (Submitted.Accepted) outcome;
        Verdict verdict = Verdict.accept(250, "2.6.0", "Message " + accepted.id() + " accepted");
        if (!each) {
            return List.of(verdict);
        }
        Map<Recipient, Status> refused = accepted.refused(); // RFC 2033 §4.2
        return envelope.recipients().stream().map(recipient -> Optional.ofNullable(refused.get(recipient))
                .map(status -> refused(client, status, "recipient " + recipient.address())).orElse(verdict)).toList();
    }

    private static Verdict refused(SmtpClient client, Status status, String reason) {
        LOG.log(Level.INFO, "event=refused conn={0} reply=\"{1}\" reason=\"{2}\"", client.peer().connection(), status,
                reason);
        return status.isTransient() ? new Verdict.TryLater(status, reason) : new Verdict.Refuse(status, reason);
    }

    private static String shown(Optional<Address> sender) {
        return sender.map(Address::toString).orElse("<>");
    }
}
