package org.mercurymail.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection's timeout: a single task on its event loop that, when due, looks whether something happened since and
 * if so goes back to sleep. A busy connection thus costs two field writes a command. Event loop only.
 */
final class Patience {

    private final EventExecutor loop;
    private final Runnable over;
    private Optional<Future<?>> task = Optional.empty();
    private long lastSign;
    private long patience;
    private long due;

    Patience(EventExecutor loop, Runnable over) {
        this.loop = loop;
        this.over = over;
    }

    /** From now on, so long. */
    void restart(Duration wait) {
        lastSign = loop.ticker().nanoTime();
        patience = wait.toNanos();
        if (task.isEmpty() || lastSign + patience - due < 0) {
            sleep(patience);
        }
    }

    void stop() {
        task.ifPresent(sleeping -> sleeping.cancel(false));
        task = Optional.empty();
    }

    private void sleep(long nanos) {
        stop();
        due = loop.ticker().nanoTime() + nanos;
        task = Optional.of(loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS));
    }

    private void look() {
        task = Optional.empty();
        long left = lastSign + patience - loop.ticker().nanoTime();
        if (left > 0) {
            sleep(left);
        } else {
            over.run();
        }
    }
}
