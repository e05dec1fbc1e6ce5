package org.mercurymail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.SearchedText;
import org.mercurymail.mime.Summary;
import org.mercurymail.mime.TransferDecoding;
import org.mercurymail.port.StoredMessage;

/**
 * One stored message, read as far as it is asked about and no further: sections by their part numbers, words by
 * streaming. Never holds more of it than a header. Good only inside the fetch that gave the message.
 */
final class MessageReader {

    /** Octets of the content, both counted from its first one. */
    record Span(long from, long to) {

        long size() {
            return to - from;
        }
    }

    private final StoredMessage stored;
    private Optional<Summary> summary = Optional.empty();
    private Optional<Part> root = Optional.empty();
    private Optional<HeaderFields> header = Optional.empty();

    MessageReader(StoredMessage stored) {
        this.stored = stored;
    }

    StoredMessage stored() {
        return stored;
    }

    /** RFC 8474 §5.1: the same for every copy, since all are one stored message. */
    String emailId() {
        return "M" + stored.id();
    }

    Summary summary() {
        if (summary.isEmpty()) {
            summary = Optional.of(Summary.decode(stored.envelope()));
        }
        return summary.get();
    }

    Part root() {
        if (root.isEmpty()) {
            root = Optional.of(Part.decode(stored.structure()));
        }
        return root.get();
    }

    InputStream open(Span span) throws IOException {
        return stored.content().open(span.from, span.size());
    }

    /** The part a path of part numbers leads to (RFC 9051 §6.4.5.1); empty when there is none. */
    Optional<Part> part(List<Integer> path) {
        Part at = root();
        boolean entered = true; // the content of a message: its one part is number 1
        for (int number : path) {
            if (at.message().isPresent() && !entered) {
                at = at.message().get().root();
                entered = true;
            }
            if (at.isMultipart()) {
                if (number > at.children().size()) {
                    return Optional.empty();
                }
                at = at.children().get(number - 1);
            } else if (!entered || number != 1) {
                return Optional.empty();
            }
            entered = false;
        }
        return Optional.of(at);
    }

    /** Where a section lies, FIELDS counting as the header it is taken from; empty when the message has no such. */
    Optional<Span> span(List<Integer> path, FetchItem.Text text) {
        if (path.isEmpty()) {
            long bodyStart = text == FetchItem.Text.CONTENT ? 0 : stored.trace() + root().bodyStart();
            return Optional.of(switch (text) {
                case CONTENT -> new Span(0, stored.size());
                case TEXT -> new Span(bodyStart, stored.size());
                default -> new Span(0, bodyStart);
            });
        }
        Optional<Part> found = part(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Part part = found.get();
        Optional<Part> inner = part.message().map(MimeMessageScan::root);
        return switch (text) {
            case CONTENT -> Optional.of(body(part));
            case MIME -> Optional.of(header(part));
            case TEXT -> inner.map(p -> shifted(p.bodyStart(), part.bodyEnd()));
            default -> inner.map(this::header);
        };
    }

    private Span body(Part part) {
        return shifted(part.bodyStart(), part.bodyEnd());
    }

    /** A part's header; the trace fields belong to the message's own. */
    private Span header(Part part) {
        Span span = shifted(part.headerStart(), part.bodyStart());
        return part.headerStart() == 0 ? new Span(0, span.to) : span;
    }

    private Span shifted(long from, long to) {
        return new Span(stored.trace() + from, stored.trace() + to);
    }

    /** A part's body with its transfer encoding undone. */
    InputStream decoded(Part part) throws IOException {
        return TransferDecoding.stream(open(body(part)), part.encoding());
    }

    boolean headerContains(String field, String text) throws IOException {
        TextFinder finder = new TextFinder(text);
        if (!SearchedText.isInSummary(field, text)) {
            return fields().all(field).stream().anyMatch(f -> finder.isIn(f.decoded()));
        }
        return SearchedText.inSummary(summary(), field).filter(finder::isIn).isPresent();
    }

    /** The words of the message's text parts, and of messages inside it; with {@code header} also of its header. */
    boolean textContains(String text, boolean withHeader) throws IOException {
        TextFinder finder = new TextFinder(text);
        if (withHeader && fields().all().stream().anyMatch(field -> finder.isIn(SearchedText.line(field)))) {
            return true;
        }
        return searched().words(finder::isIn);
    }

    private HeaderFields fields() throws IOException {
        if (header.isEmpty()) {
            header = Optional.of(searched().header());
        }
        return header.get();
    }

    private SearchedText searched() {
        return new SearchedText(root(), stored.trace(), stored.content()::open);
    }
}
