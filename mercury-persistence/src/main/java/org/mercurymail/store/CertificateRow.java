package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate from an ACME authority.
 *
 * @param pem       the chain and the private key; empty before there is one
 * @param attempted when the authority was last asked
 * @param due       when it will be asked next
 * @param failures  how often in vain since the last success
 * @param error     what went wrong then, empty when nothing did
 */
public record CertificateRow(String name, String pem, String issuer, Optional<Instant> notAfter,
        Optional<Instant> attempted, Instant due, int failures, String error) {

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return name + " until " + notAfter + ", due " + due;
    }
}
