package org.mercurymail.web.mail;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Writes a message as RFC 5322 wants it: header in ASCII (RFC 2047, RFC 2231), text in UTF-8, attachments in base64,
 * one after the other, none of them ever whole in memory. Never holds a Bcc field.
 */
final class Letter {

    /** Somebody named in a field. @param name may be empty */
    record Person(String name, String address) { }

    /** Opens an attachment's octets; the letter closes them. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** @param type with its subtype */
    record File(String name, String type, Content content) { }

    private static final int WORD_OCTETS = 42; // encoded: 56 letters, 75 with what is around (RFC 2047 §2)
    private static final int LINE = 76;        // RFC 2045 §6.7, §6.8
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final StringBuilder head = new StringBuilder();
    private final String text;
    private final List<File> files;

    private Letter(String text, List<File> files) {
        this.text = text;
        this.files = List.copyOf(files);
    }

    static Letter of(Person from, String subject, String text, List<File> files) {
        Letter letter = new Letter(text, files);
        letter.head.append("Date: ").append(DATE.format(ZonedDateTime.now(ZoneId.systemDefault()))).append("\r\n");
        letter.people("From", List.of(from));
        String domain = from.address.substring(from.address.lastIndexOf('@') + 1);
        letter.head.append("Message-ID: <").append(UUID.randomUUID()).append('@').append(domain).append(">\r\n");
        letter.field("Subject", words(subject.replaceAll("\\s+", " ").strip()));
        return letter;
    }

    Letter people(String name, List<Person> people) {
        if (!people.isEmpty()) {
            head.append(peopleField(name, people));
        }
        return this;
    }

    /** The ids must be as another message had them. */
    Letter answering(String messageId, List<String> references) {
        List<String> ids = new ArrayList<>(references);
        ids.add(messageId);
        List<String> lawful = ids.stream().filter(id -> id.matches("<[\\x21-\\x7e&&[^<>]]{1,900}>")).toList();
        if (lawful.contains(messageId)) {
            field("In-Reply-To", messageId);
            List<String> last = lawful.subList(Math.max(0, lawful.size() - 20), lawful.size());
            field("References", String.join("\r\n ", last));
        }
        return this;
    }

    /** A field of its own, for what only the writer's own copies hold: Bcc. */
    static String peopleField(String name, List<Person> people) {
        return name + ": " + String.join(",\r\n ", people.stream().map(Letter::person).toList()) + "\r\n";
    }

    void writeTo(OutputStream target) throws IOException {
        OutputStream out = new BufferedOutputStream(target, 8192);
        ascii(out, head + "MIME-Version: 1.0\r\n");
        if (files.isEmpty()) {
            text(out);
        } else {
            String boundary = "=_" + UUID.randomUUID(); // "=_" is in no base64 and no quoted-printable
            ascii(out, "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n");
            text(out);
            for (File file : files) {
                ascii(out, "\r\n--" + boundary + "\r\n");
                file(out, file);
            }
            ascii(out, "\r\n--" + boundary + "--\r\n");
        }
        out.flush();
    }

    private void text(OutputStream out) throws IOException {
        ascii(out, "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        for (String line : text.split("\\r\\n|\\r|\\n", -1)) {
            ascii(out, quotedPrintable(line) + "\r\n");
        }
    }

    private static void file(OutputStream out, File file) throws IOException {
        String ascii = FileNames.ascii(file.name);
        boolean plain = ascii.equals(file.name);
        // octets of anything but text travel in base64; a message part may not (RFC 2046 §5.2.1), so it goes as a file
        String type = file.type.matches("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
                && !file.type.startsWith("multipart/") && !file.type.startsWith("message/")
                ? file.type : "application/octet-stream";
        ascii(out, "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;"
                + "\r\n " + (plain ? "filename=\"" + ascii + "\"" : extended(file.name)) + "\r\n\r\n");
        Base64.Encoder encoder = Base64.getMimeEncoder();
        try (InputStream in = file.content.open()) {
            byte[] piece = new byte[57 * 128];
            for (int n = in.readNBytes(piece, 0, piece.length); n > 0; n = in.readNBytes(piece, 0, piece.length)) {
                out.write(encoder.encode(n == piece.length ? piece : Arrays.copyOf(piece, n)));
                ascii(out, "\r\n");
            }
        }
    }

    /** In pieces where it is long (RFC 2231 §3, §4.1). */
    private static String extended(String name) {
        String value = "UTF-8''" + FileNames.extended(name);
        if (value.length() <= 60) {
            return "filename*=" + value;
        }
        StringBuilder out = new StringBuilder();
        int n = 0;
        for (int at = 0; at < value.length(); n++) {
            int end = Math.min(value.length(), at + 60);
            while (end < value.length() && (value.charAt(end - 1) == '%' || value.charAt(end - 2) == '%')) {
                end--;
            }
            out.append(n == 0 ? "" : ";\r\n ").append("filename*").append(n).append("*=").append(value, at, end);
            at = end;
        }
        return out.toString();
    }

    private static String person(Person person) {
        if (person.name.isBlank()) {
            return person.address;
        }
        String name = person.name.replaceAll("\\s+", " ").strip();
        boolean atoms = name.matches("[A-Za-z0-9!#$%&'*+/?^_`{|}~ -]+") && name.length() < 60 && !name.contains("=?");
        boolean quotable = name.matches("[ -~]+") && name.length() < 60;
        return (atoms ? name : quotable && !name.contains("=?")
                ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : encoded(name))
                + " <" + person.address + ">";
    }

    private void field(String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Unstructured text (RFC 2047 §5); plain where it is short ASCII. */
    private static String words(String value) {
        return value.matches("[ -~]*") && !value.contains("=?") && value.length() < 900 && !value.isEmpty()
                ? folded(value) : value.isEmpty() ? "" : encoded(value);
    }

    private static String folded(String value) {
        StringBuilder out = new StringBuilder();
        int column = 9;
        for (String word : value.split(" ")) {
            boolean fold = column + word.length() > LINE && column > 9;
            out.append(out.isEmpty() ? "" : fold ? "\r\n " : " ").append(word);
            column = fold ? word.length() : column + word.length() + 1;
        }
        return out.toString();
    }

    private static String encoded(String value) {
        StringBuilder out = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int c : value.codePoints().toArray()) {
            String next = Character.toString(c);
            int more = next.getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > WORD_OCTETS) {
                out.append(encodedWord(word)).append("\r\n ");
                word.setLength(0);
                octets = 0;
            }
            word.append(next);
            octets += more;
        }
        return out.append(encodedWord(word)).toString();
    }

    private static String encodedWord(CharSequence text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8))
                + "?=";
    }

    /** One line (RFC 2045 §6.7). */
    private static String quotedPrintable(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length + 16);
        int column = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean plain = b >= ' ' && b < 0x7f && b != '=' || b == '\t';
            boolean lastBlank = (b == ' ' || b == '\t') && i == bytes.length - 1;
            String next = plain && !lastBlank ? String.valueOf((char) b) : String.format("=%02X", b);
            if (column + next.length() >= LINE) {
                out.append("=\r\n");
                column = 0;
            }
            out.append(next);
            column += next.length();
        }
        return out.toString();
    }

    private static void ascii(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
