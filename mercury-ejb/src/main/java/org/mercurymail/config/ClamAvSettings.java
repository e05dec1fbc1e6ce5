package org.mercurymail.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Which clamd to ask, if any.
 *
 * @param awayAccepts whether mail goes on unchecked while clamd is away; else it is put off
 * @param patience    how long one message may take
 */
public record ClamAvSettings(Optional<Endpoint> at, boolean awayAccepts, Duration patience) { }
