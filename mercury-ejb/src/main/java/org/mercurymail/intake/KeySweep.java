package org.mercurymail.intake;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.SubmittedKeys;

/** Forgets keys of messages after some weeks: nobody hands the same message over again so late. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeySweep {

    private static final System.Logger LOG = System.getLogger(KeySweep.class.getName());
    private static final Duration KEPT = Duration.ofDays(30);

    @Inject
    private SubmittedKeys keys;

    @Schedule(hour = "*", minute = "17", persistent = false)
    void sweep() {
        try {
            int gone = keys.forget(Instant.now().minus(KEPT));
            if (gone > 0) {
                LOG.log(Level.INFO, "event=keys-forgotten keys={0}", Integer.toString(gone));
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=key-sweep-put-off reason=\"{0}\"", e.getMessage());
        }
    }
}
