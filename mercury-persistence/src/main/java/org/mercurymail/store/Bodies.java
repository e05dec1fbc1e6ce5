package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Duration;

/** Body octets. */
@ApplicationScoped
public class Bodies {

    /** Reads some octets of a body, a part of 256 KiB at a time, fewer where the body ends before. */
    public InputStream open(long body, long from, long length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes for good what was expunged longer ago than this, and the bodies that nobody refers to any more.
     *
     * @return how many bodies went; call again while it is not 0
     */
    public int sweep(Duration keepExpunged) {
        throw new UnsupportedOperationException();
    }
}
