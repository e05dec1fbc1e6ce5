package org.mercurymail.lists;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mercurymail.intake.Incoming;
import org.mercurymail.mail.Address;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Body;
import org.mercurymail.store.ListRow;

/**
 * What a posting looks like to members: the fields of RFC 2369 and RFC 2919 in front, those of other lists gone
 * (RFC 2369 §4), the subject with its prefix; every other field and the whole body byte for byte as they came.
 */
final class ListHeader {

    /** Another list's, or what asks every member for a receipt, or names a path this message no longer has. */
    private static final Set<String> DROPPED = Set.of("list-id", "list-post", "list-help", "list-subscribe",
            "list-unsubscribe", "list-unsubscribe-post", "list-owner", "list-archive", "precedence", "return-path",
            "disposition-notification-to", "return-receipt-to", "x-confirm-reading-to");

    private final ListRow list;
    private final Address address;
    private final ListLinks links;

    ListHeader(ListRow list, ListLinks links) {
        this.list = list;
        this.address = Address.of(list.address());
        this.links = links;
    }

    /** RFC 2919 §2: news@firm.test is news.firm.test. */
    static String id(Address list) {
        return list.localPart() + '.' + list.domain();
    }

    Body on(Incoming message) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(own().getBytes(StandardCharsets.US_ASCII));
        boolean subjectSeen = list.subjectPrefix().isEmpty();
        for (HeaderFields.Field field : message.fields().all()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals("subject") && !subjectSeen) {
                subjectSeen = true;
                head.writeBytes(subject(field));
            } else if (!DROPPED.contains(name)) {
                head.writeBytes(field.raw());
            }
        }
        if (!subjectSeen) {
            head.writeBytes(("Subject: " + SubjectPrefix.on("", list.subjectPrefix()) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        long from = headerLength(message);
        if (from == 0 && !beginsEmpty(message.body())) {
            head.writeBytes(new byte[] {'\r', '\n'}); // text without a header stays text
        }
        return new Rewritten(head.toByteArray(), message.body(), from);
    }

    private String own() {
        return "Delivered-To: " + address + "\r\n" // RFC 9228; how we know it if it comes back
                + "List-Id: " + ListMails.phrase(list.name()) + "\r\n\t<" + id(address) + ">\r\n"
                + "List-Post: " + (list.post().equals(Posting.OWNERS.toString()) ? "NO" : mailto(address)) + "\r\n"
                + (list.open() ? "List-Subscribe: <" + links.list(address) + ">,\r\n\t"
                        + mailto(ListAddresses.subscribe(address)) + "\r\n" : "")
                + "List-Owner: " + mailto(ListAddresses.owner(address)) + "\r\n"
                + "Precedence: list\r\n";
    }

    private static String mailto(Address address) {
        return "<mailto:" + address + ">";
    }

    private byte[] subject(HeaderFields.Field field) {
        String before = field.value();
        String after = SubjectPrefix.on(before, list.subjectPrefix());
        return after.equals(before) ? field.raw()
                : ("Subject: " + after + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Octets of the fields, with the line that mbox files put in front of them. */
    private static long headerLength(Incoming message) throws IOException {
        List<HeaderFields.Field> fields = message.fields().all();
        long length = fields.stream().mapToLong(field -> field.raw().length).sum();
        if (length == 0) {
            return 0;
        }
        byte[] start = start(message.body(), 6 + 1000);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        boolean mboxLine = text.startsWith("From ") || text.startsWith(">From ");
        return length + (mboxLine ? text.indexOf('\n') + 1 : 0);
    }

    private static boolean beginsEmpty(Body body) throws IOException {
        byte[] start = start(body, 1);
        return start.length == 0 || start[0] == '\r' || start[0] == '\n';
    }

    private static byte[] start(Body body, int length) throws IOException {
        try (InputStream in = body.open(0, length)) {
            return in.readNBytes(length);
        }
    }

    /** A new head before what is left of a body that somebody else closes. */
    private record Rewritten(byte[] head, Body original, long from) implements Body {

        @Override
        public long size() {
            return head.length + original.size() - from;
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(head),
                    original.open(from, original.size() - from));
        }
    }
}
