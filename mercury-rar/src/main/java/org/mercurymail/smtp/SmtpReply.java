package org.mercurymail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mercurymail.mail.Status;

/**
 * One reply, of one line or more (RFC 5321 §4.2), with its enhanced code where it has one (RFC 2034). Never renders
 * a line longer than 512 octets, a control character, or anything but ASCII.
 *
 * @param code     three digits
 * @param enhanced {@code class.subject.detail} without the text, or empty
 * @param lines    the texts, one at least; without codes
 */
public record SmtpReply(int code, String enhanced, List<String> lines) {

    private static final int MAX_LINE = 512; // RFC 5321 §4.5.3.1.5

    public SmtpReply {
        lines = lines.isEmpty() ? List.of("") : List.copyOf(lines);
    }

    static SmtpReply of(int code, String enhanced, String text) {
        return new SmtpReply(code, enhanced, List.of(text));
    }

    static SmtpReply of(Status status) {
        return of(status.reply(), status.enhanced(), status.text());
    }

    /** As one value for queue and report; a missing enhanced code becomes {@code 2.0.0} and its like. */
    public Status status() {
        String known = enhanced.isEmpty() ? code / 100 + ".0.0" : enhanced;
        return new Status(code, known, String.join(" ", lines).strip());
    }

    /** As it goes on the wire. */
    public byte[] bytes() {
        StringBuilder out = new StringBuilder(64 * lines.size());
        for (int i = 0; i < lines.size(); i++) {
            int start = out.length();
            out.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            if (!enhanced.isEmpty()) {
                out.append(enhanced).append(' '); // on every line, RFC 2034 §4
            }
            visible(lines.get(i), MAX_LINE - 2 - (out.length() - start), out);
            out.append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void visible(String text, int room, StringBuilder out) {
        for (int i = 0; i < Math.min(text.length(), room); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
    }
}
