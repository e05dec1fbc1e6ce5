package org.mercurymail.smtp;

import java.util.Optional;
import org.mercurymail.mail.Address;

/**
 * The path of MAIL and RCPT (RFC 5321 §4.1.2), with what stands behind it.
 *
 * @param text between the brackets, without a source route (RFC 5321 §4.1.1.3, App. C)
 * @param rest the parameters
 */
record SmtpPath(String text, String rest) {

    /** Reads {@code FROM:<path> parameters}; empty when the keyword, a bracket or the space behind it is missing. */
    static Optional<SmtpPath> read(String argument, String keyword) {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return Optional.empty();
        }
        String text = argument.substring(keyword.length()).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.charAt(0) != '<') {
            int space = text.indexOf(' ');
            return space < 0 ? Optional.of(new SmtpPath(text, ""))
                    : Optional.of(new SmtpPath(text.substring(0, space), text.substring(space)));
        }
        int close = closing(text);
        if (close < 0 || close + 1 < text.length() && text.charAt(close + 1) != ' ') {
            return Optional.empty();
        }
        return Optional.of(new SmtpPath(withoutRoute(text.substring(1, close)), text.substring(close + 1)));
    }

    Optional<Address> address() {
        return Address.parse(text);
    }

    boolean isUtf8() {
        return text.chars().anyMatch(c -> c > 0x7f);
    }

    private static int closing(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static String withoutRoute(String path) {
        int colon = path.indexOf(':');
        return path.startsWith("@") && colon > 0 ? path.substring(colon + 1) : path;
    }
}
