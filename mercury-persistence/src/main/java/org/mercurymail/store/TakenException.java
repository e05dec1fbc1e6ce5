package org.mercurymail.store;

/** The name is taken: a domain, address or mailbox of that name exists; nothing was changed. */
public class TakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TakenException(String name) {
        super("taken: " + name);
    }
}
