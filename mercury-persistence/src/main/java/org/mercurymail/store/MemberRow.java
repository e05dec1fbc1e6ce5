package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A member of a list.
 *
 * @param address lower case
 */
public record MemberRow(long id, long list, String address, Instant since, int bounces, Optional<Instant> lastBounce,
        String lastReason) { }
