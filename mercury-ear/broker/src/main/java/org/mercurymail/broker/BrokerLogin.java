package org.mercurymail.broker;

import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.RolePrincipal;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/**
 * Lets in what runs inside this process without a name, since the administrator deployed it, and whoever
 * {@link BrokerUsers} knows. Those may send to the maildrop, and receive at temporary queues of their own and at the one
 * that keeps their answers; of our queues they read nothing, but that an administrator sees what failed.
 */
final class BrokerLogin implements ActiveMQSecurityManager5 {

    private static final String OURS = "mercury.";
    private static final String ADMIN = "admin";
    private static final Set<CheckType> AT_QUEUES_OF_THEIR_OWN = Set.of(CheckType.SEND, CheckType.CONSUME,
            CheckType.BROWSE, CheckType.CREATE_NON_DURABLE_QUEUE, CheckType.DELETE_NON_DURABLE_QUEUE,
            CheckType.CREATE_ADDRESS, CheckType.DELETE_ADDRESS);

    private static final Set<CheckType> AT_THEIR_ANSWERS = Set.of(CheckType.CONSUME, CheckType.BROWSE,
            CheckType.CREATE_DURABLE_QUEUE, CheckType.CREATE_ADDRESS);

    /** Who came in, for whoever looks at his connection later. */
    private record Guest(BrokerUsers.User user) implements Principal {
        @Override
        public String getName() {
            return user.name();
        }
    }

    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
        if (user == null || user.isEmpty()) {
            boolean inside = connection != null && connection.getTransportConnection() instanceof InVMConnection;
            return inside ? subject(BrokerConfiguration.CONTAINER, true) : null;
        }
        Optional<BrokerUsers.User> known = BrokerUsers.login(user, password == null ? "" : password);
        return known.map(found -> {
            Subject subject = subject(found.name(), found.admin());
            subject.getPrincipals().add(new Guest(found));
            return subject;
        }).orElse(null);
    }

    /** Who that is; nobody when it runs inside this process, or has not logged in. */
    static Optional<BrokerUsers.User> userOf(Subject subject) {
        return subject == null ? Optional.empty()
                : subject.getPrincipals(Guest.class).stream().findFirst().map(Guest::user);
    }

    private static Subject subject(String name, boolean admin) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(name));
        if (admin) {
            subject.getPrincipals().add(new RolePrincipal(ADMIN));
        }
        return subject;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        if (subject == null) {
            return false;
        }
        if (subject.getPrincipals().contains(new UserPrincipal(BrokerConfiguration.CONTAINER))) {
            return true;
        }
        if (is(address, BrokerConfiguration.MAILDROP)) {
            return check == CheckType.SEND;
        }
        if (is(address, BrokerConfiguration.FAILED)) {
            return (check == CheckType.CONSUME || check == CheckType.BROWSE)
                    && subject.getPrincipals().contains(new RolePrincipal(ADMIN));
        }
        if (address.startsWith(BrokerUsers.ANSWERS)) {
            return AT_THEIR_ANSWERS.contains(check) && subject.getPrincipals(UserPrincipal.class).stream()
                    .flatMap(user -> BrokerUsers.answers(user.getName()).stream()).anyMatch(own -> is(address, own));
        }
        boolean temporary = !address.startsWith(OURS) && !address.startsWith("activemq.");
        return temporary && AT_QUEUES_OF_THEIR_OWN.contains(check);
    }

    /** The address alone, or with its queue of the same name. */
    private static boolean is(String address, String queue) {
        return address.equals(queue) || address.equals(queue + "::" + queue);
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
