package org.mercurymail.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenewalTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void afterTwoThirdsOrALittleEarlier() {
        Instant end = NOW.plus(Duration.ofDays(90));
        assertEquals(NOW.plus(Duration.ofDays(60)), Renewal.after(NOW, NOW, end, 0));
        assertEquals(NOW.plus(Duration.ofHours(60 * 24 - 108)), Renewal.after(NOW, NOW, end, 1));
        assertEquals(NOW.plusSeconds(4 * 24 * 3600), Renewal.after(NOW, NOW, NOW.plus(Duration.ofDays(6)), 0));
    }

    /** A clock that is wrong, or an authority that dates back: what just came looks due, or over. */
    @Test
    void whatJustCameIsNotAskedForAgainAtOnce() {
        Instant began = NOW.minus(Duration.ofDays(80));
        Instant soonest = NOW.plus(Duration.ofDays(9));
        assertEquals(soonest, Renewal.after(NOW, began, began.plus(Duration.ofDays(90)), 0));
        assertEquals(soonest, Renewal.after(NOW, NOW.minus(Duration.ofDays(900)),
                NOW.minus(Duration.ofDays(810)), 1));
    }

    @Test
    void thoseThatFailedTogetherNeedNotComeTogether() {
        assertEquals(NOW.plusSeconds(330), Renewal.afterFailure(NOW, 1, Optional.empty(), 1));
        assertEquals(NOW.plus(Duration.ofMinutes(1584)), Renewal.afterFailure(NOW, 9, Optional.empty(), 1));
    }

    @Test
    void neverHammers() {
        assertEquals(List.of(5L, 20L, 80L, 320L, 1280L, 1440L, 1440L), IntStream.rangeClosed(1, 7).mapToObj(failures ->
                Duration.between(NOW, Renewal.afterFailure(NOW, failures, Optional.empty(), 0)).toMinutes()).toList());
        assertEquals(NOW.plus(Duration.ofDays(1)), Renewal.afterFailure(NOW, Integer.MAX_VALUE, Optional.empty(), 0));
        Instant asked = NOW.plus(Duration.ofDays(7));
        assertEquals(asked, Renewal.afterFailure(NOW, 1, Optional.of(asked), 0));
        assertTrue(Renewal.afterFailure(NOW, 1, Optional.of(NOW), 0).isAfter(NOW.plusSeconds(60)),
                "sooner than we would");
    }
}
