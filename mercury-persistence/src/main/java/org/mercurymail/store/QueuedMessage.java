package org.mercurymail.store;

import java.time.Instant;
import java.util.List;

/**
 * A message with recipients to be sent to.
 *
 * @param sender     the reverse-path, empty for {@code <>}
 * @param account    whose login submitted it, 0 for nobody's
 * @param body       its body's id for {@link Bodies}
 * @param size       octets of the body
 * @param recipients those asked for, in the order of their numbers
 */
public record QueuedMessage(long id, Instant at, String sender, long account, String ret, String envid,
        String encoding, boolean smtpUtf8, long body, long size, List<QueuedRecipient> recipients) { }
