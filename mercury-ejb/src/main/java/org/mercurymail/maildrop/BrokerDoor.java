package org.mercurymail.maildrop;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Logins;
import org.mercurymail.broker.BrokerUsers;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.store.StoreUnavailable;

/**
 * Tells the broker who may log in, an account's login with the role for it, and when to look again whether those who did
 * still may.
 */
@Singleton
@Startup
@DependsOn("FirstStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BrokerDoor {

    /** Follows the address in the user's name, when an application password let him in. No address ends so. */
    static final String PROGRAM = " (application password)";

    @Inject
    private Logins logins;
    @Inject
    private AccountService accounts;

    @PostConstruct
    void start() {
        BrokerUsers.open(new BrokerUsers.Door() {
            @Override
            public Optional<BrokerUsers.User> login(String name, String password) {
                return BrokerDoor.this.login(new Credentials(name, password, "JMS"));
            }

            @Override
            public boolean admits(BrokerUsers.User user) {
                return BrokerDoor.this.admits(user);
            }
        });
    }

    @PreDestroy
    void stop() {
        BrokerUsers.close();
    }

    /** For the container. */
    public void accountChanged(@Observes AccountChanged change) {
        BrokerUsers.changed(change.account());
    }

    private Optional<BrokerUsers.User> login(Credentials credentials) {
        try {
            Login login = logins.login(credentials, InetAddress.getLoopbackAddress()); // the broker listens there only
            return login instanceof Login.Granted granted ? user(granted) : Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }

    private Optional<BrokerUsers.User> user(Login.Granted login) {
        String name = login.address() + (login.program() ? PROGRAM : "");
        return mayUseMaildrop(login.account(), name).map(account -> new BrokerUsers.User(name,
                account.isAdmin() && !login.program(), account.id(), login.credential()));
    }

    /** A store that cannot say so ends the connection: its client comes back when it can. */
    private boolean admits(BrokerUsers.User user) {
        try {
            return logins.opens(user.account(), user.credential())
                    && mayUseMaildrop(user.account(), user.name()).isPresent();
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    private Optional<Account> mayUseMaildrop(long id, String name) {
        return accounts.account(id).filter(Account::active)
                .filter(account -> account.mayUseMaildrop(!name.endsWith(PROGRAM)));
    }
}
