package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.mercurymail.store.Queue;
import org.mercurymail.store.StoreUnavailable;

/** What sending shows of itself: how attempts end and how long they take, and how many recipients are in the queue. */
@ApplicationScoped
public class OutboundMetrics {

    private MetricRegistry metrics;
    private Queue queue;

    /** For the container's proxy, and for tests that measure nothing. */
    protected OutboundMetrics() { }

    @Inject
    public OutboundMetrics(MetricRegistry metrics, Queue queue) {
        this.metrics = metrics;
        this.queue = queue;
    }

    /** One attempt for one recipient ended. */
    void attempt(String result, Duration took) {
        metrics.timer("mercury_delivery_attempt", new Tag("result", result)).update(took);
    }

    /** From now on the queue's length can be read. */
    void showQueue() {
        metrics.gauge("mercury_queue_recipients", () -> count(true), new Tag("state", "waiting"));
        metrics.gauge("mercury_queue_recipients", () -> count(false), new Tag("state", "sending"));
    }

    /** -1 while the database is away. */
    private long count(boolean waiting) {
        try {
            return waiting ? queue.counts().waiting() : queue.counts().sending();
        } catch (StoreUnavailable e) {
            return -1;
        }
    }
}
