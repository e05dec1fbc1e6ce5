package org.mercurymail.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.HeaderFields.Field;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.port.Body;
import org.mercurymail.port.Spool;

/**
 * A message whose envelope is in its header, as {@code sendmail -t} takes it: the sender from Sender or else From, the
 * recipients from To, Cc and Bcc, or from the newest Resent- fields when there are any (RFC 5322 §3.6.6). Bcc is taken
 * out and every line end made CR LF; no other byte is changed. Never asks whether the sender is allowed.
 */
public record AddressedMessage(Envelope envelope, Body body) implements AutoCloseable {

    /** More are better served by a list. */
    private static final int MOST_RECIPIENTS = 5000;
    private static final int HEADER_LIMIT = 256 * 1024;
    private static final String RESENT = "resent-";

    /**
     * Reads the stream to its end.
     *
     * @param spool   a directory for what is too large for memory
     * @param largest in octets
     */
    public static AddressedMessage read(InputStream in, Path spool, long largest) throws IOException, Unaddressed {
        return read(in, spool, largest, Addressing.BY_HEADER);
    }

    /** The same, where the caller may know better than the header. */
    static AddressedMessage read(InputStream in, Path spool, long largest, Addressing addressing)
            throws IOException, Unaddressed {
        Spool whole = new Spool(spool);
        try {
            copy(in, whole, largest);
            return of(whole, addressing);
        } catch (IOException | Unaddressed | RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    /** Frees the body. */
    @Override
    public void close() {
        body.close();
    }

    private static void copy(InputStream in, Spool whole, long largest) throws IOException, Unaddressed {
        LineEnds out = new LineEnds(whole);
        byte[] chunk = new byte[16 * 1024];
        int n;
        while ((n = in.read(chunk)) > 0) {
            out.write(chunk, 0, n);
            if (whole.size() > largest) {
                throw new Unaddressed("The message is larger than the " + largest + " octets that are taken");
            }
        }
        if (whole.size() == 0) {
            throw new Unaddressed("The message is empty");
        }
    }

    private static AddressedMessage of(Spool whole, Addressing addressing) throws IOException, Unaddressed {
        byte[] start;
        try (InputStream in = whole.open(0, HEADER_LIMIT)) {
            start = in.readAllBytes();
        }
        List<Field> fields = HeaderFields.of(start).all();
        if (fields.isEmpty()) {
            throw new Unaddressed("The message does not begin with a header");
        }
        int first = firstField(start, fields.get(0).raw());
        int end = first + fields.stream().mapToInt(field -> field.raw().length).sum();
        checkEnd(start, end, whole.size());
        Envelope envelope = envelope(fields, addressing);
        List<Field> kept = fields.stream().filter(field -> !isBcc(field)).toList();
        boolean anonymous = fields.stream().noneMatch(field -> field.name().equalsIgnoreCase("from"));
        Optional<String> from = anonymous ? addressing.from() : Optional.empty();
        if (kept.size() == fields.size() && first == 0 && from.isEmpty()) {
            return new AddressedMessage(envelope, whole);
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream(end);
        from.ifPresent(field -> header.writeBytes(field.getBytes(StandardCharsets.UTF_8)));
        kept.forEach(field -> header.writeBytes(field.raw()));
        return new AddressedMessage(envelope, new Rest(whole, end).behind(header.toByteArray()));
    }

    /** Behind the line that mbox files put in front of a header, which is no part of the message (RFC 4155). */
    private static int firstField(byte[] start, byte[] field) {
        if (Arrays.equals(start, 0, field.length, field, 0, field.length)) {
            return 0;
        }
        int at = 0;
        while (start[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    /** A header that ends otherwise than with its empty line might hide a Bcc. */
    private static void checkEnd(byte[] start, int end, long size) throws Unaddressed {
        if (end == start.length && size > end) {
            throw new Unaddressed("The header is longer than " + HEADER_LIMIT + " octets");
        }
        if (end < start.length && start[end] != '\r') {
            int to = end;
            while (to < start.length && start[to] >= ' ' && to - end < 60) {
                to++;
            }
            throw new Unaddressed("The header has a line that is no field: '"
                    + new String(start, end, to - end, StandardCharsets.US_ASCII) + "'");
        }
    }

    private static Envelope envelope(List<Field> fields, Addressing addressing) throws Unaddressed {
        boolean resent = fields.stream().anyMatch(field -> isRecipients(field, RESENT));
        List<Field> block = resent ? newestResent(fields) : fields;
        String prefix = resent ? RESENT : "";
        Map<String, Address> recipients = new LinkedHashMap<>();
        addressing.recipients().forEach(address -> recipients.putIfAbsent(address.key(), address));
        for (Field field : addressing.recipients().isEmpty() ? block : List.<Field>of()) {
            if (isRecipients(field, prefix)) {
                for (Address address : addresses(field, addressing)) {
                    recipients.putIfAbsent(address.key(), address);
                }
            }
        }
        if (recipients.isEmpty()) {
            throw new Unaddressed("The message names no recipient: it needs an address in To, Cc or Bcc");
        }
        if (recipients.size() > MOST_RECIPIENTS) {
            throw tooMany();
        }
        Address sender = addressing.sender().isPresent() ? addressing.sender().get()
                : sender(block, prefix, addressing);
        boolean utf8 = sender.isInternational() || international(recipients.values());
        return new Envelope(Optional.of(sender), recipients.values().stream().map(Recipient::of).toList(),
                Envelope.Encoding.EIGHTBITMIME, utf8, Envelope.Ret.UNSAID, Optional.empty());
    }

    private static Address sender(List<Field> block, String prefix, Addressing addressing) throws Unaddressed {
        for (String name : List.of("sender", "from")) {
            for (Field field : block) {
                if (field.name().equalsIgnoreCase(prefix + name)) {
                    List<Address> all = addresses(field, addressing);
                    if (!all.isEmpty()) {
                        return all.get(0);
                    }
                }
            }
        }
        return addressing.account().orElseThrow(() ->
                new Unaddressed("The message names no sender: it needs an address in From"));
    }

    /** Each resending puts its fields, together, on top. */
    private static List<Field> newestResent(List<Field> fields) {
        List<Field> block = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().toLowerCase(Locale.ROOT).startsWith(RESENT)) {
                block.add(field);
            } else if (block.stream().anyMatch(known -> isRecipients(known, RESENT))) {
                return block;
            }
        }
        return block;
    }

    private static List<Address> addresses(Field field, Addressing addressing) throws Unaddressed {
        List<Address> addresses = new ArrayList<>();
        List<ListedAddress> entries = AddressList.parse(field.value());
        if (entries.size() > MOST_RECIPIENTS) {
            throw tooMany();
        }
        for (ListedAddress entry : entries) {
            if (entry.address().isPresent()) {
                String text = entry.address().get();
                addresses.add(addressing.whole(text).orElseThrow(() ->
                        new Unaddressed(field.name() + ": '" + text + "' is not an address")));
            }
        }
        return addresses;
    }

    private static Unaddressed tooMany() {
        return new Unaddressed("The message has more than " + MOST_RECIPIENTS + " recipients");
    }

    private static boolean isRecipients(Field field, String prefix) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return name.equals(prefix + "to") || name.equals(prefix + "cc") || name.equals(prefix + "bcc");
    }

    private static boolean isBcc(Field field) {
        return field.name().equalsIgnoreCase("bcc") || field.name().equalsIgnoreCase("resent-bcc");
    }

    private static boolean international(Collection<Address> addresses) {
        return addresses.stream().anyMatch(Address::isInternational);
    }

    /** A spooled message from some octet on. */
    private record Rest(Spool whole, long from) implements Body {

        @Override
        public long size() {
            return whole.size() - from;
        }

        @Override
        public InputStream open() throws IOException {
            return whole.open(from, size());
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
