package org.mercurymail.accounts;

/** There is no such thing. */
public final class Missing extends Refused {

    private static final long serialVersionUID = 1L;

    public Missing(Refusal code, Object... values) {
        super(code, values);
    }
}
