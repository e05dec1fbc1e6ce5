package org.mercurymail.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.mercurymail.port.Body;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.MessageRow;

/** A stored message's content: its trace fields, then its body; nothing is read before it is opened, but small ones
 * together with their neighbours. */
final class StoredBody implements Body {

    private final Bodies bodies;
    private final MessageRow row;
    private final Optional<byte[]> body;

    StoredBody(Bodies bodies, MessageRow row) {
        this(bodies, row, Optional.empty());
    }

    /** @param body its octets when they have been read already */
    StoredBody(Bodies bodies, MessageRow row, Optional<byte[]> body) {
        this.bodies = bodies;
        this.row = row;
        this.body = body;
    }

    @Override
    public long size() {
        return row.size();
    }

    @Override
    public InputStream open() throws IOException {
        return open(0, row.size());
    }

    @Override
    public InputStream open(long from, long length) throws IOException {
        int trace = row.trace().length;
        long end = Math.min(row.size(), from + length);
        if (from >= end) {
            return InputStream.nullInputStream();
        }
        if (from >= trace) {
            return body(from - trace, end - from);
        }
        InputStream head = new ByteArrayInputStream(row.trace(), (int) from, (int) (Math.min(trace, end) - from));
        return end <= trace ? head : new SequenceInputStream(head, body(0, end - trace));
    }

    private InputStream body(long from, long length) {
        return body.<InputStream>map(octets -> new ByteArrayInputStream(octets, (int) from, (int) length))
                .orElseGet(() -> bodies.open(row.body(), from, length));
    }
}
