package org.mercurymail.outbound;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/**
 * Carries one message to recipients of one destination: tries its hosts in order until one takes the connection, and
 * brings back what became of each recipient. Never writes to the store, and holds no transaction.
 */
@ApplicationScoped
public class Courier {

    @Resource(lookup = "java:app/eis/smtp")
    private SmtpConnectionFactory connections;

    private Routes routes;
    private Bodies bodies;
    private CopyHeader header;

    /** For the container's proxy. */
    protected Courier() { }

    @Inject
    public Courier(Routes routes, Bodies bodies, CopyHeader header) {
        this.routes = routes;
        this.bodies = bodies;
        this.header = header;
    }

    Courier(Routes routes, Bodies bodies, CopyHeader header, SmtpConnectionFactory connections) {
        this(routes, bodies, header);
        this.connections = connections;
    }

    /** How many recipients of the message go into one transaction, of {@code most} that may. */
    int together(QueuedMessage message, int most) {
        return header.together(message, most);
    }

    /** One outcome for each recipient, in their order. */
    DeliveryReport carry(QueuedMessage message, List<QueuedRecipient> recipients) {
        Envelope envelope = Queued.envelope(message, recipients);
        Domain domain = Queued.domain(recipients.get(0));
        boolean safely = envelope.terms().requireTls() && envelope.sender().isPresent(); // RFC 8689 §4.2.1, §5
        Routes.Choice choice = safely ? routes.safely(domain) : routes.of(domain);
        if (choice instanceof Routes.Choice.Nobody nobody) {
            return same(envelope, nobody.status(), "");
        }
        Status last = new Status(451, "4.4.1", "No server could be reached");
        String remote = "";
        for (Route route : ((Routes.Choice.Hosts) choice).routes()) {
            try (SmtpConnection connection = connections.connect(route)) {
                byte[] fields = header.of(message, recipients);
                DeliveryReport said = connection.send(envelope, new QueuedBody(bodies, message).behind(fields));
                if (!isUnkept(said)) {
                    return said;
                }
                last = remote.isEmpty() ? said.outcomes().get(0).status() : last;
                remote = remote.isEmpty() ? said.outcomes().get(0).remote() : remote;
            } catch (RouteUnavailable e) {
                if (remote.isEmpty() || last.isPermanent()) { // one that may work later outweighs one that will not
                    last = safely ? refused(e.status()) : e.status();
                    remote = route.host() + "[" + route.ip() + "]";
                }
            }
        }
        return same(envelope, last, remote);
    }

    /** The server offers no REQUIRETLS, or no DELIVERBY, which the message may not go without: the next one may. */
    private static boolean isUnkept(DeliveryReport said) {
        return said.outcomes().stream().map(outcome -> outcome.status().enhanced())
                .allMatch(code -> code.equals("5.7.30") || code.equals("5.3.3"));
    }

    /** RFC 8689 §4.2.1: that no server can prove itself over TLS is no trouble that passes. */
    private static Status refused(Status status) {
        boolean tls = status.enhanced().equals("4.7.4") || status.enhanced().equals("4.7.5");
        return tls ? new Status(550, "5.7.10", status.text()) : status;
    }

    private static DeliveryReport same(Envelope envelope, Status status, String remote) {
        return new DeliveryReport(envelope.recipients().stream()
                .map(recipient -> new DeliveryReport.Outcome(recipient, status, remote)).toList());
    }
}
