package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One change.
 *
 * @param what    {@code account.add} and its like
 * @param subject the name of what was changed
 * @param before  a JSON object; empty when there was nothing before
 * @param after   a JSON object; empty when nothing is left
 */
public record AuditRow(long id, Instant at, Doer by, String what, String subject, Optional<String> before,
        Optional<String> after) { }
