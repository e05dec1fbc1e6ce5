package org.mercurymail.dsn;

import org.mercurymail.mail.Envelope;
import org.mercurymail.port.Body;

/** A report, ready to be handed over: its envelope has the null sender (RFC 3464 §2). */
public record Report(Envelope envelope, Body body) { }
