package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes();

    @Test
    void aFullLaneKeepsTheIdForWhoeverGetsThrough() {
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 1, 4, 2));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 2, 4, 2));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 3, 4, 2));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 4, 4, 2));
        assertEquals(Lanes.Entry.GO, lanes.enter("b", 3, 4, 2), "another destination is free");
        assertEquals(Lanes.Entry.THERE_ALREADY, lanes.enter("a", 3, 4, 2));
        assertEquals(Lanes.Entry.THERE_ALREADY, lanes.enter("a", 1, 4, 2));
        assertEquals(Optional.of(3L), lanes.leave("a", 1));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 1, 4, 2));
        assertEquals(Optional.of(4L), lanes.leave("a", 3));
        assertEquals(Optional.of(1L), lanes.leave("a", 2));
        assertEquals(Optional.empty(), lanes.leave("a", 4));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 5, 4, 2));
        assertEquals(Optional.empty(), lanes.leave("a", 1));
        assertEquals(Optional.empty(), lanes.leave("a", 5));
        assertEquals(Lanes.Entry.GO, lanes.enter("a", 5, 4, 2));
    }

    @Test
    void waitingIsBounded() {
        lanes.enter("a", 0, 4, 1);
        for (long id = 1; id <= 10_000; id++) {
            assertEquals(Lanes.Entry.WAITS, lanes.enter("a", id, 4, 1));
        }
        assertEquals(Lanes.Entry.DROPPED, lanes.enter("a", 10_001, 4, 1));
    }

    @Test
    void theMostUrgentGoesNextAndIsNeverDroppedForOthers() {
        lanes.enter("a", 0, 4, 1);
        for (long id = 1; id <= 10_000; id++) {
            lanes.enter("a", id, 4, 1);
        }
        assertEquals(Lanes.Entry.DROPPED, lanes.enter("a", 20_001, 4, 1));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 20_002, 5, 1));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 20_003, 9, 1));
        assertEquals(Optional.of(20_003L), lanes.leave("a", 0));
        assertEquals(Optional.of(20_002L), lanes.leave("a", 20_003));
        assertEquals(Optional.of(1L), lanes.leave("a", 20_002));
        assertEquals(Lanes.Entry.WAITS, lanes.enter("a", 10_000, 4, 1), "the last two had made room");
    }
}
