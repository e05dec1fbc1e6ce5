package org.mercurymail.mime;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The header fields that lists, searches and IMAP's ENVELOPE need (RFC 9051 §7.5.2), unfolded but not decoded. Bytes
 * above 127 were read as UTF-8 (RFC 6532), or as windows-1252 where they are none.
 *
 * @param date       the Date field as written
 * @param from       parsed, as are the five below; empty lists for absent fields
 * @param references the message ids of References, with their angle brackets, oldest first
 */
public record Summary(Optional<String> date, Optional<String> subject, List<ListedAddress> from,
        List<ListedAddress> sender, List<ListedAddress> replyTo, List<ListedAddress> to, List<ListedAddress> cc,
        List<ListedAddress> bcc, Optional<String> inReplyTo, Optional<String> messageId, List<String> references) {

    public static final Summary EMPTY = new Summary(Optional.empty(), Optional.empty(), List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());

    public Summary {
        from = List.copyOf(from);
        sender = List.copyOf(sender);
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        references = List.copyOf(references);
    }

    /** ENVELOPE's sender: From where there is no Sender (RFC 9051 §7.5.2). */
    public List<ListedAddress> senderOrFrom() {
        return sender.isEmpty() ? from : sender;
    }

    /** ENVELOPE's reply-to: From where there is no Reply-To (RFC 9051 §7.5.2). */
    public List<ListedAddress> replyToOrFrom() {
        return replyTo.isEmpty() ? from : replyTo;
    }

    /** When it says it was sent, with the zone it says; empty when the field is absent or unreadable. */
    public Optional<OffsetDateTime> sentDateTime() {
        return date.flatMap(DateField::parse);
    }

    public Optional<Instant> sentDate() {
        return sentDateTime().map(OffsetDateTime::toInstant);
    }

    /** The subject as a person reads it (RFC 2047), on one line; empty when there is none. */
    public String subjectText() {
        return subject.map(DecodedWords::decode).orElse("").replaceAll("\\s+", " ").strip();
    }

    /** The first author as a person reads it, name or address; empty when there is none. */
    public String fromText() {
        return from.isEmpty() ? "" : from.get(0).display();
    }

    /** A compact form for the store; {@link #decode} reads it for as long as Mercury lives. */
    public byte[] encode() {
        return SummaryCodec.encode(this);
    }

    /** Reads what {@link #encode} wrote; throws IllegalArgumentException for anything else. */
    public static Summary decode(byte[] bytes) {
        return SummaryCodec.decode(bytes);
    }
}
