package org.mercurymail.intake;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.mercurymail.store.HandedOver;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.Strangers;
import org.mercurymail.store.SubmittedKeys;

/** Forgets, after some weeks, under which key a message was handed over and which strangers came to the door. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeySweep {

    private static final System.Logger LOG = System.getLogger(KeySweep.class.getName());
    private static final Duration KEPT = Duration.ofDays(30);

    @Inject
    private SubmittedKeys keys;
    @Inject
    private Strangers strangers;
    @Inject
    private HandedOver handedOver;

    @Schedule(hour = "*", minute = "17", persistent = false)
    void sweep() {
        try {
            int gone = keys.forget(Instant.now().minus(KEPT));
            int strange = strangers.forget(Instant.now());
            handedOver.forget(Instant.now().minus(Duration.ofDays(1)));
            if (gone + strange > 0) {
                LOG.log(Level.INFO, "event=forgotten keys={0} strangers={1}", Integer.toString(gone),
                        Integer.toString(strange));
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=key-sweep-put-off reason=\"{0}\"", e.getMessage());
        }
    }
}
