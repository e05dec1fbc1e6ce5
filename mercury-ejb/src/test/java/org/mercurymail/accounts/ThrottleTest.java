package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void pausesDoubleAndEnd() {
        Throttle throttle = new Throttle(3, 100);
        long[] pauses = {0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900};
        Instant now = T0;
        for (long pause : pauses) {
            throttle.failed("a", now);
            assertEquals(Duration.ofSeconds(pause), throttle.pause("a", now));
            now = now.plusSeconds(pause);
            assertFalse(blocks(throttle, "a", now), "when " + pause + " s are over");
        }
    }

    @Test
    void successAndTimeForget() {
        Throttle throttle = new Throttle(1, 100);
        throttle.failed("a", T0);
        throttle.failed("a", T0);
        assertTrue(blocks(throttle, "a", T0));
        assertFalse(blocks(throttle, "b", T0));
        throttle.succeeded("a");
        assertFalse(blocks(throttle, "a", T0));
        throttle.failed("a", T0);
        throttle.failed("a", T0.plusSeconds(3600));
        assertFalse(blocks(throttle, "a", T0.plusSeconds(3600)), "the first failure is forgotten");
    }

    @Test
    void memoryIsBounded() {
        Throttle throttle = new Throttle(1, 10);
        for (int i = 0; i < 1000; i++) {
            throttle.failed("k" + i, T0);
            throttle.failed("k" + i, T0);
        }
        assertFalse(blocks(throttle, "k0", T0));
        assertTrue(blocks(throttle, "k999", T0));
        assertTrue(blocks(throttle, "k990", T0));
        assertFalse(blocks(throttle, "k989", T0));
    }

    @Test
    void zeroNeverSlowsDown() {
        Throttle throttle = new Throttle(0, 10);
        for (int i = 0; i < 100; i++) {
            throttle.failed("a", T0);
        }
        assertFalse(blocks(throttle, "a", T0));
    }

    private static boolean blocks(Throttle throttle, String key, Instant now) {
        return !throttle.pause(key, now).isZero();
    }
}
