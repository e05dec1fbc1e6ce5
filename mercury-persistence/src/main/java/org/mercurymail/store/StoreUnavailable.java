package org.mercurymail.store;

/** The database cannot be reached, or cannot write now; nothing of the work was kept and the same may work later. */
public class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
