package org.mercurymail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Credentials;

/** The one message of SASL's PLAIN (RFC 4616 §2). Nobody may act for another here, so both names must be one. */
final class SaslPlain {

    private SaslPlain() { }

    /** @param base64 as it came; {@code =} is the empty message (RFC 4959 §3) */
    static Optional<Credentials> read(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.equals("=") ? "" : base64);
            String message = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String[] pieces = message.split("\0", -1);
            boolean lawful = pieces.length == 3 && !pieces[1].isEmpty()
                    && (pieces[0].isEmpty() || pieces[0].equals(pieces[1]));
            return lawful ? Optional.of(new Credentials(pieces[1], pieces[2], "PLAIN")) : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException bad) {
            return Optional.empty();
        }
    }
}
