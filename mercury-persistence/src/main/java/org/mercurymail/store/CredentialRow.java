package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One secret that an account may log in with, hashed. Its text form shows no hash.
 *
 * @param label       empty for the account's own password, else the name of an application password
 * @param hint        the first letters of an application password, in clear; empty for the own password
 * @param hash           every form it is kept in, a line each, with its parameters
 * @param lastFrom    the network address it was last used from; empty when never
 * @param administers an application password that has its administrator's role: the command line's
 */
public record CredentialRow(long id, long account, String label, String hint, String hash, Instant created,
        Optional<Instant> lastUsed, String lastFrom, boolean administers) {

    /** A program's, which has none of its person's roles. */
    public boolean isProgram() {
        return !label.isEmpty() && !administers;
    }

    @Override
    public String toString() {
        return "credential " + id + " of " + account;
    }
}
