package org.mercurymail.port;

/**
 * What a client proves that it knows a password with, and does not say it (RFC 5802 §3).
 *
 * @param user        the login
 * @param authMessage what both sides said before
 * @param proof       of a key to that
 * @param mechanism   {@code SCRAM-SHA-256} or {@code SCRAM-SHA-256-PLUS}
 */
public record ScramProof(String user, String authMessage, byte[] proof, String mechanism) implements Evidence {

    @Override
    public String toString() {
        return mechanism + " " + user;
    }
}
