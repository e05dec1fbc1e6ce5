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
        assertEquals(NOW.plus(Duration.ofDays(60)), Renewal.after(NOW, end, 0));
        assertEquals(NOW.plus(Duration.ofHours(60 * 24 - 108)), Renewal.after(NOW, end, 1));
        assertEquals(NOW.plusSeconds(4 * 24 * 3600), Renewal.after(NOW, NOW.plus(Duration.ofDays(6)), 0));
    }

    @Test
    void neverHammers() {
        assertEquals(List.of(5L, 20L, 80L, 320L, 1280L, 1440L, 1440L), IntStream.rangeClosed(1, 7).mapToObj(failures ->
                Duration.between(NOW, Renewal.afterFailure(NOW, failures, Optional.empty())).toMinutes()).toList());
        assertEquals(NOW.plus(Duration.ofDays(1)), Renewal.afterFailure(NOW, Integer.MAX_VALUE, Optional.empty()));
        Instant asked = NOW.plus(Duration.ofDays(7));
        assertEquals(asked, Renewal.afterFailure(NOW, 1, Optional.of(asked)));
        assertTrue(Renewal.afterFailure(NOW, 1, Optional.of(NOW)).isAfter(NOW.plusSeconds(60)), "sooner than we would");
    }
}
