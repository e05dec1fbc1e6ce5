package org.mercurymail.port;

import java.net.InetSocketAddress;

/**
 * Who is on the other end of a connection, and of which of our listeners.
 *
 * @param connection our name for the connection, in every log line about it
 * @param listener   the listener's name, for example {@code submission}
 * @param secure     TLS is on
 */
public record Peer(String connection, String listener, InetSocketAddress remote, InetSocketAddress local,
        boolean secure) {

    public Peer withTls() {
        return new Peer(connection, listener, remote, local, true);
    }
}
