package org.mercurymail.port;

/**
 * An access token of an issuer that we trust (RFC 6750). Whoever has it is whom it names: its text form does not show it.
 *
 * @param user      the login that the client wants; empty when it leaves that to the token
 * @param mechanism {@code OAUTHBEARER} or {@code XOAUTH2}
 */
public record BearerToken(String user, String token, String mechanism) implements Evidence {

    @Override
    public String toString() {
        return mechanism + " " + user;
    }
}
