package org.mercurymail.intake;

import java.util.Optional;
import org.mercurymail.mail.MessageId;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.Arrival;

/**
 * A message ready to be written.
 *
 * @param arrival empty when every recipient refuses
 * @param spread  where its recipients lead
 */
public record Prepared(MessageId id, Optional<Arrival> arrival, Spread spread) { }
