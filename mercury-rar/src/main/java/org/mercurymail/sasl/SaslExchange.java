package org.mercurymail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramSalt;

/**
 * The server's side of one exchange, from the client's command to the outcome. Each thing that happens gives the turn
 * that follows. Decides nothing; keeps no secret longer than the exchange.
 */
public abstract class SaslExchange {

    /** What is to be done next. */
    public sealed interface Turn { }

    /** Send this, and give the exchange the client's next line. */
    public record Challenge(String base64) implements Turn { }

    /** Ask the door for that user's salt, and give it to the exchange. */
    public record WantsSalt(String user) implements Turn { }

    /** Ask the door whether that opens an account, and give its answer to the exchange. */
    public record Offers(Evidence evidence) implements Turn { }

    /** The exchange is over, with this outcome. */
    public record Over(Login login) implements Turn { }

    /** Broken off before anything was proven. */
    public record Broken(Fault fault) implements Turn { }

    /** Why an exchange is broken off. */
    public enum Fault {
        CANCELLED, NOT_BASE64, MALFORMED,
        /** The login would act for somebody else (RFC 4422 §3.4.1); nobody may. */
        FOR_ANOTHER
    }

    /** @param initial the initial response of the command, as it came; {@code =} is an empty one (RFC 4954 §4) */
    public final Turn begin(Optional<String> initial) {
        return initial.isPresent() ? decoded(initial.get().equals("=") ? "" : initial.get()) : first();
    }

    /** A line of the client after a challenge. */
    public final Turn line(String line) {
        return line.equals("*") ? new Broken(Fault.CANCELLED) : decoded(line); // RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2
    }

    private Turn decoded(String base64) {
        try {
            return message(text(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException notBase64) {
            return new Broken(Fault.NOT_BASE64);
        } catch (CharacterCodingException notUtf8) {
            return new Broken(Fault.MALFORMED);
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /** When the client's command came without its first message. */
    Turn first() {
        return challenge("");
    }

    /** The client's next message. */
    abstract Turn message(String text);

    /** The answer to {@link WantsSalt}. */
    public Turn salted(Optional<ScramSalt> salt) {
        throw new IllegalStateException("no salt was asked for");
    }

    /** The answer to {@link Offers}. */
    public Turn answered(Login login) {
        return new Over(login);
    }

    static Turn challenge(String text) {
        return new Challenge(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
