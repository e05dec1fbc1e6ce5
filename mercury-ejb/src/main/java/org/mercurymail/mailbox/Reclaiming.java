package org.mercurymail.mailbox;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.mercurymail.config.Settings;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.StoreUnavailable;

/**
 * Reclaims what was expunged longer ago than it can be taken back, and bodies that nobody refers to. In small steps,
 * each a short transaction, for some minutes of each quarter of an hour at the most: service goes on meanwhile.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Reclaiming {

    private static final System.Logger LOG = System.getLogger(Reclaiming.class.getName());
    private static final long MOST_NANOS = Duration.ofMinutes(5).toNanos();

    @Inject
    private Bodies bodies;
    @Inject
    private Settings settings;

    @Schedule(hour = "*", minute = "7,22,37,52", persistent = false)
    void reclaim() {
        long until = System.nanoTime() + MOST_NANOS;
        long rows = 0;
        try {
            int some;
            do {
                some = bodies.sweep(Duration.ofDays(settings.undeleteDays()));
                rows += some;
            } while (some > 0 && System.nanoTime() < until);
            if (rows > 0) {
                LOG.log(Level.INFO, "event=reclaimed rows={0}", Long.toString(rows));
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=reclaiming-put-off reason=\"{0}\"", e.getMessage());
        } catch (RuntimeException e) { // the container would end the timer
            LOG.log(Level.ERROR, "event=reclaiming-failed", e);
        }
    }
}
