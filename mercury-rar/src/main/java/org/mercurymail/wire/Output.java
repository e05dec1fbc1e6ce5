package org.mercurymail.wire;

import java.io.IOException;

/** Where a question writes an answer too large to be held: blocks its work thread while the peer does not read. */
public interface Output {

    /**
     * Sends these bytes in order; the array may be used again after the call.
     *
     * @throws IOException when the connection is gone or the peer has not read for too long; give up the question
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    default void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }
}
