package org.mercurymail.wire;

import java.util.Optional;

/**
 * What is known of a connection's TLS.
 *
 * @param protocol for example {@code TLSv1.3}
 * @param cipher   the suite's name
 * @param endPoint our certificate's hash, which a login can be bound to (tls-server-end-point, RFC 5929 §4.1)
 */
public record TlsFacts(String protocol, String cipher, Optional<byte[]> endPoint) { }
