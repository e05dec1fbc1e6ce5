package org.mercurymail.intake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.mercurymail.mime.ExtendedValue;

/** Writes the parts of a message (RFC 2045, RFC 2046): texts in lines that every server takes, files in base64. */
final class MimeText {

    private static final int LONGEST_LINE = 998; // RFC 5322 §2.1.1
    private static final int SOFT_LINE = 76; // RFC 2045 §6.7
    private static final int PIECE = 57 * 128; // octets that fill lines of base64 (RFC 2045 §6.8)
    private static final int PARAMETER = 60; // letters of a file's name in one line

    private final OutputStream out;

    MimeText(OutputStream target) {
        out = new BufferedOutputStream(target, 8192);
    }

    MimeText ascii(CharSequence text) throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        return this;
    }

    void flush() throws IOException {
        out.flush();
    }

    /** @return the line that begins a part */
    String multipart(String subtype, String boundary) throws IOException {
        ascii("Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + "\"\r\n\r\n");
        return "--" + boundary + "\r\n";
    }

    /** @param boundary the line that began the parts */
    void end(String boundary) throws IOException {
        ascii("\r\n").ascii(boundary.stripTrailing()).ascii("--\r\n");
    }

    void text(String subtype, String content) throws IOException {
        String lines = content.replace("\r\n", "\n").replace('\r', '\n');
        boolean plain = lines.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t' || c == '\n')
                && lines.lines().allMatch(line -> line.length() <= LONGEST_LINE && !line.startsWith("--=_"));
        ascii("Content-Type: text/" + subtype + "; charset=utf-8\r\nContent-Transfer-Encoding: "
                + (plain ? "7bit" : "quoted-printable") + "\r\n\r\n");
        for (String line : lines.split("\n", -1)) {
            ascii(plain ? line : quotedPrintable(line)).ascii("\r\n");
        }
    }

    /** A message may not travel in base64 as a message (RFC 2046 §5.2.1), so it goes as any file. */
    void file(NewMessage.File file) throws IOException {
        boolean lawful = file.type().matches("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
                && !file.type().startsWith("multipart/") && !file.type().startsWith("message/");
        ascii("Content-Type: " + (lawful ? file.type() : "application/octet-stream")
                + "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n "
                + fileName(file.name()) + "\r\n\r\n");
        Base64.Encoder encoder = Base64.getMimeEncoder();
        try (InputStream in = file.content().open()) {
            byte[] piece = new byte[PIECE];
            for (int n = in.readNBytes(piece, 0, PIECE); n > 0; n = in.readNBytes(piece, 0, PIECE)) {
                out.write(encoder.encode(n == PIECE ? piece : Arrays.copyOf(piece, n)));
                ascii("\r\n");
            }
        }
    }

    /** In pieces where it is long (RFC 2231 §3, §4.1). */
    private static String fileName(String name) {
        if (name.length() <= PARAMETER && name.matches("[ -~&&[^\"\\\\%]]*")) {
            return "filename=\"" + name + "\"";
        }
        String value = "UTF-8''" + ExtendedValue.encode(name);
        if (value.length() <= PARAMETER) {
            return "filename*=" + value;
        }
        StringBuilder text = new StringBuilder();
        int end;
        for (int at = 0, n = 0; at < value.length(); at = end, n++) {
            end = Math.min(value.length(), at + PARAMETER);
            while (end < value.length() && value.substring(end - 2, end).contains("%")) {
                end--; // never within %C3
            }
            text.append(n == 0 ? "" : ";\r\n ").append("filename*").append(n).append("*=").append(value, at, end);
        }
        return text.toString();
    }

    /** RFC 2045 §6.7, of one line. */
    private static String quotedPrintable(String line) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean blank = b == ' ' || b == '\t';
            boolean literal = b > ' ' && b < 0x7f && b != '=' || blank && i < bytes.length - 1;
            String next = literal ? String.valueOf((char) b) : String.format("=%02X", b);
            if (column + next.length() >= SOFT_LINE) {
                text.append("=\r\n");
                column = 0;
            }
            text.append(next);
            column += next.length();
        }
        return text.toString();
    }
}
