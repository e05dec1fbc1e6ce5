package org.mercurymail.imap;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.mime.Charsets;
import org.mercurymail.mime.Part;

/**
 * The first words of a message, as a list of messages shows them (RFC 8970): from its first plain text, else from its
 * first HTML without the markup. Reads no more of the part than it needs, up to a bound.
 */
final class Preview {

    private static final int LENGTH = 200; // RFC 8970 §3.1 allows 256
    private static final int MOST_READ = 64 << 10;
    private static final Map<String, String> ENTITIES = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"",
            "nbsp", " ", "#39", "'", "apos", "'");

    private final StringBuilder out = new StringBuilder(LENGTH);
    private boolean space;

    private Preview() { }

    /** Empty when the message has no text. */
    static String of(MessageReader message) throws IOException {
        Optional<Part> part = find(message.root(), "plain").or(() -> find(message.root(), "html"));
        if (part.isEmpty()) {
            return "";
        }
        Charset charset = part.get().charset().flatMap(Charsets::named).orElse(StandardCharsets.UTF_8);
        try (Reader reader = new InputStreamReader(message.decoded(part.get()), charset)) {
            Preview preview = new Preview();
            if (part.get().subtype().equals("html")) {
                preview.html(reader);
            } else {
                preview.plain(reader);
            }
            return preview.out.toString();
        }
    }

    private static Optional<Part> find(Part part, String subtype) {
        boolean attached = part.disposition().filter(d -> d.type().equals("attachment")).isPresent();
        if (part.is("text", subtype) && !attached) {
            return Optional.of(part);
        }
        return part.children().stream().flatMap(child -> find(child, subtype).stream()).findFirst();
    }

    private void plain(Reader reader) throws IOException {
        int read = 0;
        for (int c = reader.read(); c >= 0 && wants(read++); c = reader.read()) {
            take((char) c);
        }
    }

    private void html(Reader reader) throws IOException {
        int read = 0;
        String hidden = ""; // the element whose text nobody sees
        for (int c = reader.read(); c >= 0 && wants(read++); c = reader.read()) {
            if (c == '<') {
                String tag = until('>', reader);
                read += tag.length();
                String name = tag.split("[\\s/>]", 2)[0].toLowerCase(Locale.ROOT);
                if (hidden.isEmpty() && name.matches("style|script|head|title")) {
                    hidden = name;
                } else if (tag.toLowerCase(Locale.ROOT).startsWith("/" + hidden)) {
                    hidden = "";
                }
                take(' ');
            } else if (c == '&' && hidden.isEmpty()) {
                entity(until(';', reader));
            } else if (hidden.isEmpty()) {
                take((char) c);
            }
        }
    }

    private void entity(String name) {
        String text = ENTITIES.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        text.chars().forEach(c -> take((char) c));
    }

    /** What comes before this character, which is passed over; bounded, since it may never come. */
    private static String until(char end, Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        int most = end == ';' ? 10 : MOST_READ;
        for (int c = reader.read(); c >= 0 && c != end && text.length() < most; c = reader.read()) {
            text.append((char) c);
        }
        return text.toString();
    }

    private boolean wants(int read) {
        return out.length() < LENGTH && read < MOST_READ;
    }

    /** White space and what cannot be seen become one space, and none in front. */
    private void take(char c) {
        if (Character.isWhitespace(c) || Character.isISOControl(c) || c == '\u00a0') {
            space = true;
            return;
        }
        if (space && out.length() > 0) {
            out.append(' ');
        }
        space = false;
        if (out.length() < LENGTH && !(out.length() == LENGTH - 1 && Character.isHighSurrogate(c))) {
            out.append(c);
        } else if (Character.isHighSurrogate(c)) {
            out.append(' '); // half a character is none: full now
        }
    }
}
