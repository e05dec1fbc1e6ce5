package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;

/** There is no such thing. */
@ApplicationException(rollback = true)
public final class Missing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param what the thing, as people would call it: {@code domain firm.test} */
    public Missing(String what) {
        super("There is no " + what);
    }
}
