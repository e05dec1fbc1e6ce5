package org.mercurymail.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The charset that a mail's label means, which is not always the one it names: senders say {@code us-ascii} and write
 * UTF-8, say {@code iso-8859-1} and write windows-1252. Never throws for an unknown label.
 */
public final class Charsets {

    private static final int MAX_NAME = 64;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Labels whose common use is wider than their definition. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"), Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"), Map.entry("gb2312", "GB18030"), Map.entry("gbk", "GB18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"), Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"), Map.entry("utf8", "UTF-8"), Map.entry("utf-8", "UTF-8"),
            Map.entry("iso-8859-8-i", "iso-8859-8"), Map.entry("unicode-1-1-utf-8", "UTF-8"));

    private Charsets() { }

    /** The charset of a label; empty when the label says nothing: unknown, or ASCII. */
    public static Optional<Charset> named(String label) {
        String name = label.strip().toLowerCase(Locale.ROOT);
        int language = name.indexOf('*'); // RFC 2231 §5
        if (language > 0) {
            name = name.substring(0, language);
        }
        if (name.isEmpty() || name.length() > MAX_NAME || name.endsWith("us-ascii")) {
            return Optional.empty();
        }
        try {
            Charset charset = Charset.forName(MEANT.getOrDefault(name, name));
            return Optional.of(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return name.startsWith("cp-") ? named("cp" + name.substring(3)) : Optional.empty();
        }
    }

    /** The text of bytes with this label; with one that says nothing, UTF-8 if they are that, else windows-1252. */
    public static String text(byte[] bytes, String label) {
        return named(label).map(charset -> new String(bytes, charset)).orElseGet(() -> text(bytes, 0, bytes.length));
    }

    /** Unlabelled bytes: UTF-8 if they are that (RFC 6532), else windows-1252. */
    static String text(byte[] bytes, int from, int to) {
        if (isAscii(bytes, from, to)) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return text.toString();
        } catch (CharacterCodingException otherBytes) {
            return new String(bytes, from, to - from, WINDOWS_1252);
        }
    }

    /** What unlabelled bytes seem to be of which this is the beginning. */
    static Charset guessed(byte[] beginning) {
        ByteBuffer in = ByteBuffer.wrap(beginning); // a character cut off at its end is no fault
        boolean malformed = StandardCharsets.UTF_8.newDecoder()
                .decode(in, CharBuffer.allocate(beginning.length), false).isError();
        return malformed ? WINDOWS_1252 : StandardCharsets.UTF_8;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
