package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** What stands in for the container's pool where there is no container: each connection ends when it is given back. */
final class Unpooled implements ConnectionManager {

    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(Unpooled.class.getName());

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
            throws ResourceException {
        ManagedConnection connection = factory.createManagedConnection(null, info);
        connection.addConnectionEventListener(new EndAfterUse());
        return connection.getConnection(null, info);
    }

    private static final class EndAfterUse implements ConnectionEventListener {

        @Override
        public void connectionClosed(ConnectionEvent event) {
            end(event);
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            end(event);
        }

        private void end(ConnectionEvent event) {
            try {
                ((ManagedConnection) event.getSource()).destroy();
            } catch (ResourceException e) {
                LOG.log(System.Logger.Level.WARNING, "event=destroy-failed error=\"{0}\"", e.toString());
            }
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) { }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) { }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) { }
    }
}
