package org.mercurymail.collect;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    @PreDestroy
    void stop() {
        visit.breakOff(Instant.MAX);
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void round() {
        visit.breakOffLate();
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
            Visit.Outcome outcome = outcome(row);
            Optional<Trouble> trouble = outcome.trouble();
            String code = trouble.map(one -> one.kind().code()).orElse("");
            List<String> values = trouble.map(Trouble::values).orElse(List.of());
            collectors.visited(row.id(), new CollectorRow.Visited(code, values, outcome.failed(), outcome.more(),
                    outcome.collected()));
            if (!code.equals(row.state().outcome())) {
                LOG.log(Level.INFO, "event=collector-visited server={0} login=\"{1}\" collected={2} trouble={3} {4}",
                        row.server(), row.login(), outcome.collected(), code, values);
            }
        } catch (RuntimeException e) { // its lease ends, or the next start ends it
            LOG.log(Level.WARNING, "event=collector-broken server=" + row.server(), e);
        } finally {
            free.release();
        }
    }

    private Visit.Outcome outcome(CollectorRow row) {
        try {
            return visit.to(row);
        } catch (RuntimeException | Error e) { // of ours; the wait grows, as with any other. The pool would hide it
            LOG.log(Level.WARNING, "event=collector-broken server=" + row.server(), e);
            return Visit.Outcome.failed(Trouble.Kind.BROKEN);
        }
    }
}
