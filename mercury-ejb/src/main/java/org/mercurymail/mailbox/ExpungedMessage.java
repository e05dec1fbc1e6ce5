package org.mercurymail.mailbox;

import java.time.Instant;

/**
 * A message that was expunged and can come back.
 *
 * @param id     names it, and is a cursor
 * @param folder where it was
 * @param at     when it went
 */
public record ExpungedMessage(String id, String folder, Instant at, long size, String subject, String from) { }
