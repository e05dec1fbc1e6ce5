package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;

/** Something of that name is there already, or still needs what was to go; nothing was changed. */
@ApplicationException(rollback = true)
public final class Taken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence for people */
    public Taken(String message) {
        super(message);
    }
}
