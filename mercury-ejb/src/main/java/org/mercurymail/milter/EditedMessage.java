package org.mercurymail.milter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Body;
import org.mercurymail.port.Spool;

/**
 * A message while milters change it: fields in order, each as its octets, and what follows them. What nobody changes
 * stays octet for octet.
 */
final class EditedMessage {

    private static final int HEADER_LIMIT = 256 * 1024;
    private static final int MOST_OCTETS_ADDED = 1 << 20;

    /**
     * A field as it stands in the message.
     *
     * @param raw with its last line end
     */
    private record Line(String name, byte[] raw) { }

    private final Body original;
    private final boolean owned;
    private final long maxSize;
    private final Path spools;
    private final List<Line> lines = new ArrayList<>();
    private final byte[] ahead;
    private final long rest;
    private final boolean tooLarge;
    private Optional<Spool> replaced = Optional.empty();
    private boolean changed;
    private int added; // octets of fields

    /** @param owned the original is to be closed with this */
    EditedMessage(Body original, boolean owned, long maxSize, Path spools) throws IOException {
        this.original = original;
        this.owned = owned;
        this.maxSize = maxSize;
        this.spools = spools;
        byte[] start;
        try (InputStream in = original.open(0, HEADER_LIMIT)) {
            start = in.readNBytes(HEADER_LIMIT);
        }
        long fields = 0;
        for (HeaderFields.Field field : HeaderFields.of(start).all()) {
            lines.add(new Line(field.name(), field.raw()));
            fields += field.raw().length;
        }
        int skipped = lines.isEmpty() ? 0 : indexOf(start, lines.get(0).raw());
        ahead = Arrays.copyOf(start, skipped); // mbox's From line, which some servers put there
        rest = skipped + fields;
        tooLarge = rest == HEADER_LIMIT;
    }

    /** The header goes on beyond what is looked at. */
    boolean isTooLarge() {
        return tooLarge;
    }

    List<String> names() {
        return lines.stream().map(Line::name).toList();
    }

    /** What stands behind the colon of a field, folds as line feeds, without the last line end. */
    String value(int index) {
        Line line = lines.get(index);
        String raw = new String(line.raw(), StandardCharsets.ISO_8859_1);
        return raw.substring(raw.indexOf(':') + 1).replace("\r\n", "\n").replaceAll("\n$", "");
    }

    /** Behind the header's empty line. */
    InputStream content() throws IOException {
        if (replaced.isPresent()) {
            return replaced.get().open();
        }
        InputStream in = original.open(rest, original.size() - rest);
        int first = in.read();
        if (first == '\r') {
            in.skipNBytes(Math.min(1, original.size() - rest - 1));
            return in;
        }
        return first < 0 || first == '\n' ? in : original.open(rest, original.size() - rest);
    }

    /** @param at counted from 1; past the end is the end */
    void insert(int at, String name, String value) throws IOException {
        lines.add(Math.min(Math.max(0, at - 1), lines.size()), line(name, value));
        changed = true;
    }

    void append(String name, String value) throws IOException {
        insert(Integer.MAX_VALUE, name, value);
    }

    /** Changes the n-th field of the name, takes it out when the value is empty, adds it where there is none. */
    void change(int n, String name, String value) throws IOException {
        int seen = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name().equalsIgnoreCase(name) && ++seen == Math.max(n, 1)) {
                if (value.isEmpty()) {
                    lines.remove(i);
                } else {
                    lines.set(i, line(name, value));
                }
                changed = true;
                return;
            }
        }
        if (!value.isEmpty()) {
            append(name, value);
        }
    }

    /** The first piece takes the place of the whole content, the others follow it. */
    void replace(byte[] piece) throws IOException {
        if (replaced.isEmpty()) {
            replaced = Optional.of(new Spool(spools));
            changed = true;
        }
        if (replaced.get().size() + piece.length > maxSize) {
            throw new ProtocolException("a content of more than " + maxSize + " octets");
        }
        replaced.get().write(piece);
    }

    /** Forgets every change: the milter broke off in the middle of them. */
    void undo() {
        replaced.ifPresent(Spool::close);
        replaced = Optional.empty();
        changed = false;
    }

    /** The message as it is now; the original itself when nothing was changed. */
    Body body() {
        if (!changed) {
            return original;
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(ahead);
        lines.forEach(line -> header.writeBytes(line.raw()));
        if (replaced.isPresent()) {
            header.write('\r');
            header.write('\n');
        }
        byte[] head = header.toByteArray();
        return new Body() {
            @Override
            public long size() {
                return head.length + replaced.map(Spool::size).orElse(original.size() - rest);
            }

            @Override
            public InputStream open() throws IOException {
                return new SequenceInputStream(new ByteArrayInputStream(head), replaced.isPresent()
                        ? replaced.get().open() : original.open(rest, original.size() - rest));
            }

            @Override
            public void close() {
                EditedMessage.this.close();
            }
        };
    }

    /** Frees what the changes took, and the original if that is ours. */
    void close() {
        replaced.ifPresent(Spool::close);
        if (owned) {
            original.close();
        }
    }

    /** Folds come as line feeds; a line that does not begin with white space would be a field of its own. */
    private Line line(String name, String value) throws IOException {
        String folded = value.replace("\r\n", "\n").replace('\r', '\n').replaceAll("\n+$", "");
        if (!name.matches("[!-9;-~]{1,256}") || folded.matches("(?s).*\n(?![ \t]).*") || folded.indexOf(0) >= 0) {
            throw new ProtocolException("a field that cannot stand in a header");
        }
        String start = folded.startsWith(" ") || folded.startsWith("\t") ? "" : " ";
        byte[] raw = (name + ":" + start + folded.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8);
        added += raw.length;
        if (added > MOST_OCTETS_ADDED) {
            throw new ProtocolException("fields of more than " + MOST_OCTETS_ADDED + " octets");
        }
        return new Line(name, raw);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return 0;
    }
}
