package org.mercurymail.port;

import java.time.Duration;

/**
 * How slow a listener is with one client: whoever cannot wait, or fails again and again, shows by it what it is.
 *
 * @param greetingDelay before the greeting, while the client must be silent; zero for none
 * @param longestPause  before the answer to a failure; zero for none
 */
public record Manners(Duration greetingDelay, Duration longestPause) {

    /** At once, always. */
    public static final Manners PROMPT = new Manners(Duration.ZERO, Duration.ZERO);

    /** Anybody may err so often. */
    private static final int FREE = 2;
    private static final int MOST_DOUBLINGS = 6;

    /** Whether it must be silent until it was greeted, and until its EHLO was answered. */
    public boolean listensForEarlyTalkers() {
        return !greetingDelay.isZero();
    }

    /** Before the answer to so many failures in one connection: a second, doubled with each, until the longest. */
    public Duration pause(int failures) {
        if (failures <= FREE) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(failures - FREE - 1, MOST_DOUBLINGS));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
