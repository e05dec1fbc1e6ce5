package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;

/** The actor may not do this. Says nothing about what is there. */
@ApplicationException(rollback = true)
public final class Forbidden extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Forbidden() {
        super("You may not do this");
    }
}
