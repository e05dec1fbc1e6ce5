package org.mercurymail.store;

import java.time.Instant;

/**
 * One recipient that waits or is being sent to.
 *
 * @param number   within the message, from 0
 * @param notifyOn NOTIFY's words joined by commas, empty when not given
 * @param original ORCPT, empty when not given
 * @param attempts settled ones
 * @param due      when it may be tried; of a leased one, when its lease ends
 * @param leasedBy the node that sends it now, empty for none
 * @param reply    the last attempt's, 0 before there was one; with {@code enhanced}, {@code text}, {@code remote}
 * @param warned   a delay report has gone out
 */
public record QueuedRecipient(int number, String address, String domain, String notifyOn, String original,
        int attempts, Instant due, String leasedBy, int reply, String enhanced, String text, String remote,
        boolean warned) { }
