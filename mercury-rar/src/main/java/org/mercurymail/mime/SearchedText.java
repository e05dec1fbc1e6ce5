package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The texts of a message that searches look into (RFC 9051 §6.4.4), decoded, each apart from the others. The search
 * that reads messages and the index take them from here, so that they mean the same. Holds no more than a header.
 */
public final class SearchedText {

    /** Octets of a header that a search looks at. */
    public static final int MAX_HEADER = 1 << 20;

    private static final int MAX_GUESS = 256 * 1024;

    /** Reads some octets of the content. */
    @FunctionalInterface
    public interface Content {
        InputStream open(long from, long length) throws IOException;
    }

    /** Receives one text after the other. */
    @FunctionalInterface
    public interface Taker {
        /** True: no more. */
        boolean take(Reader text) throws IOException;
    }

    private final Part root;
    private final int trace;
    private final Content content;

    /** @param trace octets of the content in front of what {@code root} describes; they belong to its header */
    public SearchedText(Part root, int trace, Content content) {
        this.root = root;
        this.trace = trace;
        this.content = content;
    }

    /** The message's own header. */
    public HeaderFields header() throws IOException {
        return header(root);
    }

    /** A field as BODY and TEXT see it. */
    public static String line(HeaderFields.Field field) {
        return field.name() + ": " + field.decoded();
    }

    /** The text parts, and all of the messages inside the message; true when the taker had enough. */
    public boolean words(Taker taker) throws IOException {
        return words(root, taker);
    }

    private boolean words(Part part, Taker taker) throws IOException {
        for (Part child : part.children()) {
            if (words(child, taker)) {
                return true;
            }
        }
        if (part.message().isPresent()) {
            Part inner = part.message().get().root();
            for (HeaderFields.Field field : header(inner).all()) {
                if (taker.take(new StringReader(line(field)))) {
                    return true;
                }
            }
            return words(inner, taker);
        }
        if (!part.type().equals("text")) {
            return false;
        }
        try (InputStream raw = content.open(trace + part.bodyStart(), part.bodySize());
                InputStream decoded = TransferDecoding.stream(raw, part.encoding());
                Reader text = reader(decoded, part.charset().orElse(""))) {
            return taker.take(text);
        }
    }

    /** Where no charset is named, the beginning tells. */
    private static Reader reader(InputStream text, String label) throws IOException {
        Optional<Charset> named = Charsets.named(label);
        if (named.isPresent()) {
            return new InputStreamReader(text, named.get());
        }
        byte[] head = text.readNBytes(MAX_GUESS);
        return new InputStreamReader(new SequenceInputStream(new ByteArrayInputStream(head), text),
                Charsets.guessed(head));
    }

    private HeaderFields header(Part part) throws IOException {
        long from = part.headerStart() == 0 ? 0 : trace + part.headerStart();
        long size = trace + part.bodyStart() - from;
        try (InputStream in = content.open(from, size)) {
            return HeaderFields.of(in.readNBytes((int) Math.min(MAX_HEADER, size)));
        }
    }

    /** True when the summary has the whole of a field, and the header need not be read to look for a text in it. */
    public static boolean isInSummary(String field, String text) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "subject", "message-id", "in-reply-to" -> true;
            case "from", "to", "cc", "bcc" -> !text.isEmpty();
            default -> false;
        };
    }

    /** The text of such a field; empty when there is no such field. */
    public static Optional<String> inSummary(Summary all, String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "subject" -> all.subject().map(DecodedWords::decode);
            case "message-id" -> all.messageId();
            case "in-reply-to" -> all.inReplyTo();
            case "from" -> Optional.of(people(all.from()));
            case "to" -> Optional.of(people(all.to()));
            case "cc" -> Optional.of(people(all.cc()));
            default -> Optional.of(people(all.bcc()));
        };
    }

    /** All of them. */
    public static Stream<String> inSummary(Summary all) {
        return Stream.of("subject", "message-id", "in-reply-to", "from", "to", "cc", "bcc")
                .flatMap(field -> inSummary(all, field).stream());
    }

    /** An address list as it would be read in its field. */
    private static String people(List<ListedAddress> list) {
        StringBuilder out = new StringBuilder();
        for (ListedAddress entry : list) {
            if (entry.isGroupStart()) {
                out.append(DecodedWords.decode(entry.mailbox().orElse(""))).append(": ");
            } else if (entry.isGroupEnd()) {
                out.append(';');
            } else {
                entry.name().ifPresent(name -> out.append(DecodedWords.decode(name)).append(' '));
                out.append('<').append(entry.address().orElseGet(
                        () -> DecodedWords.decode(entry.mailbox().orElse("")))).append(">, ");
            }
        }
        return out.toString();
    }
}
