package org.mercurymail.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.mercurymail.imap.FetchItem.Plain;
import org.mercurymail.imap.FetchItem.Text;
import org.mercurymail.mail.Flags;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.Part;
import org.mercurymail.port.StoredMessage;

/**
 * Writes FETCH responses (RFC 9051 §7.5.2): items in the order they were asked for, octets streamed with their exact
 * length in front. What lies in a message is given as it is stored, NUL included: a message is never altered.
 */
final class FetchWriter {

    private static final int IN_MEMORY = 256 << 10;
    private static final Set<String> ENCODINGS = Set.of("7bit", "8bit", "binary", "base64", "quoted-printable");

    private final List<FetchItem> items;
    private final RecentMessages recent;
    private final Responses out;
    private final StructureWriter structure;
    private boolean unknownEncoding;

    FetchWriter(List<FetchItem> items, RecentMessages recent, Responses out) {
        this.recent = recent;
        this.items = items;
        this.out = out;
        this.structure = new StructureWriter(out);
    }

    /** What the items need of a message beyond the snapshot. */
    static Set<StoredMessage.Part> needs(List<FetchItem> items) {
        Set<StoredMessage.Part> needs = EnumSet.noneOf(StoredMessage.Part.class);
        for (FetchItem item : items) {
            if (item == Plain.ENVELOPE) {
                needs.add(StoredMessage.Part.ENVELOPE);
            } else if (item == Plain.BODY || item == Plain.BODYSTRUCTURE) {
                needs.add(StoredMessage.Part.STRUCTURE);
            } else if (item == Plain.PREVIEW) {
                needs.addAll(EnumSet.of(StoredMessage.Part.STRUCTURE, StoredMessage.Part.CONTENT));
            } else if (!(item instanceof Plain)) {
                needs.add(StoredMessage.Part.CONTENT);
                boolean whole = item instanceof FetchItem.Section section && section.text() == Text.CONTENT
                        && section.path().isEmpty();
                if (!whole) {
                    needs.add(StoredMessage.Part.STRUCTURE);
                }
            }
        }
        return needs;
    }

    /** A part was asked for whose transfer encoding is not known (RFC 9051 §7.1, UNKNOWN-CTE). */
    boolean metUnknownEncoding() {
        return unknownEncoding;
    }

    /** A response from the snapshot alone; all items must be {@link FetchItem#isFromSnapshot}. */
    void write(int sequence, long uid, Flags flags, long modseq) throws IOException {
        out.say("* ").say(sequence).say(" FETCH (");
        boolean first = true;
        for (FetchItem item : items) {
            out.say(first ? "" : " ");
            first = false;
            known((Plain) item, uid, flags, modseq);
        }
        out.say(")").line();
    }

    /**
     * A whole response.
     *
     * @param flags  as the client knows them, or is told here
     * @param changed the flags changed by the asking, and must be told though they were not asked for
     * @param condstore tell MODSEQ with changed flags (RFC 7162 §3.2)
     */
    void write(int sequence, MessageReader message, Flags flags, long modseq, boolean changed, boolean condstore)
            throws IOException {
        out.say("* ").say(sequence).say(" FETCH (");
        boolean first = true;
        if (changed && !items.contains(Plain.FLAGS)) {
            known(Plain.FLAGS, message.stored().uid(), flags, modseq);
            first = false;
        }
        if (changed && condstore && !items.contains(Plain.MODSEQ)) {
            out.say(first ? "" : " ");
            known(Plain.MODSEQ, message.stored().uid(), flags, modseq);
            first = false;
        }
        for (FetchItem item : items) {
            out.say(first ? "" : " ");
            first = false;
            if (item instanceof Plain plain) {
                plain(plain, message, flags, modseq);
            } else if (item instanceof FetchItem.Section section) {
                section(section, message);
            } else if (item instanceof FetchItem.Binary binary) {
                binary(binary, message);
            }
        }
        out.say(")").line();
    }

    private void known(Plain item, long uid, Flags flags, long modseq) throws IOException {
        if (item == Plain.UID) {
            out.say("UID ").say(uid);
        } else if (item == Plain.FLAGS) {
            out.say("FLAGS ").flags(flags, recent.has(uid));
        } else {
            out.say("MODSEQ (").say(modseq).say(")");
        }
    }

    private void plain(Plain item, MessageReader message, Flags flags, long modseq) throws IOException {
        switch (item) {
            case UID, FLAGS, MODSEQ -> known(item, message.stored().uid(), flags, modseq);
            case INTERNALDATE ->
                    out.say("INTERNALDATE \"").say(Dates.written(message.stored().internalDate())).say("\"");
            case SAVEDATE ->
                    out.say("SAVEDATE \"").say(Dates.written(message.stored().saved())).say("\""); // RFC 8514 §4.2
            case RFC822_SIZE -> out.say("RFC822.SIZE ").say(message.stored().size());
            case ENVELOPE -> {
                out.say("ENVELOPE ");
                structure.envelope(message.summary());
            }
            case BODY, BODYSTRUCTURE -> {
                out.say(item.label()).say(" ");
                structure.body(message.root(), item == Plain.BODYSTRUCTURE);
            }
            case EMAILID -> out.say("EMAILID (").say(message.emailId()).say(")");
            case PREVIEW -> out.say("PREVIEW ").string(Preview.of(message));
            case THREADID -> out.say("THREADID NIL"); // RFC 8474 §5.2: where there are no threads
        }
    }

