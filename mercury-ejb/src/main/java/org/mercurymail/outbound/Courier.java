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
        Routes.Choice choice = routes.of(domain);
        if (choice instanceof Routes.Choice.Nobody nobody) {
            return same(envelope, nobody.status(), "");
        }
        Status last = new Status(451, "4.4.1", "No server could be reached");
        String remote = "";
        for (Route route : ((Routes.Choice.Hosts) choice).routes()) {
            try (SmtpConnection connection = connections.connect(route)) {
                byte[] fields = header.of(message, recipients);
                return connection.send(envelope, new QueuedBody(bodies, message).behind(fields));
            } catch (RouteUnavailable e) {
                if (remote.isEmpty() || last.isPermanent()) { // one that may work later outweighs one that will not
                    last = e.status();
                    remote = route.host() + "[" + route.ip() + "]";
                }
            }
        }
        return same(envelope, last, remote);
    }

    private static DeliveryReport same(Envelope envelope, Status status, String remote) {
        return new DeliveryReport(envelope.recipients().stream()
                .map(recipient -> new DeliveryReport.Outcome(recipient, status, remote)).toList());
    }
}
