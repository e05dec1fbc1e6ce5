package org.mercurymail.it;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition with a deadline; says what it waited for when the deadline passes. */
final class Await {

    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {
    }

    static void until(String what, Duration atMost, Callable<Boolean> condition) {
        value(what, atMost, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** The value as soon as there is one. */
    static <T> T value(String what, Duration atMost, Callable<Optional<T>> source) {
        return value(() -> what, atMost, source);
    }

    static <T> T value(Supplier<String> what, Duration atMost, Callable<Optional<T>> source) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> value = call(source);
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("gave up after " + atMost.toSeconds() + " s waiting for " + what.get());
            }
            LockSupport.parkNanos(POLL);
        }
    }

    private static <T> Optional<T> call(Callable<Optional<T>> source) {
        try {
            return source.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