    private void section(FetchItem.Section section, MessageReader message) throws IOException {
        label(section.label(), section.partial());
        Optional<MessageReader.Span> span = message.span(section.path(), section.text());
        if (span.isEmpty()) {
            out.say("NIL");
        } else if (section.text() == Text.FIELDS || section.text() == Text.FIELDS_NOT) {
            fields(section, message, span.get());
        } else {
            long from = Math.min(section.partial().map(FetchItem.Partial::from).orElse(0L), span.get().size());
            long size = clipped(section.partial(), span.get().size());
            long start = span.get().from() + from;
            try (InputStream in = message.open(new MessageReader.Span(start, start + size))) {
                out.literal(size, in);
            }
        }
    }

    private void label(String label, Optional<FetchItem.Partial> partial) throws IOException {
        out.say(label);
        if (partial.isPresent()) {
            out.say("<").say(partial.get().from()).say(">");
        }
        out.say(" ");
    }

    /** Octets of a partial of something so large. */
    private static long clipped(Optional<FetchItem.Partial> partial, long size) {
        if (partial.isEmpty()) {
            return size;
        }
        return Math.min(partial.get().length(), size - Math.min(partial.get().from(), size));
    }

    private void fields(FetchItem.Section section, MessageReader message, MessageReader.Span header)
            throws IOException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(section.fields());
        boolean not = section.text() == Text.FIELDS_NOT;
        Predicate<String> wanted = name -> names.contains(name) != not;
        sized(section.partial(), header.size(), false, sink -> {
            try (InputStream in = message.open(header)) {
                HeaderFields.copy(in, wanted, sink);
            }
        });
    }

    private void binary(FetchItem.Binary binary, MessageReader message) throws IOException {
        label(binary.label(), binary.partial());
        if (binary.path().isEmpty()) {
            whole(binary, message);
            return;
        }
        Optional<Part> part = message.part(binary.path());
        if (part.isEmpty() || !ENCODINGS.contains(part.get().encoding())) {
            unknownEncoding |= part.isPresent();
            out.say(binary.sizeOnly() ? "0" : "NIL");
            return;
        }
        Source source = sink -> {
            try (InputStream in = message.decoded(part.get())) {
                in.transferTo(sink);
            }
        };
        if (binary.sizeOnly()) {
            Measure measure = new Measure();
            source.writeTo(measure);
            out.say(measure.size);
        } else {
            sized(binary.partial(), part.get().bodySize(), true, source);
        }
    }

    private void whole(FetchItem.Binary binary, MessageReader message) throws IOException {
        if (binary.sizeOnly()) {
            out.say(message.stored().size());
            return;
        }
        Source source = sink -> {
            try (InputStream in = message.stored().content().open()) {
                in.transferTo(sink);
            }
        };
        sized(binary.partial(), message.stored().size(), true, source);
    }

    /** Something whose size is known only when it has been made. */
    @FunctionalInterface
    private interface Source {
        void writeTo(OutputStream sink) throws IOException;
    }

    /** Writes what is small from memory; makes what may be large twice, once for its size. */
    private void sized(Optional<FetchItem.Partial> partial, long most, boolean literal8, Source source)
            throws IOException {
        Measure measure = new Measure();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean inMemory = most <= IN_MEMORY;
        source.writeTo(inMemory ? kept : measure);
        if (inMemory) {
            measure.write(kept.toByteArray(), 0, kept.size());
        }
        long size = clipped(partial, measure.size);
        out.say(literal8 && measure.nul ? "~{" : "{").say(size).say("}\r\n"); // RFC 9051 §4.3: NUL in literal8 only
        Window window = new Window(out, partial.map(FetchItem.Partial::from).orElse(0L), size);
        if (inMemory) {
            window.write(kept.toByteArray(), 0, kept.size());
        } else {
            source.writeTo(window);
        }
    }

    /** Counts, and sees whether there is a NUL. */
    private static final class Measure extends OutputStream {

        private long size;
        private boolean nul;

        @Override
        public void write(int octet) {
            size++;
            nul |= octet == 0;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            size += count;
            for (int i = offset; i < offset + count && !nul; i++) {
                nul = bytes[i] == 0;
            }
        }
    }

    /** Lets some octets from the middle through. */
    private static final class Window extends OutputStream {

        private final OutputStream out;
        private long skip;
        private long left;

        Window(OutputStream out, long skip, long left) {
            this.out = out;
            this.skip = skip;
            this.left = left;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int skipped = (int) Math.min(skip, count);
            int taken = (int) Math.min(left, count - skipped);
            skip -= skipped;
            left -= taken;
            out.write(bytes, offset + skipped, taken);
        }
    }
}
