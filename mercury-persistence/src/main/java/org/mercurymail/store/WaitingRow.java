package org.mercurymail.store;

import java.time.Instant;

/**
 * A recipient in the queue, as those who watch over it see it.
 *
 * @param at      when its message was accepted
 * @param sender  the reverse-path, empty for {@code <>}
 * @param account whose login submitted the message, 0 for nobody's
 * @param held    nobody tries it until somebody says so; {@code due} then means nothing
 */
public record WaitingRow(long message, Instant at, String sender, long account, long size, int number,
        String address, int attempts, Instant due, boolean held, boolean leased, int reply, String enhanced,
        String text, String remote) { }
