package org.mercurymail.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * A password that the server made for one program or machine of an account.
 *
 * @param begins   its first letters, by which people tell it from others; they are no part of the secret
 * @param lastUsed some minutes may be missing from it
 * @param lastFrom the network address it was last used from, empty when never
 */
public record ApplicationPassword(long id, String label, String begins, Instant created, Optional<Instant> lastUsed,
        String lastFrom) {

    /** A new one, with its secret, which is shown once and kept nowhere. */
    public record Made(ApplicationPassword password, String secret) {
        @Override
        public String toString() {
            return "made " + password;
        }
    }
}
