package org.mercurymail.dsn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Body;

/**
 * Writes reports as RFC 3464 and RFC 6522 have them: a text for people, fields for programs, and the message returned,
 * in full where RET=FULL asked for it and it is not larger than 1 MiB, else its header. All of it goes through any
 * server: what is not ASCII is encoded.
 *
 * @param hostname what we call ourselves
 */
public record Reports(String hostname) {

    private static final int FULL_LIMIT = 1 << 20;
    private static final int HEADER_LIMIT = 64 * 1024;
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    /** The report to the original's sender about these recipients, at least one. */
    public Report about(Original original, List<Reported> recipients, Instant now) throws IOException {
        byte[] header = header(original.body());
        HeaderFields fields = HeaderFields.of(header);
        String boundary = "=_" + MessageId.next() + "_report"; // =_ is in no encoded text (RFC 2045 §6.7)
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ascii(out, head(original, recipients, fields, boundary, now));
        ascii(out, "--" + boundary + "\r\n");
        text(out, "text/plain", "Notification", HumanText.of(hostname, recipients, fields, now));
        ascii(out, "\r\n--" + boundary + "\r\nContent-Type: message/delivery-status\r\n"
                + "Content-Description: Delivery report\r\n\r\n" + status(original, recipients, now));
        ascii(out, "\r\n--" + boundary + "\r\n");
        returned(out, original, header);
        ascii(out, "\r\n--" + boundary + "--\r\n");
        Envelope envelope = Envelope.of(Optional.empty(),
                List.of(original.sender())).withOnly(List.of(neverReported(original)));
        return new Report(envelope.on(original.terms().inherited()), Body.of(out.toByteArray()));
    }

    /** RFC 3461 §6.1: a report asks for no report. */
    private static Recipient neverReported(Original original) {
        return new Recipient(original.sender(), java.util.Set.of(Recipient.Notify.NEVER), Optional.empty());
    }

    private String head(Original original, List<Reported> recipients, HeaderFields fields, String boundary,
            Instant now) {
        String thread = fields.first("Message-ID").map(HeaderFields.Field::value).filter(Reports::isPlain)
                .map(id -> "In-Reply-To: " + id + "\r\nReferences: " + id + "\r\n").orElse("");
        return "From: Mail delivery <mailer-daemon@" + hostname + ">\r\n"
                + "To: <" + original.sender() + ">\r\n"
                + "Subject: " + HumanText.subject(recipients) + "\r\n"
                + "Date: " + DATE.format(now) + "\r\n"
                + "Message-ID: <" + MessageId.next() + "@" + hostname + ">\r\n"
                + thread
                + "Auto-Submitted: auto-replied\r\n" // RFC 3834 §5
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                + "\tboundary=\"" + boundary + "\"\r\n\r\n"
                + "This is a report on a message, in the form of RFC 3464.\r\n\r\n";
    }

    /** RFC 3464 §2.2 and §2.3. */
    private String status(Original original, List<Reported> recipients, Instant now) {
        StringBuilder out = new StringBuilder();
        original.envid().ifPresent(envid -> out.append("Original-Envelope-Id: ").append(Xtext.decoded(envid))
                .append("\r\n"));
        out.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        out.append("Arrival-Date: ").append(DATE.format(original.arrived())).append("\r\n");
        original.terms().by().ifPresent(by -> // RFC 2852 §5
                out.append("Deliver-by-date: ").append(DATE.format(by.at())).append("\r\n"));
        original.terms().holdRequest().ifPresent(request -> // RFC 4865 §5.1.2
                out.append("Future-Release-Request: ").append(request).append("\r\n"));
        for (Reported reported : recipients) {
            out.append("\r\n");
            reported.recipient().original().ifPresent(text ->
                    out.append("Original-Recipient: ").append(typed(text)).append("\r\n"));
            out.append("Final-Recipient: ").append(FinalRecipient.of(reported.recipient().address()))
                    .append("\r\n");
            out.append("Action: ").append(reported.action()).append("\r\n");
            out.append("Status: ").append(reported.status().enhanced()).append("\r\n");
            if (!reported.remote().isEmpty()) {
                out.append("Remote-MTA: dns; ").append(Xtext.printable(name(reported.remote()))).append("\r\n");
            }
            if (reported.action() != Reported.Action.DELIVERED) {
                String kind = reported.remote().isEmpty() ? "x-mercury" : "smtp";
                out.append("Diagnostic-Code: ").append(kind).append("; ")
                        .append(Xtext.printable(reported.status().toString())).append("\r\n");
            }
            out.append("Last-Attempt-Date: ").append(DATE.format(now)).append("\r\n");
            reported.retryUntil().ifPresent(until ->
                    out.append("Will-Retry-Until: ").append(DATE.format(until)).append("\r\n"));
        }
        return out.toString();
    }

    private static void returned(ByteArrayOutputStream out, Original original, byte[] header) throws IOException {
        if (original.ret() == Envelope.Ret.FULL && original.body().size() <= FULL_LIMIT) {
            byte[] all;
            try (InputStream in = original.body().open()) {
                all = in.readAllBytes();
            }
            ascii(out, "Content-Type: " + (original.smtpUtf8() ? "message/global" : "message/rfc822") + "\r\n"
                    + "Content-Description: The message\r\n"
                    + (isPlain(all) ? "" : "Content-Transfer-Encoding: 8bit\r\n") + "\r\n");
            out.write(all);
        } else {
            text(out, "text/rfc822-headers", "The header of the message",
                    new String(header, StandardCharsets.UTF_8));
        }
    }

    private static void text(ByteArrayOutputStream out, String type, String description, String text) {
        boolean plain = isPlain(text);
        ascii(out, "Content-Type: " + type + "; charset=" + (plain ? "us-ascii" : "utf-8") + "\r\n"
                + "Content-Description: " + description + "\r\n"
                + (plain ? "" : "Content-Transfer-Encoding: base64\r\n") + "\r\n");
        ascii(out, plain ? text : BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n");
    }

    /** The header without its empty line, cut where it is longer than anybody reads. */
    private static byte[] header(Body body) throws IOException {
        byte[] start;
        try (InputStream in = body.open(0, HEADER_LIMIT)) {
            start = in.readNBytes(HEADER_LIMIT);
        }
        int lineStart = 0;
        for (int i = 0; i < start.length; i++) {
            if (start[i] == '\n') {
                if (i == lineStart || i == lineStart + 1 && start[lineStart] == '\r') {
                    return java.util.Arrays.copyOf(start, lineStart);
                }
                lineStart = i + 1;
            }
        }
        return java.util.Arrays.copyOf(start, start.length < HEADER_LIMIT ? start.length : lineStart);
    }

    /** ORCPT is {@code type;xtext}; the report wants {@code type; text} (RFC 3461 §6.3). */
    private static String typed(String original) {
        int semicolon = original.indexOf(';');
        return semicolon < 0 ? Xtext.printable(original)
                : Xtext.printable(original.substring(0, semicolon) + "; " + Xtext.decoded(original.substring(semicolon + 1)));
    }

    private static String name(String remote) {
        int bracket = remote.indexOf('[');
        return bracket > 0 ? remote.substring(0, bracket) : remote;
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < 0x7f && c != 0);
    }

    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
