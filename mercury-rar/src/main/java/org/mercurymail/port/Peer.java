package org.mercurymail.port;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.mercurymail.wire.TlsFacts;

/**
 * Who is on the other end of a connection, and of which of our listeners.
 *
 * @param connection our name for the connection, in every log line about it
 * @param listener   the listener's name, for example {@code submission}
 * @param secure     TLS is on, with us or with the balancer before us
 * @param tls        what is known of it; nothing when it ends at a balancer
 */
public record Peer(String connection, String listener, InetSocketAddress remote, InetSocketAddress local,
        boolean secure, Optional<TlsFacts> tls) {

    /** Whose TLS, if any, nothing is known of. */
    public Peer(String connection, String listener, InetSocketAddress remote, InetSocketAddress local,
            boolean secure) {
        this(connection, listener, remote, local, secure, Optional.empty());
    }

    public Peer with(TlsFacts facts) {
        return new Peer(connection, listener, remote, local, true, Optional.of(facts));
    }
}
