package org.mercurymail.port;

/**
 * What a client offers to prove who it is. Its text form never shows the secret.
 *
 * @param user      the login, for example {@code u1@mercury.test}
 * @param secret    the password
 * @param mechanism {@code PLAIN}, {@code LOGIN}, {@code USER}
 */
public record Credentials(String user, String secret, String mechanism) {

    @Override
    public String toString() {
        return mechanism + " " + user;
    }
}
