package org.mercurymail.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * One change that somebody made.
 *
 * @param id      later changes have higher ones
 * @param account who did it; 0 for Mercury itself
 * @param who     the address it had then
 * @param via     {@code web}, {@code rest}, {@code cli}, {@code mail}, {@code mercury}
 * @param what    {@code account.add} and its like
 * @param subject the name of what was changed
 * @param before  a JSON object without secrets; empty when there was nothing
 * @param after   a JSON object without secrets; empty when nothing is left
 */
public record AuditEntry(long id, Instant at, long account, String who, String via, String what, String subject,
        Optional<String> before, Optional<String> after) { }
