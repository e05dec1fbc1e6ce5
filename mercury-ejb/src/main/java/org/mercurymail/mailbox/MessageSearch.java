package org.mercurymail.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mercurymail.mime.Charsets;
import org.mercurymail.mime.Folding;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.Summary;
import org.mercurymail.mime.TransferDecoding;
import org.mercurymail.port.StoredMessage;

/**
 * Whether a message holds all of some words: in its people, its subject, or the texts that are no attachment. Case and
 * accents do not count. Reads texts only where the header does not answer, and only their beginning.
 */
final class MessageSearch {

    private static final int MOST_WORDS = 20;
    private static final int MOST_TEXT = 256 * 1024; // octets of each part, decoded
    private static final int MOST_PARTS = 20;

    private final List<String> words;

    MessageSearch(String words) {
        this.words = Arrays.stream(Folding.plain(words).strip().split("\\s+")).filter(word -> !word.isEmpty())
                .limit(MOST_WORDS).toList();
    }

    /** What every message that matches holds, each word without case and accents. */
    List<String> words() {
        return words;
    }

    boolean matches(StoredMessage message) throws IOException {
        Summary summary = Summary.decode(message.envelope());
        StringBuilder text = new StringBuilder(summary.subjectText());
        Stream.of(summary.from(), summary.to(), summary.cc()).flatMap(List::stream)
                .forEach(person -> text.append('\n').append(shown(person)));
        if (holdsAll(text)) {
            return true;
        }
        for (Part part : texts(Part.decode(message.structure())).limit(MOST_PARTS).toList()) {
            text.append('\n').append(read(part, message));
        }
        return holdsAll(text);
    }

    private boolean holdsAll(CharSequence text) {
        String folded = Folding.plain(text.toString());
        return words.stream().allMatch(folded::contains);
    }

    private static String shown(ListedAddress person) {
        return person.display() + ' ' + person.address().orElse("");
    }

    private static Stream<Part> texts(Part part) {
        boolean attached = part.disposition().filter(d -> d.type().equals("attachment")).isPresent();
        return part.type().equals("text") && !attached ? Stream.of(part)
                : part.children().stream().flatMap(MessageSearch::texts);
    }

    private static String read(Part part, StoredMessage message) throws IOException {
        try (InputStream raw = message.content().open(message.trace() + part.bodyStart(), part.bodySize());
                InputStream decoded = TransferDecoding.stream(raw, part.encoding())) {
            String text = Charsets.text(decoded.readNBytes(MOST_TEXT), part.charset().orElse(""));
            return part.subtype().equals("html") ? text.replaceAll("<[^>]*>", " ") : text;
        }
    }
}
