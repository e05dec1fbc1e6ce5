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
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Logins;
import org.mercurymail.broker.BrokerUsers;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.store.StoreUnavailable;

/** Tells the broker who may log in: an account's login with the role for it. */
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
        BrokerUsers.open(context.getBusinessObject(BrokerDoor.class)::login);
    }

    @PreDestroy
    void stop() {
        BrokerUsers.close();
    }

    /** Who this is, when he may use the maildrop. */
    public Optional<BrokerUsers.User> login(String name, String password) {
        try {
            // the broker listens on loopback only
            Login login = logins.login(new Credentials(name, password, "JMS"), InetAddress.getLoopbackAddress());
            return login instanceof Login.Granted granted ? accounts.account(granted.account())
                    .filter(Account::active).filter(Account::mayUseMaildrop)
                    .map(account -> new BrokerUsers.User(account.address().toString(), account.isAdmin()))
                    : Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }
}
