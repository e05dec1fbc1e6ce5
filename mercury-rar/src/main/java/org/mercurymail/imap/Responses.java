package org.mercurymail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Flags;
import org.mercurymail.wire.Output;

/**
 * Writes responses in the encodings of RFC 9051 §4 and §9: what fits goes quoted, all else as a literal. Gathers up to
 * 32 KiB and hands it on; without an {@link Output} it only gathers. Whatever comes from mail or a client can never
 * end a line here.
 */
final class Responses extends OutputStream {

    private static final int PIECE = 32 << 10;
    private static final int LONGEST_QUOTED = 4_096;
    private static final String[] SYSTEM_FLAGS = new String[32]; // as written, by their bits

    static {
        for (int bits = 0; bits < SYSTEM_FLAGS.length; bits++) {
            SYSTEM_FLAGS[bits] = String.join(" ", new Flags(bits, Set.of()).names());
        }
    }

    private final Optional<Output> output;
    private final boolean utf8;
    private byte[] buffer = new byte[512];
    private int length;

    /** @param utf8 the client takes UTF-8 in quoted strings (RFC 9051 §4.3, RFC 6855 §3) */
    Responses(Optional<Output> output, boolean utf8) {
        this.output = output;
        this.utf8 = utf8;
    }

    /** ASCII of our own making. */
    Responses say(String text) throws IOException {
        room(text.length());
        if (text.length() > buffer.length - length) {
            write(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }
        for (int i = 0; i < text.length(); i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    Responses say(long number) throws IOException {
        room(20);
        if (number < 10 && number >= 0) {
            buffer[length++] = (byte) ('0' + number);
            return this;
        }
        long rest = number;
        int digits = 0;
        for (long n = number; n > 0; n /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** The end of a response. */
    Responses line() throws IOException {
        return say("\r\n");
    }

    /** Text for a person: UTF-8 with no control character in it. */
    Responses human(String text) throws IOException {
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(c < ' ' || c == 0x7f || !utf8 && c > 0x7e ? '?' : (char) c));
        write(clean.toString().getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** {@code nstring}: NIL when there is none. */
    Responses nstring(Optional<String> text) throws IOException {
        return text.isPresent() ? string(text.get()) : say("NIL");
    }

    /** A string: quoted where that can carry it, else a literal. */
    Responses string(String text) throws IOException {
        if (isQuotable(text)) {
            return quoted(text);
        }
        byte[] bytes = text.replace("\0", "").getBytes(StandardCharsets.UTF_8); // RFC 9051 §4.3: no NUL
        say("{").say(bytes.length).say("}\r\n");
        write(bytes);
        return this;
    }

    /** An astring: a mailbox name as an atom is one, quoted or literal otherwise. */
    Responses astring(String text) throws IOException {
        return isAtom(text) ? say(text) : string(text);
    }

    Responses flags(Flags flags, boolean recent) throws IOException {
        String system = SYSTEM_FLAGS[flags.system() & SYSTEM_FLAGS.length - 1];
        say("(").say(system);
        boolean first = system.isEmpty();
        if (recent) {
            say(first ? "\\Recent" : " \\Recent");
            first = false;
        }
        for (String keyword : flags.keywords()) {
            say(first ? "" : " ").say(keyword);
            first = false;
        }
        return say(")");
    }

    /** A parenthesised list of atoms. */
    Responses list(Collection<String> atoms) throws IOException {
        say("(");
        boolean first = true;
        for (String atom : atoms) {
            say(first ? "" : " ").say(atom);
            first = false;
        }
        return say(")");
    }

    /**
     * So many octets of a stream, announced as a literal.
     *
     * @throws IOException when the stream ends before; what was announced cannot be kept, and the connection must go
     */
    Responses literal(long size, InputStream in) throws IOException {
        say("{").say(size).say("}\r\n");
        long left = size;
        while (left > 0) {
            room(1);
            int n = in.read(buffer, length, (int) Math.min(left, buffer.length - length));
            if (n < 0) {
                throw new IOException("a message is shorter than its size says by " + left);
            }
            length += n;
            left -= n;
        }
        return this;
    }

    @Override
    public void write(int octet) throws IOException {
        room(1);
        buffer[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (output.isPresent() && count >= PIECE) {
            hand();
            output.get().write(bytes, offset, count);
            return;
        }
        room(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    /** What has been gathered and not handed on. */
    byte[] rest() {
        return Arrays.copyOf(buffer, length);
    }

    /** Sends what there is: the client is to see it now. */
    void sendNow() throws IOException {
        if (output.isPresent()) {
            hand();
        }
    }

    private void room(int more) throws IOException {
        if (length + more <= buffer.length) {
            return;
        }
        if (output.isPresent() && length + more > PIECE) {
            hand();
        }
        if (length + more > buffer.length) {
            grow(more);
        }
    }

    private void grow(int more) {
        int wanted = Math.max(length + more, buffer.length * 4);
        buffer = Arrays.copyOf(buffer, output.isPresent() ? Math.min(PIECE, wanted) : wanted);
    }

    private void hand() throws IOException {
        if (length > 0) {
            output.orElseThrow().write(buffer, 0, length);
            length = 0;
        }
    }

    private Responses quoted(String text) throws IOException {
        room(2 * text.length() + 2);
        if (!isAscii(text) || buffer.length - length < 2 * text.length() + 2) {
            write(('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"').getBytes(StandardCharsets.UTF_8));
            return this;
        }
        buffer[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                buffer[length++] = '\\';
            }
            buffer[length++] = (byte) c;
        }
        buffer[length++] = '"';
        return this;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private boolean isQuotable(String text) {
        if (text.length() > LONGEST_QUOTED) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f || c > 0x7e && !utf8) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtom(String text) {
        return !text.isEmpty() && !text.equalsIgnoreCase("NIL")
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0);
    }
}
