package org.mercurymail.rar;

import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpConnection;

/** The application's end of a pooled connection. Closed, it does nothing more, whoever closed it. */
final class SmtpHandle implements SmtpConnection {

    private Optional<SmtpManagedConnection> connection;

    SmtpHandle(SmtpManagedConnection connection) {
        this.connection = Optional.of(connection);
    }

    void establish() throws RouteUnavailable {
        alive().establish();
    }

    @Override
    public DeliveryReport send(Envelope envelope, Body body) {
        return alive().send(envelope, body);
    }

    @Override
    public void close() {
        Optional<SmtpManagedConnection> mine = connection;
        connection = Optional.empty();
        mine.ifPresent(managed -> managed.closed(this));
    }

    /** The container took the connection away. */
    void orphan() {
        connection = Optional.empty();
    }

    void moveTo(SmtpManagedConnection other) {
        connection = Optional.of(other);
    }

    private SmtpManagedConnection alive() {
        return connection.orElseThrow(() -> new IllegalStateException("the connection was given back"));
    }
}
