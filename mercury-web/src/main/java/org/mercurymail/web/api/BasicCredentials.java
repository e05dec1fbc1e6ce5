package org.mercurymail.web.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Credentials;

/** Reads an Authorization field of the Basic scheme (RFC 7617 §2). */
final class BasicCredentials {

    private static final String SCHEME = "basic ";

    private BasicCredentials() { }

    /** Empty when the field is none or malformed. */
    static Optional<Credentials> parse(String field) {
        if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(field.substring(SCHEME.length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 1 ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1), "BASIC"));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
