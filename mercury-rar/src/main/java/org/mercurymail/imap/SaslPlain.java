package org.mercurymail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Credentials;

/** The one message of SASL's PLAIN (RFC 4616 §2). Nobody may act for another here. */
final class SaslPlain {

    private SaslPlain() { }

    /**
     * What the message says.
     *
     * @param own the login wants to act as itself
     */
    record Message(Credentials credentials, boolean own) { }

    /** @param base64 as it came; {@code =} is the empty message (RFC 4959 §3) */
    static Optional<Message> read(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.equals("=") ? "" : base64);
            String message = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String[] pieces = message.split("\0", -1);
            if (pieces.length != 3 || pieces[1].isEmpty()) {
                return Optional.empty();
            }
            boolean own = pieces[0].isEmpty() || pieces[0].equals(pieces[1]);
            return Optional.of(new Message(new Credentials(pieces[1], pieces[2], "PLAIN"), own));
        } catch (IllegalArgumentException | CharacterCodingException bad) {
            return Optional.empty();
        }
    }
}
