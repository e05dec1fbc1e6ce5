package org.mercurymail.imap;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Mailbox names on the wire: modified UTF-7 for IMAP4rev1 (RFC 3501 §5.1.3), UTF-8 once the client enabled that
 * (RFC 9051 §5.1, RFC 6855 §3). Inside they are Unicode with {@code /}, and INBOX is written so in any case.
 */
final class MailboxName {

    private static final int MAX_LENGTH = 800;

    private MailboxName() { }

    /** The name a client wrote; empty when no mailbox can have it. */
    static Optional<String> read(String wire, boolean utf8) {
        Optional<String> name = pattern(wire, utf8).map(MailboxName::canonical);
        return name.filter(MailboxName::isLawful);
    }

    /** As {@link #read}, for LIST patterns and references: any text that can be decoded. */
    static Optional<String> pattern(String wire, boolean utf8) {
        return utf8 || wire.chars().anyMatch(c -> c > 0x7e) ? Optional.of(wire) : decoded(wire);
    }

    static String write(String name, boolean utf8) {
        return utf8 ? name : encoded(name);
    }

    /** INBOX, whatever its case, also as the first level of a name (RFC 9051 §5.1). */
    static String canonical(String name) {
        boolean inbox = name.regionMatches(true, 0, "INBOX", 0, 5) && (name.length() == 5 || name.charAt(5) == '/');
        return inbox ? "INBOX" + name.substring(5) : name;
    }

    private static boolean isLawful(String name) {
        return !name.isEmpty() && name.length() <= MAX_LENGTH && !name.startsWith("/") && !name.endsWith("/")
                && !name.contains("//") && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '%' || c == '*'
                        || c >= 0x80 && c < 0xa0 || c == 0x2028 || c == 0x2029); // RFC 9051 §5.1, RFC 5198 §2
    }

    private static Optional<String> decoded(String wire) {
        if (wire.indexOf('&') < 0) {
            return Optional.of(wire);
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < wire.length()) {
            char c = wire.charAt(at++);
            if (c != '&') {
                out.append(c);
                continue;
            }
            int end = wire.indexOf('-', at);
            if (end < 0) {
                return Optional.empty();
            }
            Optional<String> shifted = end == at ? Optional.of("&") : shifted(wire.substring(at, end));
            if (shifted.isEmpty()) {
                return shifted;
            }
            out.append(shifted.get());
            at = end + 1;
        }
        return Optional.of(out.toString());
    }

    private static Optional<String> shifted(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace(',', '/'));
            if (bytes.length % 2 != 0) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_16BE.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (IllegalArgumentException | CharacterCodingException bad) {
            return Optional.empty();
        }
    }

    private static String encoded(String name) {
        StringBuilder out = new StringBuilder(name.length());
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (c >= ' ' && c < 0x7f) {
                out.append(c == '&' ? "&-" : String.valueOf(c));
                at++;
                continue;
            }
            int from = at;
            while (at < name.length() && (name.charAt(at) < ' ' || name.charAt(at) > 0x7e)) {
                at++;
            }
            ByteBuffer utf16 = StandardCharsets.UTF_16BE.encode(CharBuffer.wrap(name, from, at));
            byte[] bytes = Arrays.copyOf(utf16.array(), utf16.limit());
            out.append('&').append(Base64.getEncoder().withoutPadding().encodeToString(bytes).replace('/', ','))
                    .append('-');
        }
        return out.toString();
    }
}
