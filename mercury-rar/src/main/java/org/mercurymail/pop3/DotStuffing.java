package org.mercurymail.pop3;

import java.io.IOException;
import java.io.InputStream;
import org.mercurymail.wire.Output;

/**
 * Sends a message as the body of a multi-line answer (RFC 1939 §3): a dot in front of every line that begins with
 * one, a line break at the end if the message has none, and the dot that ends it. Otherwise byte for byte.
 */
final class DotStuffing {

    private static final int CHUNK = 16 * 1024;
    private static final int ALL_LINES = Integer.MAX_VALUE;
    private static final byte[] DOT = {'.'};
    private static final byte[] END = {'.', '\r', '\n'};
    private static final byte[] BREAK_AND_END = {'\r', '\n', '.', '\r', '\n'};

    private final Output out;
    private final int lines; // of the body, still to be sent
    private int before = '\n'; // the last two octets sent; at the start as if behind a line break
    private int beforeThat = '\r';
    private boolean inBody;
    private boolean lineEmpty = true;
    private int sentLines;

    private DotStuffing(Output out, int lines) {
        this.out = out;
        this.lines = lines;
    }

    static void send(InputStream message, Output out) throws IOException {
        new DotStuffing(out, ALL_LINES).send(message);
    }

    /** Sends the header, the empty line and so many lines of the body (RFC 1939 §7, TOP). */
    static void sendTop(InputStream message, int lines, Output out) throws IOException {
        new DotStuffing(out, lines).send(message);
    }

    private void send(InputStream message) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int n = message.read(chunk); n >= 0; n = message.read(chunk)) {
            int wanted = lines == ALL_LINES ? n : upToLine(chunk, n);
            stuffed(chunk, wanted);
            if (wanted < n) {
                break;
            }
        }
        out.write(before == '\n' && beforeThat == '\r' ? END : BREAK_AND_END);
    }

    private void stuffed(byte[] bytes, int length) throws IOException {
        int from = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '.' && before == '\n' && beforeThat == '\r') {
                out.write(bytes, from, i - from);
                out.write(DOT);
                from = i;
            }
            beforeThat = before;
            before = b;
        }
        out.write(bytes, from, length - from);
    }

    /** How many of these octets belong to the lines that are wanted. */
    private int upToLine(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (inBody && sentLines >= lines) {
                return i;
            }
            byte b = bytes[i];
            if (b == '\n') {
                sentLines += inBody ? 1 : 0;
                inBody |= lineEmpty;
                lineEmpty = true;
            } else if (b != '\r') {
                lineEmpty = false;
            }
        }
        return length;
    }
}
