package org.mercurymail.mailbox;

import java.io.IOException;
import java.io.InputStream;
import org.mercurymail.port.Body;
import org.mercurymail.store.Arrival;

/** A body as the store takes it: the store knows no door. */
public record BodyBytes(Body body) implements Arrival.Bytes {

    @Override
    public long size() {
        return body.size();
    }

    @Override
    public InputStream open() throws IOException {
        return body.open();
    }
}
