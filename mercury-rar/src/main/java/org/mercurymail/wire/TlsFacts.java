package org.mercurymail.wire;

/**
 * What is known of a connection's TLS.
 *
 * @param protocol for example {@code TLSv1.3}
 * @param cipher   the suite's name
 */
public record TlsFacts(String protocol, String cipher) { }
