package org.mercurymail.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Credentials;

/** Reads what a client answers in SASL PLAIN (RFC 4616 §2). */
final class PlainResponse {

    private PlainResponse() { }

    /** The credentials in a base64 response; empty when it is malformed or would act for somebody else. */
    static Optional<Credentials> read(String base64) {
        String message;
        try {
            message = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        String[] fields = message.split("\0", -1);
        if (fields.length != 3 || fields[1].isEmpty() || fields[2].isEmpty()) {
            return Optional.empty();
        }
        boolean asSelf = fields[0].isEmpty() || fields[0].equals(fields[1]);
        return asSelf ? Optional.of(new Credentials(fields[1], fields[2], "PLAIN")) : Optional.empty();
    }
}
