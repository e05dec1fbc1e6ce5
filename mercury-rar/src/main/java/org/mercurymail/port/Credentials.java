package org.mercurymail.port;

/**
 * A name and its password. Its text form never shows the secret.
 *
 * @param user      the login, for example {@code u1@mercury.test}
 * @param secret    the password
 * @param mechanism {@code PLAIN}, {@code LOGIN}, {@code USER}
 */
public record Credentials(String user, String secret, String mechanism) implements Evidence {

    @Override
    public String toString() {
        return mechanism + " " + user;
    }
}
