package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes();

    @Test
    void aFullLaneKeepsTheIdForWhoeverGetsThrough() {
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 1, 2));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 2, 2));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 3, 2));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 4, 2));
        assertEquals(Lanes.Entry.GO, lanes.enter("b", 3, 2), "another destination is free");
        assertEquals(Lanes.Entry.THERE_ALREADY, lanes.enter("a", 3, 2));
        assertEquals(Lanes.Entry.THERE_ALREADY, lanes.enter("a", 1, 2));
        assertEquals(Optional.of(3L), lanes.leave("a", 1));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 1, 2));
        assertEquals(Optional.of(4L), lanes.leave("a", 3));
        assertEquals(Optional.of(1L), lanes.leave("a", 2));
        assertEquals(Optional.empty(), lanes.leave("a", 4));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 5, 2));
        assertEquals(Optional.empty(), lanes.leave("a", 1));
        assertEquals(Optional.empty(), lanes.leave("a", 5));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 5, 2));
    }

    @Test
    void waitingIsBounded() {
        lanes.enter("a", 0, 1);
        for (long id = 1; id <= 10_000; id++) {
            assertEquals(Lanes.Entry.WAITS, lanes.enter("a", id, 1));
        }
        assertEquals(Lanes.Entry.DROPPED, lanes.enter("a", 10_001, 1));
    }
}
