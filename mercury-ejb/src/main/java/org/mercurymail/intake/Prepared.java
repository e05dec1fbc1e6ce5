package org.mercurymail.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mercurymail.dsn.Reported;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.Arrival;
import org.mercurymail.store.Handling;

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

    /** The same, handled so: the message itself; of what a list makes of it nobody is told. */
    Prepared handled(Handling handling) {
        return new Prepared(id, arrivals.stream().map(arrival -> arrival.id() == id.value()
                ? arrival.handled(isItself() ? handling : handling.untold()) : arrival).toList(), spread);
    }

    /** How many recipients are to be sent to, those that lists add aside. */
    int waiting() {
        return isItself() ? arrivals.get(0).outgoing().size() : 0;
    }

    /**
     * Whom to tell of at once: delivery to a mailbox or a list where NOTIFY=SUCCESS asked for it (RFC 3461 §5.2.2,
     * §5.2.7.3), targets of an alias that do not take the message while others did, and refusals that nobody has heard.
     */
    List<Reported> reported(boolean refusalsToo) {
        List<Reported> told = new ArrayList<>();
        Stream.concat(spread.local().stream().map(Spread.Filed::recipient),
                spread.lists().stream().map(Spread.Listed::recipient))
                .filter(recipient -> recipient.notifyOn().contains(Recipient.Notify.SUCCESS))
                .distinct().forEach(recipient -> told.add(Reported.delivered(recipient)));
        spread.strays().stream().filter(stray -> stray.recipient().wantsFailure())
                .forEach(stray -> told.add(Reported.failed(stray.recipient(), stray.status(), "")));
        spread.refused().forEach((recipient, status) -> {
            if (refusalsToo && recipient.wantsFailure()) {
                told.add(Reported.failed(recipient, status, ""));
            }
        });
        return told;
    }

    /** The first arrival is the message as it came, and not what a list made of it. */
    private boolean isItself() {
        return !spread.local().isEmpty() || !spread.remote().isEmpty();
    }

    /** The one arrival of a report, which has one recipient; empty when nothing is left to be written. */
    public Optional<Arrival> arrival() {
        return arrivals.stream().findFirst();
    }
}
