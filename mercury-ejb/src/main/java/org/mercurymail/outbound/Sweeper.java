package org.mercurymail.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import org.mercurymail.intake.Dispatcher;
import org.mercurymail.mail.MessageId;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.Queue;
import org.mercurymail.store.StoreUnavailable;

/**
 * Nudges whatever is due, every second: retries, and what lost its nudge with the broker, its thread or the process. At
 * start it frees what this node held when it died.
 */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Sweeper {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());
    private static final int MOST_AT_ONCE = 1000;

    @Inject
    private Queue queue;
    @Inject
    private GroupWriter writer;
    @Inject
    private Dispatcher dispatcher;
    @Inject
    private OutboundMetrics metrics;
    private boolean storeAway;

    @PostConstruct
    void start() {
        metrics.showQueue();
        int freed = queue.releaseLeases(writer.node());
        if (freed > 0) {
            LOG.log(Level.INFO, "event=leases-released recipients={0}", freed);
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void sweep() {
        try {
            queue.due(Instant.now(), MOST_AT_ONCE)
                    .forEach(due -> dispatcher.dispatch(new MessageId(due.id()), due.priority(), Optional.empty()));
            storeAway = false;
        } catch (StoreUnavailable e) {
            if (!storeAway) { // once, not every second
                LOG.log(Level.WARNING, "event=sweep-put-off reason=\"{0}\"", e.getMessage());
            }
            storeAway = true;
        }
    }
}
