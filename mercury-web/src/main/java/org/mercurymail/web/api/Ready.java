package org.mercurymail.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.mercurymail.accounts.AccountService;

/** Mail can be taken and read: the database answers and every port is open. */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {

    private static final System.Logger LOG = System.getLogger(Ready.class.getName());

    private AccountService accounts;
    private Listeners listeners;

    /** For the container's proxy. */
    protected Ready() { }

    @Inject
    public Ready(AccountService accounts, Listeners listeners) {
        this.accounts = accounts;
        this.listeners = listeners;
    }

    @Override
    public HealthCheckResponse call() {
        boolean database = databaseAnswers();
        List<ListenerState> states = listeners.states();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("mercury-ready").withData("database", database);
        for (ListenerState state : states) {
            answer.withData(state.service() + "@" + state.address() + ":" + state.port(), state.open());
        }
        return answer.status(database && states.stream().allMatch(ListenerState::open)).build();
    }

    private boolean databaseAnswers() {
        try {
            accounts.domains("", 1);
            return true;
        } catch (RuntimeException away) {
            LOG.log(System.Logger.Level.WARNING, "event=database-away reason=\"{0}\"", away.getMessage());
            return false;
        }
    }
}
