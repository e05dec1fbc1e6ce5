package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a message once, from the first octet to the last, and says what is in it and where (RFC 5322, RFC 2045,
 * RFC 2046). Line ends may be CRLF or a bare LF. Never throws on malformed input, never holds content, works in linear
 * time: nesting, parts, kept header bytes and boundaries are bounded, and what lies past a bound is opaque.
 */
public final class MimeScanner {

    /** Levels of nesting that are looked into; what lies deeper is one part, application/octet-stream. */
    public static final int MAX_DEPTH = 100;

    /** Parts that are told apart; the rest belongs to no part. */
    public static final int MAX_PARTS = 10_000;

    private static final int MAX_BOUNDARY = 1000; // RFC 2046 §5.1.1 allows 70; senders do not count
    private static final int MAX_TYPE = 255; // RFC 6838 §4.2
    private static final int LINE_LOOK = 2 * HeaderFields.MAX_NAME + 2;
    private static final int NO_LEVEL = -1;

    private final ScanWindow in;
    private final KeptHeader.Limits limits = new KeptHeader.Limits();
    private final List<byte[]> boundaries = new ArrayList<>(); // of the multiparts we are in, the outermost first
    private int parts;

    // What ended the last body or header: the delimiter of a multipart we are in, or the end of the message.
    private int endLevel = NO_LEVEL;
    private boolean endCloses;
    private long contentEnd;   // the line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1)
    private long contentLines; // line ends up to there

    private MimeScanner(InputStream message) {
        in = new ScanWindow(message);
    }

    /** Reads the message to its end; the caller closes the stream. Throws only what the stream throws. */
    public static MimeMessageScan scan(InputStream message) throws IOException {
        return new MimeScanner(message).message(0);
    }

    private MimeMessageScan message(int depth) throws IOException {
        long start = in.offset();
        KeptHeader header = new KeptHeader(limits, true);
        boolean cut = header(header);
        Part root = part(start, header, cut, depth, false);
        return new MimeMessageScan(header.summary(), root);
    }

    private Part child(int depth, boolean inDigest) throws IOException {
        long start = in.offset();
        KeptHeader header = new KeptHeader(limits, false);
        boolean cut = header(header);
        return part(start, header, cut, depth, inDigest);
    }

    /** Reads a header and stands behind its empty line; true when a delimiter cut it short. */
    private boolean header(KeptHeader header) throws IOException {
        boolean first = true;
        while (in.ensure(LINE_LOOK) > 0) {
            if (emptyLine()) {
                break;
            }
            if (delimiter()) {
                header.end();
                return true;
            }
            byte b = in.bytes[in.pos];
            if (b != ' ' && b != '\t') {
                int nameEnd = HeaderFields.nameEnd(in.bytes, in.pos, in.limit);
                if (nameEnd < 0 && !(first && HeaderFields.isMailboxLine(in.bytes, in.pos, in.limit))) {
                    break; // no field: here the body begins
                }
                if (nameEnd >= 0) {
                    header.begin(in.bytes, in.pos, nameEnd);
                }
            }
            Optional<ByteArrayOutputStream> sink = header.sink();
            if (sink.isPresent()) {
                in.copyLine(sink.get(), header.most());
            } else {
                in.skipLine();
            }
            first = false;
        }
        header.end();
        return false;
    }

    private boolean emptyLine() throws IOException {
        byte b = in.bytes[in.pos];
        if (b != '\n' && !(b == '\r' && in.limit - in.pos > 1 && in.bytes[in.pos + 1] == '\n')) {
            return false;
        }
        in.skipLine();
        return true;
    }

