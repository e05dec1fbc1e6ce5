package org.mercurymail.store;

import java.time.Instant;

/**
 * One thing that happened to a message.
 *
 * @param event     {@code accepted}, {@code filed}, {@code queued}, {@code delivered}, {@code deferred},
 *                  {@code failed}, {@code cancelled}
 * @param recipient empty for the whole message
 * @param detail    who said it and what
 */
public record LedgerRow(long message, Instant at, String event, String recipient, String detail) { }
