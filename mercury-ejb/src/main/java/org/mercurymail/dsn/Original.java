package org.mercurymail.dsn;

import java.time.Instant;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;

/**
 * The message that a report is about.
 *
 * @param sender  who gets the report; a message with an empty reverse-path never causes one (RFC 3464 §2)
 * @param arrived when it was taken over
 * @param ret     how much of it the report returns
 * @param smtpUtf8 its header may hold UTF-8
 * @param terms    what its sender asked; one that requires TLS is returned without its body (RFC 8689 §5)
 */
public record Original(Address sender, Instant arrived, Optional<String> envid, Envelope.Ret ret, boolean smtpUtf8,
        Terms terms, Body body) {

    public Original {
        ret = terms.requireTls() ? Envelope.Ret.HDRS : ret;
    }
}
