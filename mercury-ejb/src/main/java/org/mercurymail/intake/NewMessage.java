package org.mercurymail.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.DecodedWords;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.port.Body;

/**
 * A message as an application knows it: people, a subject, a text, perhaps the same as HTML. Written as RFC 5322 and
 * MIME; Date and Message-ID are left to {@link Submission}. People are addresses, or {@code Jean Dupont <jean@firm.test>}.
 *
 * @param bcc get it, and are not named in it
 */
public record NewMessage(String from, List<String> to, List<String> cc, List<String> bcc, String subject, String text,
        Optional<String> html) {

    private static final int MOST_RECIPIENTS = 5000;
    private static final int LONGEST_SUBJECT = 900;
    private static final int LONGEST_LINE = 998; // RFC 5322 §2.1.1
    private static final int SOFT_LINE = 76; // RFC 2045 §6.7
    private static final int WORD_OCTETS = 39; // RFC 2047 §2: with "Subject: " in front a line has at most 76 letters
    private static final String BOUNDARY = "=_mercury_alternative"; // "=_" is in no quoted-printable text (RFC 2045 §6.7)

    private record Person(Optional<String> name, Address address) {

        /** As a header has it. */
        @Override
        public String toString() {
            return name.map(text -> phrase(text) + " <" + address + ">").orElse(address.toString());
        }
    }

    /** @throws Invalid naming {@code from}, {@code to}, {@code cc} or {@code bcc} */
    public Envelope envelope() {
        Map<String, Address> all = new LinkedHashMap<>();
        for (Person person : everybody()) {
            all.putIfAbsent(person.address.key(), person.address);
        }
        if (all.isEmpty()) {
            throw new Invalid("to", "At least one recipient is needed");
        }
        if (all.size() > MOST_RECIPIENTS) {
            throw new Invalid("to", "At most " + MOST_RECIPIENTS + " recipients are taken; a list takes more");
        }
        Address sender = sender().address;
        boolean utf8 = sender.isInternational() || all.values().stream().anyMatch(Address::isInternational);
        return new Envelope(Optional.of(sender), all.values().stream().map(Recipient::of).toList(),
                Envelope.Encoding.EIGHTBITMIME, utf8, Envelope.Ret.UNSAID, Optional.empty());
    }

    /** @throws Invalid naming {@code from}, {@code to}, {@code cc} or {@code subject} */
    public Body body() {
        StringBuilder out = new StringBuilder("From: ").append(sender()).append("\r\n");
        field(out, "To", people("to", to));
        field(out, "Cc", people("cc", cc));
        out.append("Subject: ").append(unstructured(subject)).append("\r\nMIME-Version: 1.0\r\n");
        if (html.isEmpty()) {
            part(out, "plain", text);
        } else {
            out.append("Content-Type: multipart/alternative; boundary=\"").append(BOUNDARY).append("\"\r\n\r\n--")
                    .append(BOUNDARY).append("\r\n");
            part(out, "plain", text);
            out.append("\r\n--").append(BOUNDARY).append("\r\n");
            part(out, "html", html.get());
            out.append("\r\n--").append(BOUNDARY).append("--\r\n");
        }
        return Body.of(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The field of a message that came without it. */
    static String from(String name, Address author) {
        oneLine("name", name);
        return "From: " + new Person(Optional.of(name).filter(text -> !text.isBlank()), author) + "\r\n";
    }

    private Person sender() {
        List<Person> senders = people("from", List.of(from));
        if (senders.size() != 1) {
            throw new Invalid("from", "One address is needed");
        }
        return senders.get(0);
    }

    private List<Person> everybody() {
        List<Person> all = new ArrayList<>(people("to", to));
        all.addAll(people("cc", cc));
        all.addAll(people("bcc", bcc));
        return all;
    }

    private static List<Person> people(String field, List<String> texts) {
        List<Person> people = new ArrayList<>();
        for (String text : texts) {
            oneLine(field, text);
            List<ListedAddress> entries = AddressList.parse(text);
            if (entries.isEmpty()) {
                throw notAnAddress(field, text);
            }
            for (ListedAddress entry : entries) {
                Address address = entry.address().flatMap(Address::parse).orElseThrow(() ->
                        notAnAddress(field, text));
                people.add(new Person(entry.name().map(DecodedWords::decode), address));
            }
        }
        return people;
    }

    private static Invalid notAnAddress(String field, String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new Invalid(field, "'" + shown + "' is not an address; it should look like name@example.com");
    }

    private static void field(StringBuilder out, String name, List<Person> people) {
        if (!people.isEmpty()) {
            out.append(name).append(": ").append(people.stream().map(Person::toString)
                    .collect(Collectors.joining(",\r\n "))).append("\r\n");
        }
    }

    private static String unstructured(String subject) {
        oneLine("subject", subject);
        if (subject.length() > LONGEST_SUBJECT) {
            throw new Invalid("subject", "A subject has at most " + LONGEST_SUBJECT + " characters");
        }
        return isPlain(subject) ? subject : encodedWords(subject);
    }

    private static String phrase(String name) {
        return isPlain(name) ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : encodedWords(name);
    }

    /** Nobody writes a header field of his own through a line end. */
    private static void oneLine(String field, String text) {
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new Invalid(field, "Line ends and other control characters cannot stand here");
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t') && !text.contains("=?");
    }

    /** RFC 2047 §4.1, cut between characters. */
    private static String encodedWords(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            String letter = Character.toString(text.codePointAt(at));
            int size = letter.getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > WORD_OCTETS) {
                words.add(word.toString());
                word.setLength(0);
                octets = 0;
            }
            word.append(letter);
            octets += size;
        }
        words.add(word.toString());
        return words.stream().map(part -> "=?utf-8?B?"
                + Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)) + "?=")
                .collect(Collectors.joining("\r\n "));
    }

    private static void part(StringBuilder out, String subtype, String content) {
        String lines = content.replace("\r\n", "\n").replace('\r', '\n');
        boolean plain = lines.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t' || c == '\n')
                && lines.lines().allMatch(line -> line.length() <= LONGEST_LINE && !line.startsWith("--=_"));
        out.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\nContent-Transfer-Encoding: ")
                .append(plain ? "7bit" : "quoted-printable").append("\r\n\r\n");
        for (String line : lines.split("\n", -1)) {
            out.append(plain ? line : quotedPrintable(line)).append("\r\n");
        }
    }

    /** RFC 2045 §6.7, of one line. */
    private static String quotedPrintable(String line) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean blank = b == ' ' || b == '\t';
            boolean literal = b > ' ' && b < 0x7f && b != '=' || blank && i < bytes.length - 1;
            String next = literal ? String.valueOf((char) b) : String.format("=%02X", b);
            if (column + next.length() >= SOFT_LINE) {
                out.append("=\r\n");
                column = 0;
            }
            out.append(next);
            column += next.length();
        }
        return out.toString();
    }
}
