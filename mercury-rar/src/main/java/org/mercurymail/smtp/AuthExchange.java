package org.mercurymail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mercurymail.port.Credentials;

/**
 * One AUTH from its command to its credentials (RFC 4954 §4): PLAIN (RFC 4616) and LOGIN, the old mechanism that
 * Outlook and many devices still speak. Decides nothing; keeps no secret longer than the exchange.
 */
final class AuthExchange {

    /** What comes of a line. */
    sealed interface Turn { }

    /** Ask the client for more. */
    record Prompt(SmtpReply reply) implements Turn { }

    /** Everything is said. */
    record Complete(Credentials credentials) implements Turn { }

    /** Broken off. */
    record Failed(SmtpReply reply) implements Turn { }

    private static final String USERNAME = "VXNlcm5hbWU6"; // "Username:"
    private static final String PASSWORD = "UGFzc3dvcmQ6"; // "Password:"

    private final boolean plain;
    private Optional<String> user = Optional.empty();

    private AuthExchange(boolean plain) {
        this.plain = plain;
    }

    /** The exchange of a mechanism, empty when we have no such mechanism. */
    static Optional<AuthExchange> of(String mechanism) {
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new AuthExchange(true));
            case "LOGIN" -> Optional.of(new AuthExchange(false));
            default -> Optional.empty();
        };
    }

    /** @param initial the initial response of the command; {@code =} is an empty one */
    Turn begin(Optional<String> initial) {
        if (initial.isPresent()) {
            return response(initial.get().equals("=") ? "" : initial.get());
        }
        return prompt(plain ? "" : USERNAME);
    }

    /** A line of the client after our prompt. */
    Turn response(String line) {
        if (line.equals("*")) {
            return new Failed(SmtpReply.of(501, "5.7.0", "Login cancelled"));
        }
        String text;
        try {
            text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return new Failed(SmtpReply.of(501, "5.5.2", "That is no base64"));
        }
        return plain ? plain(text) : login(text);
    }

    private Turn plain(String text) {
        String[] parts = text.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || !parts[0].isEmpty() && !parts[0].equalsIgnoreCase(parts[1])) {
            return new Failed(SmtpReply.of(501, "5.5.2", "PLAIN wants one name and its password, for nobody else"));
        }
        return new Complete(new Credentials(parts[1], parts[2], "PLAIN"));
    }

    private Turn login(String text) {
        if (user.isEmpty()) {
            user = Optional.of(text);
            return prompt(PASSWORD);
        }
        return new Complete(new Credentials(user.get(), text, "LOGIN"));
    }

    private static Turn prompt(String challenge) {
        return new Prompt(SmtpReply.of(334, "", challenge));
    }
}
