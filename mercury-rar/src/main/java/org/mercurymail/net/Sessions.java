package org.mercurymail.net;

import org.mercurymail.port.Peer;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Wakeup;

/** Makes the session of a new connection. */
@FunctionalInterface
public interface Sessions<D> {

    Session<D> begin(Peer peer, Wakeup wakeup);
}
