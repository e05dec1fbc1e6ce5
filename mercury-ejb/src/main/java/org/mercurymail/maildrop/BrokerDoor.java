package org.mercurymail.maildrop;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.SessionContext;
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

    @Inject
    private Logins logins;
    @Inject
    private AccountService accounts;

    @Resource
    private SessionContext context;

    /** By way of the container: the broker asks on threads of its own, which are in no application. */
    @PostConstruct
    void start() {
        BrokerDoor self = context.getBusinessObject(BrokerDoor.class);
        BrokerUsers.open(new BrokerUsers.Door() {
            @Override
            public Optional<BrokerUsers.User> login(String name, String password) {
                return self.login(name, password);
            }

            @Override
            public boolean admits(BrokerUsers.User user) {
                return self.admits(user);
            }
        });
    }

    @PreDestroy
    void stop() {
        BrokerUsers.close();
    }

    /** For the container; static, since the first start makes accounts before there is a door. */
    static void accountChanged(@Observes AccountChanged change) {
        BrokerUsers.changed(change.account());
    }

    /** Who this is, when he may use the maildrop. */
    public Optional<BrokerUsers.User> login(String name, String password) {
        try {
            // the broker listens on loopback only
            Login login = logins.login(new Credentials(name, password, "JMS"), InetAddress.getLoopbackAddress());
            return login instanceof Login.Granted granted ? user(granted) : Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }

    private Optional<BrokerUsers.User> user(Login.Granted login) {
        return mayUseMaildrop(login.account(), !login.program()).map(account -> new BrokerUsers.User(
                account.address().toString(), account.isAdmin() && !login.program(), account.id(),
                login.credential()));
    }

    /** A store that cannot say so ends the connection: its client comes back when it can. */
    public boolean admits(BrokerUsers.User user) {
        try {
            return logins.opens(user.account(), user.credential())
                    && mayUseMaildrop(user.account(), user.admin()).isPresent();
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    private Optional<Account> mayUseMaildrop(long id, boolean person) {
        return accounts.account(id).filter(Account::active).filter(account -> account.mayUseMaildrop(person));
    }
}
