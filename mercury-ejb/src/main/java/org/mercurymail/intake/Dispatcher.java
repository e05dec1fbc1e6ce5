package org.mercurymail.intake;

import org.mercurymail.mail.MessageId;

/** Hears, after the commit, that a message has recipients to be sent to. A lost call only delays: the row is the truth. */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Never throws.
     *
     * @param priority how urgent it is, from 0 to 9
     */
    void dispatch(MessageId message, int priority);
}