    /** Reads the body behind a header. */
    private Part part(long start, KeptHeader header, boolean cut, int depth, boolean inDigest) throws IOException {
        parts++;
        if (cut) {
            contentEnd = Math.max(contentEnd, start);
        }
        long bodyStart = cut ? contentEnd : in.offset();
        long linesBefore = cut ? contentLines : in.lineEnds();
        ContentType type = ContentType.of(header, inDigest);
        List<Part> children = List.of();
        Optional<MimeMessageScan> message = Optional.empty();
        boolean deep = depth >= MAX_DEPTH || parts >= MAX_PARTS;
        if (deep && type.isComposite()) {
            type = ContentType.OPAQUE;
        }
        if (type.isMessage() && !cut) {
            message = Optional.of(message(depth + 1));
        } else if (type.isMultipart() && !cut) {
            children = multipart(type, depth);
        } else if (!cut) {
            toDelimiter();
        }
        if (contentEnd < bodyStart) { // a delimiter right behind the header: its line break was the empty line's
            contentEnd = bodyStart;
            contentLines = linesBefore;
        }
        if (type.isMessage() && cut) {
            message = Optional.of(new MimeMessageScan(Summary.EMPTY, empty(contentEnd)));
        } else if (type.isMultipart() && children.isEmpty()) {
            children = List.of(empty(contentEnd));
        }
        return described(header, type, start, bodyStart, contentLines - linesBefore, message, children);
    }

    private List<Part> multipart(ContentType type, int depth) throws IOException {
        List<Part> children = new ArrayList<>();
        int level = boundaries.size();
        boundaries.add(type.boundary());
        toDelimiter(); // the preamble
        while (endLevel == level && !endCloses) {
            if (parts < MAX_PARTS) {
                children.add(child(depth + 1, type.isDigest()));
            } else {
                toDelimiter();
            }
        }
        boundaries.remove(level);
        if (endLevel == level) {
            toDelimiter(); // the epilogue
        }
        return children;
    }

    private static Part empty(long at) {
        return new Part(at, at, at, 0, "text", "plain", ContentType.DEFAULT.parameters(), Optional.empty(),
                Optional.empty(), "7bit", Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
                Optional.empty(), List.of());
    }

    private Part described(KeptHeader header, ContentType type, long start, long bodyStart, long lines,
            Optional<MimeMessageScan> message, List<Part> children) {
        Optional<Part.Disposition> disposition = header.content("content-disposition")
                .map(field -> new Part.Disposition(field.value(), field.parameters()));
        String encoding = header.content("content-transfer-encoding").map(ContentField::value)
                .filter(e -> !e.isEmpty()).orElse("7bit"); // RFC 2045 §6.1
        return new Part(start, bodyStart, contentEnd, lines, type.type(), type.subtype(), type.parameters(),
                header.value("content-id"), header.value("content-description"), encoding,
                header.value("content-md5"), disposition, header.languages(), header.value("content-location"),
                message, children);
    }

    /** Goes behind the next delimiter of a multipart we are in, or to the end. Begins at the start of a line. */
    private void toDelimiter() throws IOException {
        if (boundaries.isEmpty()) {
            in.skipAll();
        } else {
            do {
                if (delimiter()) {
                    return;
                }
            } while (in.skipLine());
        }
        endLevel = NO_LEVEL;
        endCloses = true;
        contentEnd = in.offset();
        contentLines = in.lineEnds();
    }

    /** If the line that begins here is a delimiter, notes what it ends and goes behind it. */
    private boolean delimiter() throws IOException {
        if (boundaries.isEmpty() || in.ensure(2) < 2 || in.bytes[in.pos] != '-' || in.bytes[in.pos + 1] != '-') {
            return false;
        }
        in.ensure(MAX_BOUNDARY + 100);
        int level = exactLevel();
        if (level < 0) {
            level = prefixLevel();
        }
        if (level < 0) {
            return false;
        }
        int behind = in.pos + 2 + boundaries.get(level).length;
        endLevel = level;
        endCloses = behind + 1 < in.limit && in.bytes[behind] == '-' && in.bytes[behind + 1] == '-';
        int lineBreak = in.breakBehind();
        contentEnd = in.offset() - lineBreak;
        contentLines = in.lineEnds() - (lineBreak > 0 ? 1 : 0);
        in.skipLine();
        return true;
    }

