package org.mercurymail.intake;

import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Terms;
import org.mercurymail.store.Handling;

/** A message's terms between the words of SMTP, those of the store, and our own measure of urgency. */
public final class Journey {

    private static final int HIGHEST = 9;

    private Journey() { }

    /** As the queue keeps them. */
    static org.mercurymail.store.Terms kept(Terms terms) {
        return new org.mercurymail.store.Terms(terms.holdUntil(), terms.holdRequest().orElse(""), terms.priority().orElse(0), terms.requireTls(),
                terms.by().map(Terms.By::at),
                terms.by().map(by -> (by.returns() ? "R" : "N") + (by.trace() ? "T" : "")).orElse(""));
    }

    /** As they were said; a hold is over when they are read. */
    public static Terms said(org.mercurymail.store.Terms kept) {
        return new Terms(Optional.empty(), Optional.of(kept.priority()).filter(priority -> priority != 0),
                kept.requireTls(), kept.by().map(at ->
                        new Terms.By(at, kept.byMode().startsWith("R"), kept.byMode().endsWith("T"))),
                Optional.of(kept.holdRequest()).filter(request -> !request.isEmpty()));
    }

    /** RFC 6758 §3: where MAIL said no priority, the field MT-Priority does, if one of ours wrote it. */
    static Envelope hurried(Origin origin, Envelope envelope, MessageHeader header) {
        List<String> fields = header.values("MT-Priority");
        boolean counts = origin.isSubmission() && envelope.terms().priority().isEmpty() && fields.size() == 1
                && fields.get(0).strip().matches("0|-?[1-9]");
        return counts ? envelope.on(envelope.terms().withPriority(Integer.parseInt(fields.get(0).strip()))) : envelope;
    }

    /** What was asked for, as urgent as the terms say, if they say it. */
    static Handling handled(Handling handling, Terms terms) {
        return terms.priority().map(Journey::urgency).map(handling::urgent).orElse(handling);
    }

    /** SMTP's −9 to 9 on the queue's 0 to 9: what is above the rest stays above, what is below stays below. */
    static int urgency(int priority) {
        int room = priority > 0 ? HIGHEST - Handling.NORMAL : Handling.NORMAL;
        int steps = (Math.abs(priority) * room + HIGHEST - 1) / HIGHEST;
        return Handling.NORMAL + Integer.signum(priority) * steps;
    }
}
