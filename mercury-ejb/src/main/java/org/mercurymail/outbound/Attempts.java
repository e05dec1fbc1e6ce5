package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Dispatcher;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Status;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.Queue;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/**
 * Takes a message in hand: claims its rows for this node, and attempts one destination after the other, each within the
 * bound of its {@link Lanes lane}. Whatever happens to a thread, a row is never lost: it comes back when its lease ends.
 */
@ApplicationScoped
public class Attempts {

    /** Longer than one attempt can last: RFC 5321 §4.5.3.2 adds up to less than half of it. */
    private static final Duration LEASE = Duration.ofHours(1);

    /** The lane of those whose hold ends; no domain has a space. */
    private static final String HOLD = "the hold";

    private final Lanes lanes = new Lanes();
    private Queue queue;
    private Routes routes;
    private Courier courier;
    private Settling settling;
    private Release release;
    private Dispatcher dispatcher;
    private OutboundMetrics metrics;
    private String node;
    private int fanout;

    /** For the container's proxy. */
    protected Attempts() { }

    @Inject
    public Attempts(Queue queue, GroupWriter writer, Routes routes, Courier courier, Settling settling,
            Release release, Dispatcher dispatcher, OutboundMetrics metrics, Settings settings) {
        this.queue = queue;
        this.routes = routes;
        this.courier = courier;
        this.settling = settling;
        this.release = release;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.node = writer.node();
        this.fanout = settings.fanout();
    }

    /** Attempts a message that was just queued, and so is leased to this node, all of it to one domain. */
    void on(long message, int priority, String domain) {
        String key = routes.key(domain);
        if (lanes.enter(key, message, priority, routes.limit()) == Lanes.Entry.GO) {
            along(key, message);
        }
    }

    /** Attempts what is due of the message; returns when one destination is done, having had others dispatched. */
    void on(long message) {
        // what was just queued is leased to us already; beside it, or later, what is due is claimed
        if (!go(queue.leased(message, node))) {
            go(queue.claim(message, node, Instant.now().plus(LEASE)));
        }
    }

    /** False when no destination of these recipients needs this thread. */
    private boolean go(Optional<QueuedMessage> ours) {
        List<String> keys = new ArrayList<>(ours.map(this::keys).orElse(Set.of()));
        while (!keys.isEmpty()) {
            String key = keys.remove(0);
            long message = ours.orElseThrow().id();
            int priority = ours.orElseThrow().priority();
            if (lanes.enter(key, message, priority, routes.limit()) == Lanes.Entry.GO) {
                if (!keys.isEmpty()) { // another thread takes the next destination
                    dispatcher.dispatch(new MessageId(message), priority, Optional.empty());
                }
                along(key, message);
                return true;
            }
        }
        return false;
    }

    /** Attempts a message in its lane, and then those that waited there. */
    private void along(String key, long first) {
        Optional<Long> next = Optional.of(first);
        while (next.isPresent()) {
            long message = next.get();
            try {
                attempt(key, message);
            } finally {
                next = lanes.leave(key, message);
            }
        }
    }

    private void attempt(String key, long message) {
        // read again now that nobody else has the message in this lane: another thread may just have settled it
        Optional<QueuedMessage> leased = queue.leased(message, node);
        if (leased.isEmpty()) {
            return;
        }
        if (key.equals(HOLD)) {
            release.release(leased.get());
            return;
        }
        List<QueuedRecipient> due = leased.get().recipients().stream()
                .filter(recipient -> routes.key(recipient.domain()).equals(key)).toList();
        int together = courier.together(leased.get(), fanout);
        for (int from = 0; from < due.size(); from += together) {
            List<QueuedRecipient> some = due.subList(from, Math.min(due.size(), from + together));
            long start = System.nanoTime();
            DeliveryReport report = courier.carry(leased.get(), some);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            report.outcomes().forEach(outcome -> metrics.attempt(result(outcome.status()), took));
            settling.settle(leased.get(), some, report);
        }
    }

    private static String result(Status status) {
        return status.isSuccess() ? "delivered" : status.isPermanent() ? "failed" : "deferred";
    }

    private Set<String> keys(QueuedMessage message) {
        if (message.terms().heldUntil().isPresent()) {
            return Set.of(HOLD);
        }
        return message.recipients().stream().map(recipient -> routes.key(recipient.domain()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
