package org.mercurymail.web.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.mercurymail.mime.Charsets;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.TransferDecoding;
import org.mercurymail.port.Body;

/**
 * The plain text of a message: its first text/plain part that is no attachment, decoded. Reads that part alone, and
 * not more of it than a page can show.
 *
 * @param cut there is more than is shown
 */
record MessageText(String text, boolean cut) {

    static final int MOST = 512 * 1024; // octets, decoded

    /**
     * @param trace octets in front of what the structure describes
     * @return empty when the message has no plain text
     */
    static Optional<MessageText> of(Part root, Body content, int trace) throws IOException {
        Optional<Part> part = find(root);
        return part.isEmpty() ? Optional.empty() : Optional.of(read(part.get(), content, trace));
    }

    private static Optional<Part> find(Part part) {
        boolean attached = part.disposition().filter(d -> d.type().equals("attachment")).isPresent();
        if (part.is("text", "plain") && !attached) {
            return Optional.of(part);
        }
        return part.children().stream().map(MessageText::find).flatMap(Optional::stream).findFirst();
    }

    private static MessageText read(Part part, Body content, int trace) throws IOException {
        byte[] bytes;
        boolean cut;
        try (InputStream raw = content.open(trace + part.bodyStart(), part.bodySize());
                InputStream decoded = TransferDecoding.stream(raw, part.encoding())) {
            bytes = decoded.readNBytes(MOST);
            cut = decoded.read() >= 0;
        }
        String text = Charsets.text(bytes, part.charset().orElse(""));
        return new MessageText(printable(text), cut);
    }

    /** Line ends as one character; no control characters, which a page may not hold. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t' || c >= ' ' && c != 0x7f) {
                out.append(c);
            } else if (c != '\r') {
                out.append('\uFFFD');
            }
        }
        return out.toString();
    }
}
