package org.mercurymail.store;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this node calls itself in leases: the same after a restart, another one on another machine. */
final class NodeName {

    private NodeName() { }

    static String local() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
