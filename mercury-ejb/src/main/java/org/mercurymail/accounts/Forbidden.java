package org.mercurymail.accounts;

/** The actor may not do this. Says nothing about what is there. */
public final class Forbidden extends Refused {

    private static final long serialVersionUID = 1L;

    public Forbidden() {
        this(Refusal.NOT_ALLOWED);
    }

    private Forbidden(Refusal code) {
        super(code);
    }

    /** What this actor is told: a program that an application password may not do it, whoever's it is. */
    public static Forbidden to(Actor actor) {
        return new Forbidden(actor.kind() == Actor.Kind.PROGRAM ? Refusal.APPLICATION_PASSWORD : Refusal.NOT_ALLOWED);
    }
}
