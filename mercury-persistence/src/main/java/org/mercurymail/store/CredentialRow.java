package org.mercurymail.store;

/**
 * One secret that an account may log in with, hashed. Its text form shows no hash.
 *
 * @param label empty for the account's own password, else the name of an application password
 * @param hash  as the hashing library writes it, with its parameters
 */
public record CredentialRow(long id, long account, String label, String hash) {

    @Override
    public String toString() {
        return "credential " + id + " of " + account;
    }
}
