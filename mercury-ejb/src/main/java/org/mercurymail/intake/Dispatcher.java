package org.mercurymail.intake;

import java.util.Optional;
import org.mercurymail.mail.MessageId;

/** Hears, after the commit, that a message has recipients to be sent to. A lost call only delays: the row is the truth. */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Never throws.
     *
     * @param priority how urgent it is, from 0 to 9
     * @param domain   the one that all its recipients have, of a message that was just queued here and is not held; so
     *                 nobody needs to ask the store where it goes. Empty for every other
     */
    void dispatch(MessageId message, int priority, Optional<String> domain);
}
