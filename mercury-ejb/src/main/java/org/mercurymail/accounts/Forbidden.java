package org.mercurymail.accounts;

/** The actor may not do this. Says nothing about what is there. */
public final class Forbidden extends Refused {

    private static final long serialVersionUID = 1L;

    public Forbidden() {
        super(Refusal.NOT_ALLOWED);
    }
}
