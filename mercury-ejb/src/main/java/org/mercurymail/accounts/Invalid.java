package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;

/** What was asked for cannot be: one field of it is wrong, and the message, one sentence for people, says how. */
@ApplicationException(rollback = true)
public final class Invalid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param field as REST names it: {@code address}, {@code quotaBytes} */
    public Invalid(String field, String message) {
        super(message);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
