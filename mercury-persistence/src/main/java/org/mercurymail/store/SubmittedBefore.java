package org.mercurymail.store;

/** The key of an {@link Arrival} is that of a message written before; nothing was kept. */
public final class SubmittedBefore extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long message;

    SubmittedBefore(long message) {
        super("submitted before, as " + message);
        this.message = message;
    }

    /** The first message of this key. */
    public long message() {
        return message;
    }
}
