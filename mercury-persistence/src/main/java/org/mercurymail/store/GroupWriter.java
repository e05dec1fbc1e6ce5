package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes messages and outcomes durable, many with one commit. Has no thread: of the callers that wait, one leads a
 * group, writes it in one round trip, tells the others, and leaves the lead to one of those that came meanwhile. Nobody
 * waits for a group to fill. Work that fails takes nobody with it: its group is written again, each alone. A body past
 * 256 KiB goes alone, part by part, so that nobody waits behind it and it is never whole in memory.
 */
@ApplicationScoped
public class GroupWriter {

    private static final int GROUP_WORKS = 64;
    private static final long GROUP_BYTES = 2 << 20;
    private static final int LARGE_AT_ONCE = 4; // each holds a connection while its body streams
    private static final Duration LEASE = Duration.ofMinutes(15);

    private Transactions transactions;
    private String node = "";
    private final Deque<Work> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean led; // guarded by waiting
    private final Semaphore large = new Semaphore(LARGE_AT_ONCE, true);
    private final LongAdder arrivals = new LongAdder();

    /** For the container's proxy. */
    protected GroupWriter() { }

    @Inject
    GroupWriter(Transactions transactions) {
        this.transactions = transactions;
        this.node = NodeName.local();
    }

    /** Who has the first lease on what this writer queues: the {@code node} of {@link Queue}'s methods. */
    public String node() {
        return node;
    }

    /** How many arrivals this writer was given since the start: how busy it is, to those who work behind it. */
    public long arrivals() {
        return arrivals.sum();
    }

    /**
     * Blocks until the arrival is durable; answers one UID for each filing, in order.
     *
     * @throws GoneException    a mailbox does not exist; nothing was kept
     * @throws SubmittedBefore  its key is that of a message written before; nothing was kept
     * @throws StoreUnavailable nothing was kept, or (when the connection broke at the commit) that cannot be known
     */
    public List<Long> write(Arrival arrival) {
        return write(Optional.of(arrival), List.of());
    }

    /** Blocks until the outcomes are durable. */
    public void write(List<Settlement> settlements) {
        write(Optional.empty(), settlements);
    }

    /** Both in one commit. */
    public List<Long> write(Optional<Arrival> arrival, List<Settlement> settlements) {
        return write(arrival.stream().toList(), settlements);
    }

    /** All of these in one commit, as {@link #write(Arrival)}: the UIDs of the first, then of the next. */
    public List<Long> writeTogether(List<Arrival> arrivals) {
        return write(arrivals, List.of());
    }

    /** All of it in one commit. */
    public List<Long> write(List<Arrival> arrived, List<Settlement> settlements) {
        if (arrived.isEmpty() && settlements.isEmpty()) {
            return List.of();
        }
        arrivals.add(arrived.size());
        Work work = Work.of(arrived, settlements);
        return work.isLarge() ? writeLarge(work) : writeGrouped(work);
    }

    /**
     * Writes the arrival and takes a message out of a mailbox of the same account, in one commit of its own; empty, and
     * nothing was kept, when that message is not there.
     */
    public Optional<Long> replace(Arrival arrival, long account, long mailbox, long uid) {
        arrivals.increment();
        Work work = Work.of(List.of(arrival), List.of());
        try {
            return Optional.of(transactions.sql(c -> {
                if (work.isLarge()) {
                    work.streamBodies(c);
                }
                long filed = GroupStatement.write(c, node, leaseEnd(), List.of(work)).get(0).get(0);
                if (Mailboxes.expunge(c, account, mailbox, List.of(UidRange.of(uid))).length == 0) {
                    throw new NothingReplaced();
                }
                return filed;
            }));
        } catch (NothingReplaced e) {
            return Optional.empty();
        }
    }

    /** Rolls back. */
    private static final class NothingReplaced extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Long> writeLarge(Work work) {
        large.acquireUninterruptibly();
        try {
            return transactions.sql(c -> {
                work.streamBodies(c);
                return GroupStatement.write(c, node, leaseEnd(), List.of(work)).get(0);
            });
        } finally {
            large.release();
        }
    }

    private List<Long> writeGrouped(Work work) {
        boolean lead;
        synchronized (waiting) {
            waiting.add(work);
            lead = !led;
            led = true;
        }
        if (lead || work.awaitTurn()) {
            lead();
        }
        return work.outcome();
    }

    /** Writes the group that begins with the leader's own work, then hands the lead on. */
    private void lead() {
        List<Work> group = nextGroup();
        try {
            commit(group);
        } finally {
            group.stream().filter(w -> !w.isDone())
                    .forEach(w -> w.fail(new StoreUnavailable("the writer ended", new IllegalStateException())));
            handOn();
        }
    }

    private List<Work> nextGroup() {
        List<Work> group = new ArrayList<>();
        long bytes = 0;
        synchronized (waiting) {
            while (!waiting.isEmpty() && group.size() < GROUP_WORKS
                    && (group.isEmpty() || bytes + waiting.peek().bytes() <= GROUP_BYTES)) {
                bytes += waiting.peek().bytes();
                group.add(waiting.poll());
            }
        }
        return group;
    }

    private void handOn() {
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                led = false;
            } else {
                waiting.peek().takeLead();
            }
        }
    }

    private void commit(List<Work> group) {
        try {
            SqlWork<List<List<Long>>> write = c -> GroupStatement.write(c, node, leaseEnd(), group);
            List<List<Long>> uids =
                    GroupStatement.isOne(group) ? transactions.statement(write) : transactions.sql(write);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).succeed(uids.get(i));
            }
        } catch (StoreUnavailable away) {
            group.forEach(w -> w.fail(away)); // tried again it might be kept twice
        } catch (RuntimeException refused) {
            if (group.size() == 1) {
                group.get(0).fail(refused);
            } else {
                group.forEach(w -> commit(List.of(w)));
            }
        }
    }

    private static long leaseEnd() {
        return System.currentTimeMillis() + LEASE.toMillis();
    }
}
