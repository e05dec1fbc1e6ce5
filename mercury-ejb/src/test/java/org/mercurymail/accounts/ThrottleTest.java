package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            assertEquals(pause > 0, throttle.blocks("a", now), "at once after " + pause);
            now = now.plusSeconds(pause);
            assertFalse(throttle.blocks("a", now), "when " + pause + " s are over");
        }
    }

    @Test
    void successAndTimeForget() {
        Throttle throttle = new Throttle(1, 100);
        throttle.failed("a", T0);
        throttle.failed("a", T0);
        assertTrue(throttle.blocks("a", T0));
        assertFalse(throttle.blocks("b", T0));
        throttle.succeeded("a");
        assertFalse(throttle.blocks("a", T0));
        throttle.failed("a", T0);
        throttle.failed("a", T0.plusSeconds(3600));
        assertFalse(throttle.blocks("a", T0.plusSeconds(3600)), "the first failure is forgotten");
    }

    @Test
    void memoryIsBounded() {
        Throttle throttle = new Throttle(0, 10);
        for (int i = 0; i < 1000; i++) {
            throttle.failed("k" + i, T0);
        }
        assertFalse(throttle.blocks("k0", T0));
        assertTrue(throttle.blocks("k999", T0));
        assertTrue(throttle.blocks("k990", T0));
        assertFalse(throttle.blocks("k989", T0));
    }
}
