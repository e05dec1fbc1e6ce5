package org.mercurymail.outbound;

import java.io.InputStream;
import org.mercurymail.port.Body;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.QueuedMessage;

/** A queued message's content, read from the store as it is sent. */
record QueuedBody(Bodies bodies, QueuedMessage message) implements Body {

    @Override
    public long size() {
        return message.size();
    }

    @Override
    public InputStream open() {
        return open(0, message.size());
    }

    @Override
    public InputStream open(long from, long length) {
        return bodies.open(message.body(), from, length);
    }
}