    /** The innermost multipart of which this line is exactly a delimiter, white space behind it allowed. */
    private int exactLevel() {
        for (int level = boundaries.size() - 1; level >= 0; level--) {
            if (startsWith(boundaries.get(level))) {
                int i = in.pos + 2 + boundaries.get(level).length;
                if (i + 1 < in.limit && in.bytes[i] == '-' && in.bytes[i + 1] == '-') {
                    i += 2;
                }
                while (i < in.limit && (in.bytes[i] == ' ' || in.bytes[i] == '\t' || in.bytes[i] == '\r')) {
                    i++;
                }
                if (i == in.limit || in.bytes[i] == '\n') {
                    return level;
                }
            }
        }
        return NO_LEVEL;
    }

    /** Else the one whose delimiter is the longest start of this line: more may follow it (RFC 2046 §5.1.1). */
    private int prefixLevel() {
        int best = NO_LEVEL;
        for (int level = boundaries.size() - 1; level >= 0; level--) {
            byte[] boundary = boundaries.get(level);
            if ((best < 0 || boundary.length > boundaries.get(best).length) && startsWith(boundary)) {
                best = level;
            }
        }
        return best;
    }

    private boolean startsWith(byte[] boundary) {
        int from = in.pos + 2;
        return in.limit - from >= boundary.length
                && Arrays.equals(in.bytes, from, from + boundary.length, boundary, 0, boundary.length);
    }

    /** The type of a part as its header says it, or as the defaults have it. */
    private record ContentType(String type, String subtype, Parameters parameters) {

        static final ContentType DEFAULT = new ContentType("text", "plain", // RFC 2045 §5.2
                new Parameters(List.of(new Parameters.Parameter("charset", "us-ascii"))));
        static final ContentType IN_DIGEST = new ContentType("message", "rfc822", Parameters.NONE); // RFC 2046 §5.1.5
        static final ContentType OPAQUE = new ContentType("application", "octet-stream", Parameters.NONE);

        static ContentType of(KeptHeader header, boolean inDigest) {
            Optional<ContentField> field = header.content("content-type");
            return field.map(f -> of(f, inDigest)).orElse(inDigest ? IN_DIGEST : DEFAULT);
        }

        private static ContentType of(ContentField field, boolean inDigest) {
            int slash = field.value().indexOf('/');
            String type = slash < 0 ? field.value() : field.value().substring(0, slash);
            String subtype = slash < 0 ? "" : field.value().substring(slash + 1);
            if (subtype.isEmpty()) { // unlawful: what the word alone can mean
                subtype = switch (type) {
                    case "text" -> "plain";
                    case "multipart" -> "mixed";
                    default -> "";
                };
            }
            if (type.isEmpty() || subtype.isEmpty() || field.value().length() > MAX_TYPE) {
                return inDigest ? IN_DIGEST : DEFAULT;
            }
            ContentType read = new ContentType(type, subtype, field.parameters());
            // without a usable boundary nobody can find the parts: the body is text to look at
            return read.isMultipart() && read.boundary().length == 0 ? DEFAULT : read;
        }

        boolean isMultipart() {
            return type.equals("multipart");
        }

        boolean isDigest() {
            return isMultipart() && subtype.equals("digest");
        }

        boolean isMessage() {
            return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global")); // RFC 6532 §3.7
        }

        boolean isComposite() {
            return isMultipart() || isMessage();
        }

        byte[] boundary() {
            String text = parameters.raw("boundary").or(() -> parameters.value("boundary")).orElse("");
            byte[] boundary = text.stripTrailing().getBytes(StandardCharsets.UTF_8);
            return boundary.length > MAX_BOUNDARY ? new byte[0] : boundary;
        }
    }
}
