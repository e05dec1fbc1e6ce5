package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How much of a second the index may take. */
class TextIndexerTest {

    @Test
    void takesMostOfAQuietSecond() {
        assertEquals(900, TextIndexer.share(0, false));
        assertEquals(200, TextIndexer.share(0, true), "others have the machine");
    }

    @Test
    void givesWayToDeliveriesButNeverStands() {
        assertEquals(500, TextIndexer.share(100, false));
        assertEquals(30, TextIndexer.share(1_000, false));
        assertEquals(30, TextIndexer.share(100_000_000, true));
    }
}
