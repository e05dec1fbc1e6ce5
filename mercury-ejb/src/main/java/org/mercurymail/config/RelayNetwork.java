package org.mercurymail.config;

import org.mercurymail.mail.Network;

/** A network whose clients may relay without a login, at one listener. */
public record RelayNetwork(Network network, int port) {

    @Override
    public String toString() {
        return network + "@" + port;
    }
}
