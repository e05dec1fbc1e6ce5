package org.mercurymail.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mercurymail.mail.Address;

/**
 * A mailbox at a provider, as services and pages see it; without its secret.
 *
 * @param tls      of {@link Tls}
 * @param domain   whose accounts its mail is sorted to; empty: all of it goes to the account
 * @param account  the only target, or who gets what fits nobody; empty when that account is no more
 * @param certificate PEM of what alone is trusted; empty for the usual authorities
 * @param next     the next visit; empty while there is one, and when it is not active
 * @param trouble  what went wrong at the last visit; empty for nothing
 * @param failures visits in a row that came to nothing: the wait grows with them
 */
public record Collector(long id, String server, int port, Tls tls, String certificate, String login,
        Duration interval, Optional<String> domain, Optional<Address> account, boolean active,
        Optional<Instant> visited, Optional<Instant> next, Optional<Trouble> trouble, int failures, long collected) {

    /** How the connection is protected. */
    public enum Tls {
        /** From the first byte (RFC 8314 §3). */
        TLS,
        /** By STLS (RFC 2595 §4), which the server must offer. */
        STLS,
        /** Not at all: only for a server on the same machine or network. */
        NONE
    }
}
