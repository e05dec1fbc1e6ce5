package org.mercurymail.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.DecodedWords;
import org.mercurymail.mime.EncodedWords;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.port.Body;

/**
 * A message as people and applications know it: who, a subject, a text, perhaps the same as HTML, files. Written as
 * RFC 5322 and MIME; Date and Message-ID are left to {@link Submission}, or to who keeps a copy of his own. People are
 * addresses, or {@code Jean Dupont <jean@firm.test>}, one or several in each text.
 *
 * @param bcc     get it, and are not named in it
 * @param answers the message that this one answers
 */
public record NewMessage(String from, List<String> to, List<String> cc, List<String> bcc, String subject, String text,
        Optional<String> html, List<File> files, Optional<Answered> answers) {

    private static final int MOST_RECIPIENTS = 5000;
    private static final int LONGEST_SUBJECT = 900;
    private static final int MOST_REFERENCES = 20; // the last of a long thread
    private static final String BOUNDARY = "=_mercury_"; // "=_" begins no line of MimeText's and is in no base64

    /** A file that goes along. @param type with its subtype */
    public record File(String name, String type, Content content) { }

    /** Opens a file's octets; the message closes them. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** The ids as the answered message has them (RFC 5322 §3.6.4). */
    public record Answered(String messageId, List<String> references) { }

    private record Person(Optional<String> name, Address address) {

        /** As a header has it. */
        @Override
        public String toString() {
            return name.map(text -> EncodedWords.phrase(text) + " <" + address + ">").orElse(address.toString());
        }
    }

    public NewMessage {
        files = List.copyOf(files);
    }

    public NewMessage(String from, List<String> to, List<String> cc, List<String> bcc, String subject, String text,
            Optional<String> html) {
        this(from, to, cc, bcc, subject, text, html, List.of(), Optional.empty());
    }

    /** @throws Invalid naming {@code from}, {@code to}, {@code cc} or {@code bcc} */
    public Envelope envelope() {
        Map<String, Address> all = new LinkedHashMap<>();
        for (Person person : everybody()) {
            all.putIfAbsent(person.address.key(), person.address);
        }
        if (all.isEmpty()) {
            throw new Invalid("to", Refusal.RECIPIENT_NEEDED);
        }
        if (all.size() > MOST_RECIPIENTS) {
            throw new Invalid("to", Refusal.TOO_MANY_RECIPIENTS, MOST_RECIPIENTS);
        }
        Address sender = sender().address;
        boolean utf8 = sender.isInternational() || all.values().stream().anyMatch(Address::isInternational);
        return new Envelope(Optional.of(sender), all.values().stream().map(Recipient::of).toList(),
                Envelope.Encoding.EIGHTBITMIME, utf8, Envelope.Ret.UNSAID, Optional.empty());
    }

    /** In memory: for messages without files. @throws Invalid as {@link #writeTo} */
    public Body body() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writeTo(out);
            return Body.of(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes it all; of a file never more than a piece is in memory.
     *
     * @throws Invalid naming {@code from}, {@code to}, {@code cc} or {@code subject}, before a byte is written
     */
    public void writeTo(OutputStream target) throws IOException {
        StringBuilder head = new StringBuilder("From: ").append(sender()).append("\r\n");
        head.append(field("To", people("to", to))).append(field("Cc", people("cc", cc)));
        head.append("Subject: ").append(unstructured(subject)).append("\r\n");
        answers.ifPresent(answered -> head.append(thread(answered)));
        MimeText out = new MimeText(target);
        out.ascii(head.append("MIME-Version: 1.0\r\n"));
        if (files.isEmpty()) {
            texts(out);
        } else {
            String boundary = out.multipart("mixed", BOUNDARY + "mixed");
            out.ascii(boundary);
            texts(out);
            for (File file : files) {
                out.ascii("\r\n").ascii(boundary);
                out.file(file);
            }
            out.end(boundary);
        }
        out.flush();
    }

    /** The field that only a writer's own copy holds, to stand in front of it; empty without hidden recipients. */
    public String hiddenField() {
        return field("Bcc", people("bcc", bcc));
    }

    private void texts(MimeText out) throws IOException {
        if (html.isEmpty()) {
            out.text("plain", text);
            return;
        }
        String boundary = out.multipart("alternative", BOUNDARY + "alternative");
        out.ascii(boundary).text("plain", text);
        out.ascii("\r\n").ascii(boundary).text("html", html.get());
        out.end(boundary);
    }

    /** The field of a message that came without it. */
    static String from(String name, Address author) {
        oneLine("name", name);
        return "From: " + new Person(Optional.of(name).filter(text -> !text.isBlank()), author) + "\r\n";
    }

    private Person sender() {
        List<Person> senders = people("from", List.of(from));
        if (senders.size() != 1) {
            throw new Invalid("from", Refusal.ONE_ADDRESS);
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
                        notAnAddress(field, written(entry).orElse(text)));
                people.add(new Person(entry.name().map(DecodedWords::decode), address));
            }
        }
        return people;
    }

    /** As its writer knows it: a name without a host is not quoted. */
    private static Optional<String> written(ListedAddress entry) {
        return entry.host().filter(host -> !host.isEmpty()).flatMap(host -> entry.address()).or(entry::mailbox)
                .or(entry::name);
    }

    private static Invalid notAnAddress(String field, String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new Invalid(field, Refusal.NOT_AN_ADDRESS, shown);
    }

    private static String field(String name, List<Person> people) {
        return people.isEmpty() ? "" : name + ": " + people.stream().map(Person::toString)
                .collect(Collectors.joining(",\r\n ")) + "\r\n";
    }

    private static String unstructured(String subject) {
        oneLine("subject", subject);
        if (subject.length() > LONGEST_SUBJECT) {
            throw new Invalid("subject", Refusal.SUBJECT_TOO_LONG, LONGEST_SUBJECT);
        }
        return EncodedWords.of(subject);
    }

    /** Ids that are none are left out: they come from a stranger's message. */
    private static String thread(Answered answered) {
        List<String> ids = new ArrayList<>(answered.references);
        ids.add(answered.messageId);
        List<String> lawful = ids.stream().filter(id -> id.matches("<[\\x21-\\x7e&&[^<>]]{1,900}>")).toList();
        return !lawful.contains(answered.messageId) ? "" : "In-Reply-To: " + answered.messageId + "\r\nReferences: "
                + String.join("\r\n ", lawful.subList(Math.max(0, lawful.size() - MOST_REFERENCES), lawful.size()))
                + "\r\n";
    }

    /** Nobody writes a header field of his own through a line end. */
    private static void oneLine(String field, String text) {
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new Invalid(field, Refusal.CONTROL_CHARACTERS);
        }
    }
}
