package org.mercurymail.milter;

import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;

/** What the milters made of a message. */
public sealed interface Screened {

    /** It goes on, changed or not. Closing the body frees what the change took, not the original. */
    record Passed(Envelope envelope, Body body) implements Screened { }

    /** The client hears this, and nothing is kept. */
    record Refused(Status status, String milter) implements Screened { }

    /** The client hears that it was accepted, and nothing is kept: the administrator's milter wants it so. */
    record Discarded(String milter) implements Screened { }
}
