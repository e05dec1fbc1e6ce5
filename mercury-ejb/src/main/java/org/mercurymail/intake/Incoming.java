package org.mercurymail.intake;

import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Body;

/**
 * A message that somebody wants to hand over, as the decisions on it see it.
 *
 * @param verified its sender logged in, or is otherwise known to be who the envelope says
 * @param fields   of its header, as far as 256 KiB reach
 * @param isCut    the header goes on beyond that
 */
public record Incoming(Envelope envelope, boolean verified, HeaderFields fields, boolean isCut, Body body) {

    public Optional<Address> sender() {
        return envelope.sender();
    }
}
