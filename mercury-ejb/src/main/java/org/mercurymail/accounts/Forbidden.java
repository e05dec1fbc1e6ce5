package org.mercurymail.accounts;

import jakarta.ejb.ApplicationException;
import java.util.Optional;

/** The actor may not do this. Says nothing about what is there. */
@ApplicationException(rollback = true)
public final class Forbidden extends RuntimeException {

    /** The code of what an application password may not do, whoever's it is. */
    public static final String PROGRAM = "application-password";

    private static final long serialVersionUID = 1L;

    private final boolean program;

    public Forbidden() {
        super("You may not do this");
        this.program = false;
    }

    private Forbidden(String message) {
        super(message);
        this.program = true;
    }

    /** What this actor is told. */
    public static Forbidden to(Actor actor) {
        return actor.kind() == Actor.Kind.PROGRAM
                ? new Forbidden("An application password may not do this")
                : new Forbidden();
    }

    /** Tells a program what kind of refusal this is. */
    public Optional<String> code() {
        return program ? Optional.of(PROGRAM) : Optional.empty();
    }
}
