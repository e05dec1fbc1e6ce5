package org.mercurymail.net;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mercurymail.wire.Wakeup;

/**
 * A session's wakeup: any thread may call at any time, many calls become one, and one that comes at a bad moment is
 * kept for later. Never blocks; after the connection's end it does nothing.
 */
final class Call implements Wakeup {

    private static final Duration GRACE = Duration.ofSeconds(2);

    /** The end of a session: its public reason, and how long an open question may delay it. */
    record End(String reason, Duration grace) { }

    private final Runnable called;
    private final AtomicBoolean onItsWay = new AtomicBoolean();
    private volatile EventExecutor loop;
    private volatile Optional<End> end = Optional.empty();
    private boolean deferred; // event loop only

    /** @param called runs on the event loop */
    Call(Runnable called) {
        this.called = called;
    }

    void on(EventExecutor executor) {
        loop = executor;
    }

    @Override
    public void wake() {
        if (onItsWay.compareAndSet(false, true)) {
            try {
                loop.execute(this::arrive);
            } catch (RejectedExecutionException e) {
                return; // the server has stopped, and the session with it
            }
        }
    }

    @Override
    public void end(String reason) {
        end(reason, GRACE);
    }

    void end(String reason, Duration grace) {
        end = Optional.of(new End(reason, grace));
        wake();
    }

    /** How the session was told to end, if it was. */
    Optional<End> end() {
        return end;
    }

    /** Not now: ask {@link #takeDeferred()} at a better moment. */
    void defer() {
        deferred = true;
    }

    boolean takeDeferred() {
        boolean was = deferred;
        deferred = false;
        return was;
    }

    private void arrive() {
        onItsWay.set(false);
        called.run();
    }
}
