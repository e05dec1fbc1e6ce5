package org.mercurymail.accounts;

/**
 * The table of rights: one row a call, and who may make it. Services ask it before anything else, so that a refusal
 * tells nothing. A stranger may nothing; Mercury itself everything; a program no more than a part of what its account
 * may where it concerns itself.
 */
public enum Right {

    SEE_DOMAINS(true, false, false),
    CHANGE_DOMAINS(true, false, false),
    SEE_ACCOUNTS(true, false, false),
    SEE_ACCOUNT(true, true, true),
    ADD_ACCOUNT(true, false, false),
    /** Roles, quota, a new password without the old one. */
    CHANGE_ACCOUNT(true, false, false),
    CHANGE_DISPLAY_NAME(true, true, false),
    /** A new password by whoever knows the old one. */
    CHANGE_OWN_PASSWORD(false, true, false),
    CLOSE_ACCOUNT(true, false, false),
    DELETE_ACCOUNT(true, false, false),
    SEE_APPLICATION_PASSWORDS(true, true, false),
    CHANGE_APPLICATION_PASSWORDS(true, true, false),
    SEE_DEVICES(true, false, false),
    CHANGE_DEVICES(true, false, false),
    SEE_ALIASES(true, false, false),
    CHANGE_ALIASES(true, false, false),
    /** A list is an account's own when the account owns it. */
    SEE_LIST(true, true, true),
    CHANGE_LIST(true, false, false),
    SEE_MEMBERS(true, true, true),
    /** A shop's program keeps the members of its owner's list. */
    CHANGE_MEMBERS(true, true, true),
    SEE_COLLECTORS(true, false, false),
    CHANGE_COLLECTORS(true, false, false),
    SEE_AUDIT(true, false, false),
    SEE_QUEUE(true, false, false),
    CHANGE_QUEUE(true, false, false),
    /** What became of a message: by its sender, and by whoever got it. */
    TRACE_MESSAGE(true, true, true);

    private final boolean admin;
    private final boolean owner;
    private final boolean program;

    /**
     * @param admin   an administrator may, whomever it concerns
     * @param owner   an account may where it concerns itself
     * @param program an application password of the account may, too
     */
    Right(boolean admin, boolean owner, boolean program) {
        this.admin = admin;
        this.owner = owner;
        this.program = program;
    }

    /** @param concerned the account whose it is; 0 for what is nobody's */
    public boolean isGiven(Actor actor, long concerned) {
        return switch (actor.kind()) {
            case SYSTEM -> true;
            case ADMIN -> admin || owner && actor.owns(concerned);
            case ACCOUNT -> owner && actor.owns(concerned);
            case PROGRAM -> program && actor.owns(concerned);
            case STRANGER -> false;
        };
    }

    /** @throws Forbidden unless it is given */
    public void require(Actor actor, long concerned) {
        if (!isGiven(actor, concerned)) {
            throw Forbidden.to(actor);
        }
    }

    /** For what is nobody's own. */
    public void require(Actor actor) {
        require(actor, 0);
    }
}
