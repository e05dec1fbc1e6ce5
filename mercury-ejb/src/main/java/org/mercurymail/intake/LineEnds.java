package org.mercurymail.intake;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Makes every line end CR LF, as mail has it (RFC 5322 §2.3); programs write their files with LF. */
final class LineEnds extends FilterOutputStream {

    private int last;

    LineEnds(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n' && last != '\r') {
                out.write(bytes, from, i - from);
                out.write('\r');
                from = i;
            }
            last = bytes[i];
        }
        out.write(bytes, from, offset + length - from);
    }
}
