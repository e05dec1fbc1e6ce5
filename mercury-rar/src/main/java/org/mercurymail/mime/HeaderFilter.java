package org.mercurymail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Predicate;

/** Copies some fields of a header that is too large to be held: decides at each line's start, then only copies. */
final class HeaderFilter {

    private static final int ENOUGH = 2 * HeaderFields.MAX_NAME + 2; // bytes that tell a field's name

    private final Predicate<String> wanted;
    private final OutputStream out;
    private boolean copying;
    private boolean first = true;

    HeaderFilter(Predicate<String> wanted, OutputStream out) {
        this.wanted = wanted;
        this.out = out;
    }

    void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int at = 0;
        int end = 0;
        boolean lineStart = true;
        boolean more = true;
        while (true) {
            if (more && end - at < ENOUGH) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                end -= at;
                at = 0;
                int n = in.readNBytes(buffer, end, buffer.length - end);
                more = n > 0;
                end += n;
            }
            if (at == end || lineStart && !begins(buffer, at, end)) {
                return;
            }
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            lineStart = at < end;
            at = Math.min(at + 1, end);
            if (copying) {
                out.write(buffer, from, at - from);
            }
        }
    }

    /** Decides over the line that begins here; false when the header ends with it. */
    private boolean begins(byte[] buffer, int at, int end) throws IOException {
        if (buffer[at] == ' ' || buffer[at] == '\t') {
            return true; // a continuation goes with its field
        }
        int nameEnd = HeaderFields.nameEnd(buffer, at, end);
        if (nameEnd < 0 && first && HeaderFields.isMailboxLine(buffer, at, end)) {
            first = false;
            return true;
        }
        first = false;
        if (nameEnd < 0) {
            if (buffer[at] == '\n') {
                out.write('\n');
            } else if (buffer[at] == '\r' && at + 1 < end && buffer[at + 1] == '\n') {
                out.write(buffer, at, 2);
            }
            return false;
        }
        copying = wanted.test(Charsets.text(buffer, at, nameEnd));
        return true;
    }
}
