package org.mercurymail.broker;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.core.security.impl.SecurityStoreImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Ends the connections of those whom the application admits no longer. Artemis asks again before it takes a message, but
 * lets a connection stand, and what it receives go on, for as long as its client likes.
 */
final class OpenConnections {

    private static final System.Logger LOG = System.getLogger(OpenConnections.class.getName());

    private final ActiveMQServer server;

    OpenConnections(ActiveMQServer server) {
        this.server = server;
    }

    /** Looks at the account's connections, on a thread of the broker's. */
    void changed(long account) {
        if (server.getSecurityStore() instanceof SecurityStoreImpl store) {
            store.invalidateAuthenticationCache();
        }
        server.getScheduledPool().execute(() -> end(account));
        server.getScheduledPool().schedule(() -> end(account), 1, TimeUnit.SECONDS); // who was just coming in
    }

    private void end(long account) {
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            if (BrokerLogin.userOf(connection.getSubject()).filter(user -> user.account() == account)
                    .filter(user -> !BrokerUsers.admits(user)).isPresent()) {
                LOG.log(Level.INFO, "event=broker-connection-ended account={0}", Long.toString(account));
                server.getRemotingService().removeConnection(connection.getID());
                connection.fail(new ActiveMQSecurityException("This login is no longer valid"));
            }
        }
    }
}
