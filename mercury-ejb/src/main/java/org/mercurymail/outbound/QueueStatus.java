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
     * @param held     those of the waiting that are held
     * @param vain     those of the waiting that failed {@value #MANY} times or more, and are not held
     */
    public record Counts(long messages, long waiting, long sending, long retrying, long held, long vain) { }

    /** Attempts after which somebody should look. */
    public static final int MANY = 3;

    private QueueFigures figures;

    /** For the container's proxy. */
    protected QueueStatus() { }

    @Inject
    public QueueStatus(QueueFigures figures) {
        this.figures = figures;
    }

    public Counts counts() {
        QueueCounts counts = figures.counts(MANY);
        return new Counts(counts.messages(), counts.waiting(), counts.sending(), counts.retrying(), counts.held(),
                counts.vain());
    }
}
