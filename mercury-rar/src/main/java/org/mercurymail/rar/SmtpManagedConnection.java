package org.mercurymail.rar;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;

/**
 * One place in the container's pool: a route, and while it is up the wire along it. The wire is opened by the handle's
 * owner and not by the pool, so that a host that is away is an answer and no failure of the pool. One handle at a time;
 * takes part in no transaction.
 */
final class SmtpManagedConnection implements ManagedConnection {

    /** A wire that was idle no longer than this is taken to be alive. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private final Route route;
    private final SmtpWire.Surroundings around;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private Optional<SmtpWire> wire = Optional.empty();
    private Optional<SmtpHandle> handle = Optional.empty();
    private PrintWriter logWriter;

    SmtpManagedConnection(Route route, SmtpWire.Surroundings around) {
        this.route = route;
        this.around = around;
    }

    Route route() {
        return route;
    }

    // ---- for the handle

    /** Makes sure that the wire is up: the peer may have closed one that lay in the pool. */
    void establish() throws RouteUnavailable {
        if (wire.filter(SmtpWire::isSpent).isPresent()) {
            renew(); // RFC 9422 §4.1
            return;
        }
        if (wire.isPresent() && wire.get().isAlive(BELIEVED)) {
            return;
        }
        wire.ifPresent(SmtpWire::cut);
        wire = Optional.empty();
        wire = Optional.of(SmtpWire.open(route, around));
    }

    /** Sends, in as many transactions as the peer's limits ask for (RFC 9422), on new wires when one is spent. */
    DeliveryReport send(Envelope envelope, Body body) {
        List<DeliveryReport.Outcome> outcomes = new ArrayList<>();
        boolean reports = true;
        boolean hastens = true;
        List<List<Recipient>> parts = up().limits().split(envelope.recipients());
        for (List<Recipient> part : parts) {
            DeliveryReport said = sendPart(envelope.withOnly(part), body);
            outcomes.addAll(said.outcomes());
            reports &= said.reports();
            hastens &= said.hastens();
        }
        return new DeliveryReport(outcomes, reports, hastens);
    }

    private DeliveryReport sendPart(Envelope envelope, Body body) {
        try {
            if (wire.isEmpty()) {
                establish(); // the part before found nobody
            } else if (!up().takes(envelope)) {
                renew();
            }
            return sendOnce(envelope, body);
        } catch (RouteUnavailable e) {
            String remote = route.host() + "[" + route.ip() + "]";
            return new DeliveryReport(envelope.recipients().stream()
                    .map(recipient -> new DeliveryReport.Outcome(recipient, e.status(), remote)).toList());
        }
    }

    /**
     * When the peer closes a wire used before without a word in answer to MAIL, nothing of the message has left, and a
     * new wire is tried once.
     */
    private DeliveryReport sendOnce(Envelope envelope, Body body) {
        SmtpWire first = up();
        boolean usedBefore = first.isUsed();
        DeliveryReport report = first.send(envelope, body);
        if (!usedBefore || !first.isOver() || !first.heardNothing()) {
            return report;
        }
        try {
            establish();
            return up().send(envelope, body);
        } catch (RouteUnavailable e) {
            return report;
        }
    }

    private void renew() throws RouteUnavailable {
        up().quit();
        wire = Optional.empty();
        wire = Optional.of(SmtpWire.open(route, around));
    }

    private SmtpWire up() {
        return wire.orElseThrow(() -> new IllegalStateException("not connected"));
    }

    /** The handle is given back: to the pool while the wire is good, else away with it. */
    void closed(SmtpHandle closing) {
        boolean broken = wire.isEmpty() || wire.get().isOver();
        handle = Optional.empty();
        ConnectionEvent event = broken
                ? new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED,
                        new IOException("the connection to " + route.host() + " broke"))
                : new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(closing);
        for (ConnectionEventListener listener : listeners) {
            if (broken) {
                listener.connectionErrorOccurred(event);
            } else {
                listener.connectionClosed(event);
            }
        }
    }

    // ---- for the container

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo info) {
        handle.ifPresent(SmtpHandle::orphan);
        SmtpHandle next = new SmtpHandle(this);
        handle = Optional.of(next);
        return next;
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        if (!(connection instanceof SmtpHandle other)) {
            throw new ResourceException("no handle of ours: " + connection);
        }
        handle.filter(mine -> mine != other).ifPresent(SmtpHandle::orphan);
        other.moveTo(this);
        handle = Optional.of(other);
    }

    @Override
    public void cleanup() {
        handle.ifPresent(SmtpHandle::orphan);
        handle = Optional.empty();
    }

    @Override
    public void destroy() {
        cleanup();
        wire.ifPresent(SmtpWire::quit);
        wire = Optional.empty();
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("mail that is sent is sent");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("mail that is sent is sent");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new ManagedConnectionMetaData() {
            @Override
            public String getEISProductName() {
                return "SMTP server";
            }

            @Override
            public String getEISProductVersion() {
                return "";
            }

            @Override
            public int getMaxConnections() {
                return 0; // no limit that we know
            }

            @Override
            public String getUserName() {
                return route.login().map(login -> login.user()).orElse("");
            }
        };
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }
}
