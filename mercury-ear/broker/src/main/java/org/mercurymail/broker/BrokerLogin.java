package org.mercurymail.broker;

import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/**
 * Lets in what runs inside this process, which the administrator deployed, and nobody else. A name and a password
 * alone never suffice: the container sends empty ones.
 */
final class BrokerLogin implements ActiveMQSecurityManager5 {

    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
        boolean inside = connection != null && connection.getTransportConnection() instanceof InVMConnection;
        return inside ? container() : null;
    }

    private static Subject container() {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("container"));
        return subject;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        return subject != null;
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
        return false;
    }
}
