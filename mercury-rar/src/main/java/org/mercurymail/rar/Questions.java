package org.mercurymail.rar;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.mercurymail.net.Asker;
import org.mercurymail.wire.Output;
import org.mercurymail.wire.Step;

/**
 * Puts questions to one endpoint on the container's work threads. At most so many at once; the others wait in line,
 * and with them their connections, so the line is never longer than the connections are many. A work thread keeps its
 * endpoint for the questions that follow, and goes home when none came for a while.
 *
 * @param <D> the listener interface
 */
final class Questions<D> implements Asker<D> {

    private static final System.Logger LOG = System.getLogger(Questions.class.getName());
    private static final long WAIT_FOR_MORE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long WAIT_FOR_APPLICATION_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_OF_HIRING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_TRIES_MILLIS = 100;

    private final MessageEndpointFactory factory;
    private final Class<D> door;
    private final WorkManager work;
    private final int mostWorkers;

    // guarded by this
    private final Deque<Waiting<D>> line = new ArrayDeque<>();
    private int workers; // who take from the line, or will
    private int present; // also those on their way home
    private int endpoints;
    private long noHiringUntil = System.nanoTime();
    private int idle;
    private boolean stopping;
    private boolean stopped;

    private record Waiting<D>(Step.Question<D> question, Output output, Outcome<D> outcome) { }

    Questions(MessageEndpointFactory factory, Class<D> door, WorkManager work, int mostWorkers) {
        this.factory = factory;
        this.door = door;
        this.work = work;
        this.mostWorkers = mostWorkers;
    }

    @Override
    public void ask(Step.Question<D> question, Output output, Outcome<D> outcome) {
        boolean hire;
        synchronized (this) {
            if (stopped) {
                outcome.failed(new UnavailableException("the adapter has stopped"));
                return;
            }
            line.add(new Waiting<>(question, output, outcome));
            hire = line.size() > idle && workers < mostWorkers && (workers == 0 || isHiring());
            if (hire) {
                workers++;
                present++;
            }
            notify();
        }
        if (hire) {
            hire();
        }
    }

    private boolean isHiring() {
        return System.nanoTime() - noHiringUntil >= 0;
    }

    private void hire() {
        try {
            work.scheduleWork(new Worker());
        } catch (WorkException e) {
            LOG.log(System.Logger.Level.WARNING, "event=no-work-thread error=\"{0}\"", e.toString());
            fired(e);
            gone();
        }
    }

    /** One worker less; when it was the last, nobody will answer those who wait. */
    private void fired(Exception cause) {
        Queue<Waiting<D>> lost = new ArrayDeque<>();
        synchronized (this) {
            workers--;
            if (workers == 0) {
                lost.addAll(line);
                line.clear();
            }
        }
        lost.forEach(waiting -> waiting.outcome().failed(cause));
    }

    /** The application is going: do not wait for it any more. Questions are still put while it answers. */
    synchronized void stopping() {
        stopping = true;
        notifyAll();
    }

    /** Takes no more questions, and waits a while for the work threads to go home. */
    synchronized void stop(long nanos) {
        stopping = true;
        stopped = true;
        notifyAll();
        long until = System.nanoTime() + nanos;
        try {
            while (present > 0 && until - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Waiting<D>> next(Worker worker) throws InterruptedException {
        long until = System.nanoTime() + WAIT_FOR_MORE_NANOS;
        while (line.isEmpty() && !stopped) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                break;
            }
            idle++;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } finally {
                idle--;
            }
        }
        Optional<Waiting<D>> next = Optional.ofNullable(line.poll());
        if (next.isEmpty()) {
            workers--; // in the same breath: who asks now must hire
            endpoints -= worker.call.isPresent() ? 1 : 0;
        }
        return next;
    }

    private synchronized void gone() {
        present--;
        notifyAll();
    }

    private synchronized void pause() throws InterruptedException {
        if (!stopping) {
            wait(BETWEEN_TRIES_MILLIS);
        }
    }

    private synchronized void count(int more) {
        endpoints += more;
    }

    /**
     * Puts the question back in front, for a worker that has an endpoint, and lets this one go: the container has no
     * more endpoints to give (Payara: as many as the bean's pool may hold).
     */
    private synchronized boolean areOthersEnough(Waiting<D> waiting) {
        if (endpoints == 0) {
            return false;
        }
        line.addFirst(waiting);
        workers--;
        noHiringUntil = System.nanoTime() + PAUSE_OF_HIRING_NANOS;
        notifyAll();
        return true;
    }

    private synchronized boolean isNoUseToWait() {
        return stopping || endpoints > 0;
    }

    /** A work thread's round: one endpoint, many questions. */
    private final class Worker implements Work {

        private Optional<EndpointCall<D>> call = Optional.empty();

        @Override
        public void run() {
            try {
                Optional<Waiting<D>> next = next(this);
                while (next.isPresent() && work(next.get())) {
                    next = next(this);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                drop();
                fired(e);
            } catch (RuntimeException e) { // the event loop is gone
                drop();
                fired(e);
            } finally {
                call.ifPresent(EndpointCall::close);
                gone();
            }
        }

        private void answer(Waiting<D> waiting) {
            Step<D> step;
            try {
                step = waiting.question().put(call.orElseThrow().door(), waiting.output());
            } catch (Throwable failure) { // also an Error must not leave a connection waiting for ever
                drop();
                waiting.outcome().failed(failure);
                return;
            }
            waiting.outcome().answered(step);
        }

        /** False when this worker has nothing to ask and goes home; its question is in good hands. */
        private boolean work(Waiting<D> waiting) throws InterruptedException {
            try {
                findEndpoint();
            } catch (UnavailableException e) {
                if (areOthersEnough(waiting)) {
                    return false;
                }
                waiting.outcome().failed(e);
                return true;
            }
            answer(waiting);
            return true;
        }

        /** The ports are open while the application still starts: it gets some seconds. */
        private void findEndpoint() throws UnavailableException, InterruptedException {
            long until = System.nanoTime() + WAIT_FOR_APPLICATION_NANOS;
            while (call.isEmpty()) {
                try {
                    call = Optional.of(new EndpointCall<>(factory, door));
                    count(1);
                } catch (UnavailableException e) {
                    if (isNoUseToWait() || System.nanoTime() - until > 0) {
                        throw e;
                    }
                    pause();
                }
            }
        }

        private void drop() {
            if (call.isPresent()) {
                call.get().close();
                call = Optional.empty();
                count(-1);
            }
        }

        @Override
        public void release() { } // the container cannot hurry a question; stop() bounds its wait
    }
}
