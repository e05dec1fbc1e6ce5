package org.mercurymail.collect;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.mercurymail.store.CollectorRow;
import org.mercurymail.store.Collectors;
import org.mercurymail.store.StoreUnavailable;

/** Visits every mailbox whose turn has come, a few at once. */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CollectorRounds {

    private static final System.Logger LOG = System.getLogger(CollectorRounds.class.getName());
    private static final int AT_ONCE = 4;

    @Inject
    private Collectors collectors;
    @Inject
    private Visit visit;
    @Resource
    private ManagedExecutorService threads;

    private final Semaphore free = new Semaphore(AT_ONCE);

    @PostConstruct
    void start() {
        collectors.releaseLeases();
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void round() {
        int some = free.drainPermits();
        int begun = 0;
        try {
            if (some > 0) {
                for (CollectorRow row : collectors.claimDue(some)) {
                    threads.execute(() -> visit(row));
                    begun++;
                }
            }
        } catch (StoreUnavailable | RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "event=collectors-put-off reason=\"{0}\"", e.getMessage());
        } finally {
            free.release(some - begun);
        }
    }

    private void visit(CollectorRow row) {
        try {
            Visit.Outcome outcome = visit.to(row);
            collectors.visited(row.id(), outcome.trouble(), outcome.collected());
            if (!outcome.trouble().equals(row.outcome())) {
                LOG.log(Level.INFO, "event=collector-visited server={0} login=\"{1}\" collected={2} trouble=\"{3}\"",
                        row.server(), row.login(), outcome.collected(), outcome.trouble());
            }
        } catch (RuntimeException e) { // its lease ends, or the next start ends it
            LOG.log(Level.WARNING, "event=collector-broken server=" + row.server(), e);
        } finally {
            free.release();
        }
    }
}
