package org.mercurymail.port;

import java.util.Optional;

/**
 * Where an outgoing connection goes and how it speaks: equal routes may share a pooled connection.
 *
 * @param host  the name to greet and to check a certificate against
 * @param ip    the address to connect to, as text
 * @param lmtp  speak LMTP
 * @param tls   how much TLS is asked of the peer
 * @param login AUTH before sending, for a smart host
 * @param helo  what we call ourselves
 */
public record Route(String host, String ip, int port, boolean lmtp, Tls tls, Optional<Credentials> login,
        String helo) {

    /** NEVER, or when offered without a check, or else not at all; IMPLICIT is TLS from the first byte, checked. */
    public enum Tls { NEVER, OPPORTUNISTIC, REQUIRED, IMPLICIT }

    /** Whoever is at its end has proved by a certificate that it is {@link #host}. */
    public boolean isProved() {
        return tls == Tls.REQUIRED || tls == Tls.IMPLICIT;
    }

    /** The same way, and only to who proves that. */
    public Route proved() {
        return isProved() ? this : new Route(host, ip, port, lmtp, Tls.REQUIRED, login, helo);
    }
}
