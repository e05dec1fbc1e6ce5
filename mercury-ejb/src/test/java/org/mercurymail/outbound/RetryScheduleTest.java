package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private final RetrySchedule schedule = new RetrySchedule(
            List.of(Duration.ofSeconds(60), Duration.ofMinutes(5)), Duration.ofHours(4), Duration.ofDays(1));

    @Test
    void theLastWaitRepeats() {
        assertEquals(T0.plusSeconds(60), schedule.next(0, T0, T0, 0));
        assertEquals(T0.plusSeconds(300), schedule.next(1, T0, T0, 0));
        assertEquals(T0.plusSeconds(300), schedule.next(77, T0, T0, 0));
    }

    @Test
    void chanceAddsATenthAtMost() {
        assertEquals(T0.plusSeconds(66), schedule.next(0, T0, T0, 1));
    }

    @Test
    void oneMoreTryAtTheEnd() {
        Instant late = T0.plus(Duration.ofDays(1)).minusSeconds(10);
        assertEquals(T0.plus(Duration.ofDays(1)), schedule.next(5, T0, late, 0.5));
        assertFalse(schedule.isExpired(T0, late));
        assertTrue(schedule.isExpired(T0, T0.plus(Duration.ofDays(1))));
    }

    @Test
    void lateAfterFourHours() {
        assertFalse(schedule.isLate(T0, T0.plus(Duration.ofHours(4)).minusMillis(1)));
        assertTrue(schedule.isLate(T0, T0.plus(Duration.ofHours(4))));
    }
}
