package org.mercurymail.mailbox;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.BodyText;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.IndexedRow;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.store.Texts;

/**
 * Indexes what came, in small batches behind everything else: most of each second while little comes, less and less of
 * it the more is delivered, and never so little that it stands still. No search waits for it. A batch that the database
 * refuses is tried body by body, and the one that is at fault left to those who read messages.
 */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TextIndexer {

    private static final System.Logger LOG = System.getLogger(TextIndexer.class.getName());
    private static final int BATCH = 32;
    private static final long MOST_MILLIS = 900, LEAST_MILLIS = 30; // of each second
    private static final long BUSY_MILLIS = 200; // at most, when others have the machine
    private static final long ARRIVAL_MILLIS = 4; // more than it takes to index one: it keeps up as long as there is room

    @Inject
    private Texts texts;
    @Inject
    private Bodies bodies;
    @Inject
    private GroupWriter writer;
    private ReadTexts reader;
    private final OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    private long arrivals; // at the beginning of the last second
    private boolean storeAway;

    /** For the container. */
    public TextIndexer() { }

    /** Outside a container. */
    TextIndexer(Texts texts, Bodies bodies) {
        this.texts = texts;
        this.bodies = bodies;
        reader = new ReadTexts(bodies);
    }

    @PostConstruct
    void start() {
        reader = new ReadTexts(bodies);
        if (texts.isLost()) {
            LOG.log(Level.WARNING, "event=index-lost action=rebuild");
            texts.rebuild();
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void index() {
        long before = arrivals;
        arrivals = writer.arrivals();
        boolean busy = machine.getSystemLoadAverage() > machine.getAvailableProcessors();
        try {
            index(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(share(arrivals - before, busy)));
            storeAway = false;
        } catch (StoreUnavailable e) {
            if (!storeAway) { // once, not every second
                LOG.log(Level.WARNING, "event=indexing-put-off reason=\"{0}\"", e.getMessage());
            }
            storeAway = true;
        } catch (RuntimeException e) { // the container would end the timer; searches stay right, and read more
            LOG.log(Level.ERROR, "event=indexing-failed", e);
        }
    }

    /** Milliseconds of a second, when so many messages came in the one before. */
    static long share(long arrived, boolean busy) {
        return Math.max(LEAST_MILLIS, Math.min(busy ? BUSY_MILLIS : MOST_MILLIS, MOST_MILLIS - arrived * ARRIVAL_MILLIS));
    }

    /** Until then, or until all is done. */
    void index(long until) {
        int done;
        do {
            done = batch();
        } while (done > 0 && System.nanoTime() - until < 0);
    }

    private int batch() {
        try {
            return texts.index(BATCH, reader::of);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException refused) {
            LOG.log(Level.WARNING, "event=batch-not-indexed", refused);
            int done = 0;
            while (done < BATCH && one() > 0) {
                done++;
            }
            return done;
        }
    }

    private int one() {
        try {
            return texts.index(1, reader::of);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException refused) {
            return texts.index(1, TextIndexer::unknown);
        }
    }

    private static BodyText unknown(List<IndexedRow> messages) {
        return ReadTexts.unknown(messages.get(0).message().body(),
                messages.stream().map(IndexedRow::account).distinct().toList());
    }
}
