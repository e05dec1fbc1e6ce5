package org.mercurymail.intake;

import org.mercurymail.mail.MessageId;

/** Hears, after the commit, that a message has recipients to be sent to. A lost call only delays: the row is the truth. */
@FunctionalInterface
public interface Dispatcher {

    /** Never throws. */
    void dispatch(MessageId message);
}
