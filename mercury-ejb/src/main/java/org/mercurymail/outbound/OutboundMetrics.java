package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.mercurymail.store.StoreUnavailable;

/** What sending shows of itself: how attempts end and how long they take, and how many recipients are in the queue. */
@ApplicationScoped
public class OutboundMetrics {

    private static final Metadata ATTEMPT = Metadata.builder().withName("mercury_delivery_attempt")
            .withUnit(MetricUnits.NANOSECONDS) // shown in seconds
            .withDescription("How long attempts to send take, for each recipient").build();
    private static final Metadata RECIPIENTS = Metadata.builder().withName("mercury_queue_recipients")
            .withDescription("Recipients in the queue, by what they wait for").build();

    private MetricRegistry metrics;
    private QueueStatus queue;

    /** For the container's proxy, and for tests that measure nothing. */
    protected OutboundMetrics() { }

    @Inject
    public OutboundMetrics(MetricRegistry metrics, QueueStatus queue) {
        this.metrics = metrics;
        this.queue = queue;
    }

    /** One attempt for one recipient ended. */
    void attempt(String result, Duration took) {
        metrics.timer(ATTEMPT, new Tag("result", result)).update(took);
    }

    /** From now on the queue's length can be read. */
    void showQueue() {
        metrics.gauge(RECIPIENTS, () -> count(true), new Tag("state", "waiting"));
        metrics.gauge(RECIPIENTS, () -> count(false), new Tag("state", "sending"));
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
