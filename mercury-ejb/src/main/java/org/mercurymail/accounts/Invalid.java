package org.mercurymail.accounts;

/** What was asked for cannot be: one field of it is wrong. */
public final class Invalid extends Refused {

    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param field as REST names it: {@code address}, {@code quotaBytes} */
    public Invalid(String field, Refusal code, Object... values) {
        super(code, values);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
