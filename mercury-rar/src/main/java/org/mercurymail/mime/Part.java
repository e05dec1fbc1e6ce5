package org.mercurymail.mime;

import java.util.List;
import java.util.Optional;

/**
 * One node of a message's part tree: where its bytes are and what IMAP's BODYSTRUCTURE says of it (RFC 9051 §7.5.2).
 * Holds no content. Offsets count from the message's first octet. Always true: a {@code multipart} has at least one
 * child (an empty text part when the bytes held none), {@code message/rfc822} and {@code message/global} have a
 * nested message, any other type has neither.
 *
 * @param headerStart the first octet of its header
 * @param bodyStart   the first octet behind the header and its empty line
 * @param bodyEnd     behind the last octet of the body; the line break in front of a delimiter is not in it
 * @param lines       line ends in the body
 * @param type        lower case, for example {@code text}
 * @param subtype     lower case, for example {@code plain}
 * @param encoding    the transfer encoding in lower case, {@code 7bit} when none was said
 * @param languages   Content-Language, in its order
 * @param message     what a message part contains; its root part's header starts at this part's {@code bodyStart}
 * @param children    the parts of a multipart
 */
public record Part(long headerStart, long bodyStart, long bodyEnd, long lines, String type, String subtype,
        Parameters parameters, Optional<String> id, Optional<String> description, String encoding,
        Optional<String> md5, Optional<Disposition> disposition, List<String> languages, Optional<String> location,
        Optional<MimeMessageScan> message, List<Part> children) {

    /**
     * Content-Disposition (RFC 2183).
     *
     * @param type lower case: {@code inline}, {@code attachment} or another word
     */
    public record Disposition(String type, Parameters parameters) { }

    public Part {
        languages = List.copyOf(languages);
        children = List.copyOf(children);
    }

    /** Octets of the header, its empty line included. */
    public long headerSize() {
        return bodyStart - headerStart;
    }

    /** Octets of the body as it is, still encoded. */
    public long bodySize() {
        return bodyEnd - bodyStart;
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }

    /** The file's name, of the disposition or else of the type; decoded, but not made fit for a file system. */
    public Optional<String> fileName() {
        return disposition.flatMap(d -> d.parameters.value("filename")).or(() -> parameters.value("name"));
    }

    /** The charset of a text, as written; empty when none was said. */
    public Optional<String> charset() {
        return parameters.raw("charset");
    }

    /** A compact form for the store; {@link #decode} reads it for as long as Mercury lives. */
    public byte[] encode() {
        return PartCodec.encode(this);
    }

    /** Reads what {@link #encode} wrote; throws IllegalArgumentException for anything else. */
    public static Part decode(byte[] bytes) {
        return PartCodec.decode(bytes);
    }
}
