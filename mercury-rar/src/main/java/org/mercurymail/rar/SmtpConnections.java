package org.mercurymail.rar;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;

/** The way out as applications see it: takes a place from the container's pool and sees to it that the wire is up. */
public final class SmtpConnections implements SmtpConnectionFactory, Referenceable {

    private static final long serialVersionUID = 1L;

    private final SmtpManagedConnectionFactory factory;
    private final ConnectionManager manager;
    private Reference reference;

    SmtpConnections(SmtpManagedConnectionFactory factory, ConnectionManager manager) {
        this.factory = factory;
        this.manager = manager;
    }

    @Override
    public SmtpConnection connect(Route route) throws RouteUnavailable {
        SmtpHandle handle = allocate(route);
        try {
            handle.establish();
            return handle;
        } catch (RouteUnavailable | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    private SmtpHandle allocate(Route route) throws RouteUnavailable {
        try {
            return (SmtpHandle) manager.allocateConnection(factory, new RouteRequest(route));
        } catch (ResourceException e) { // every place in the pool is taken
            throw new RouteUnavailable(new Status(451, "4.3.2", "no outgoing connection is free now"), e);
        }
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
