package org.mercurymail.intake;

import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.MessageId;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.Arrival;

/**
 * A message ready to be written.
 *
 * @param id       what it is called, to those who handed it over
 * @param arrivals what is to be written, in one commit: the message, what lists made of it, what they answer
 * @param spread   where its recipients lead
 */
public record Prepared(MessageId id, List<Arrival> arrivals, Spread spread) {

    public Prepared {
        arrivals = List.copyOf(arrivals);
    }

    /** Somebody takes it, be it a list that wants nothing written. */
    public boolean isTaken() {
        return !spread.isEmpty();
    }

    /** The one arrival of a report, which has one recipient; empty when nothing is left to be written. */
    public Optional<Arrival> arrival() {
        return arrivals.stream().findFirst();
    }
}
