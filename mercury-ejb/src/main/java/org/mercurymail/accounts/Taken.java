package org.mercurymail.accounts;

/** Something of that name is there already, or still needs what was to go. */
public final class Taken extends Refused {

    private static final long serialVersionUID = 1L;

    public Taken(Refusal code, Object... values) {
        super(code, values);
    }
}
