package org.mercurymail.lists;

import java.time.Instant;
import java.util.Optional;
import org.mercurymail.mail.Address;

/**
 * Somebody who gets what is posted.
 *
 * @param bounces    copies that came back
 * @param lastReason what the last report said, empty when there was none
 */
public record Member(Address address, Instant since, int bounces, Optional<Instant> lastBounce, String lastReason) { }
