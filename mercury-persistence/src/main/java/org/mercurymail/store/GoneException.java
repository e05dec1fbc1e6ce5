package org.mercurymail.store;

/** The mailbox that was to be written to does not exist (any more); nothing of the work was kept. */
public class GoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long mailbox;

    public GoneException(long mailbox) {
        super("no mailbox " + mailbox);
        this.mailbox = mailbox;
    }

    public long mailbox() {
        return mailbox;
    }
}
