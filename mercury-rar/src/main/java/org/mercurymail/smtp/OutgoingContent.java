package org.mercurymail.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Content on its way out, a block at a time; without an encoder its octets leave as they are. */
final class OutgoingContent {

    private static final int BLOCK = 64 * 1024;

    private final InputStream in;
    private final Optional<DotEncoder> encoder;
    private final Runnable ended;

    /** @param ended what to do when the last octet is written */
    OutgoingContent(InputStream in, boolean dots, Runnable ended) {
        this.in = in;
        this.encoder = dots ? Optional.of(new DotEncoder()) : Optional.empty();
        this.ended = ended;
    }

    Runnable ended() {
        return ended;
    }

    /** Adds the next block, or the end; false when it was the end. */
    boolean read(ByteArrayOutputStream out) throws IOException {
        byte[] bytes = in.readNBytes(BLOCK);
        if (bytes.length > 0) {
            encoder.ifPresentOrElse(e -> e.encode(bytes, 0, bytes.length, out), () -> out.writeBytes(bytes));
            return true;
        }
        encoder.ifPresent(e -> e.end(out));
        in.close();
        return false;
    }

    void close() {
        try {
            in.close();
        } catch (IOException e) {
            // it was only read; nothing is lost
        }
    }
}
