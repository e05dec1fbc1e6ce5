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
 * @param priority   how urgent it is, from 0 to 9
 * @param told       somebody waits to hear what becomes of its recipients: {@link Outcomes}
 * @param terms      what its sender asked of the journey
 * @param recipients those asked for, in the order of their numbers
 */
public record QueuedMessage(long id, Instant at, String sender, long account, String ret, String envid,
        String encoding, boolean smtpUtf8, long body, long size, int priority, boolean told,
        Terms terms, List<QueuedRecipient> recipients) { }
