package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.mercurymail.store.QueueCounts;
import org.mercurymail.store.QueueFigures;

/** What waits to be sent, in numbers, for pages, resources and metrics. */
@ApplicationScoped
public class QueueStatus {

    /**
     * Counted in recipients, but for the first.
     *
     * @param messages with at least one recipient in the queue
     * @param waiting  nobody sends to them now
     * @param sending  somebody does
     * @param retrying those of the waiting that failed before
     */
    public record Counts(long messages, long waiting, long sending, long retrying) { }

    private QueueFigures figures;

    /** For the container's proxy. */
    protected QueueStatus() { }

    @Inject
    public QueueStatus(QueueFigures figures) {
        this.figures = figures;
    }

    public Counts counts() {
        QueueCounts counts = figures.counts();
        return new Counts(counts.messages(), counts.waiting(), counts.sending(), counts.retrying());
    }
}
