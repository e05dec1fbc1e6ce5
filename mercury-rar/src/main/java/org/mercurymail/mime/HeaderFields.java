package org.mercurymail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The fields of a header that lies in memory, in order, each with its bytes as they are (RFC 5322 §2.2). A line that
 * is neither a field nor a continuation ends the header, as the empty line does, and as the scanner has it.
 */
public final class HeaderFields {

    /**
     * One field.
     *
     * @param name as written
     * @param raw  the whole field with its folding and its last line break
     */
    public record Field(String name, byte[] raw) {

        /** The value without folding and outer white space, not decoded. */
        public String value() {
            int colon = 0;
            while (colon < raw.length && raw[colon] != ':') {
                colon++;
            }
            return unfold(raw, Math.min(colon + 1, raw.length), raw.length);
        }

        /** The value as a person reads it (RFC 2047). */
        public String decoded() {
            return DecodedWords.decode(value());
        }
    }

    /** Longer names are no names; bounds how far {@link #nameEnd} looks. */
    static final int MAX_NAME = 256;

    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final List<Field> fields;

    private HeaderFields(List<Field> fields) {
        this.fields = fields;
    }

    /** The fields at the start of these bytes, up to the empty line. */
    public static HeaderFields of(byte[] header) {
        List<Field> fields = new ArrayList<>();
        int at = isMailboxLine(header, 0, header.length) ? lineEnd(header, 0) : 0;
        while (at < header.length) {
            int nameEnd = nameEnd(header, at, header.length);
            if (nameEnd < 0) {
                break;
            }
            int end = lineEnd(header, at);
            while (end < header.length && (header[end] == ' ' || header[end] == '\t')) {
                end = lineEnd(header, end);
            }
            fields.add(new Field(Charsets.text(header, at, nameEnd), Arrays.copyOfRange(header, at, end)));
            at = end;
        }
        return new HeaderFields(fields);
    }

    public List<Field> all() {
        return fields;
    }

    /** The first field of this name, whatever its case. */
    public Optional<Field> first(String name) {
        return fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).findFirst();
    }

    public List<Field> all(String name) {
        return fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).toList();
    }

    /**
     * Copies the fields whose name is wanted, byte for byte, and the empty line if there is one (what IMAP's
     * HEADER.FIELDS sends, RFC 9051 §6.4.5.1). Holds one line start in memory, however long the header.
     */
    public static void copy(InputStream header, Predicate<String> wanted, OutputStream out) throws IOException {
        new HeaderFilter(wanted, out).copy(header);
    }

    /** The value of a folded field: line breaks out, NULs out, outer white space off (RFC 5322 §2.2.3). */
    static String unfold(byte[] raw, int from, int to) {
        byte[] out = new byte[to - from];
        int n = 0;
        for (int i = from; i < to; i++) {
            byte b = raw[i];
            if (b != '\r' && b != '\n' && b != 0) {
                out[n++] = b;
            }
        }
        int start = 0;
        while (start < n && (out[start] == ' ' || out[start] == '\t')) {
            start++;
        }
        while (n > start && (out[n - 1] == ' ' || out[n - 1] == '\t')) {
            n--;
        }
        return Charsets.text(out, start, n);
    }

    /**
     * Where the name of the field that begins here ends; -1 when no field begins here (RFC 5322 §2.2, and white space
     * before the colon as §4.5 allows).
     */
    static int nameEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && i - from <= MAX_NAME && bytes[i] > ' ' && bytes[i] != ':' && bytes[i] != 0x7f) {
            i++;
        }
        int end = i;
        while (i < to && i - end < MAX_NAME && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return end > from && i < to && bytes[i] == ':' ? end : -1;
    }

    /** A line that mbox files and some servers put in front of a header: {@code From jean@firm.test Tue Nov 24 …}. */
    static boolean isMailboxLine(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == '>' ? from + 1 : from;
        return to - at >= FROM.length && Arrays.equals(bytes, at, at + FROM.length, FROM, 0, FROM.length);
    }

    private static int lineEnd(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, bytes.length);
    }
}
