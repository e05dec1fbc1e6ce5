package org.mercurymail.accounts;

/**
 * The table of rights: one row a call, and who may make it. Services ask it before anything else, so that a refusal
 * tells nothing. A stranger may nothing; Mercury itself everything.
 */
public enum Right {

    SEE_DOMAINS(true, false),
    CHANGE_DOMAINS(true, false),
    SEE_ACCOUNTS(true, false),
    SEE_ACCOUNT(true, true),
    ADD_ACCOUNT(true, false),
    /** Roles, quota, a new password without the old one. */
    CHANGE_ACCOUNT(true, false),
    CHANGE_DISPLAY_NAME(true, true),
    /** A new password by whoever knows the old one. */
    CHANGE_OWN_PASSWORD(false, true),
    CLOSE_ACCOUNT(true, false),
    DELETE_ACCOUNT(true, false),
    SEE_APPLICATION_PASSWORDS(true, true),
    CHANGE_APPLICATION_PASSWORDS(true, true),
    SEE_DEVICES(true, false),
    CHANGE_DEVICES(true, false),
    SEE_ALIASES(true, false),
    CHANGE_ALIASES(true, false),
    /** A list is an account's own when the account owns it. */
    SEE_LIST(true, true),
    CHANGE_LIST(true, false),
    SEE_MEMBERS(true, true),
    CHANGE_MEMBERS(true, true),
    SEE_COLLECTORS(true, false),
    CHANGE_COLLECTORS(true, false),
    SEE_AUDIT(true, false),
    SEE_QUEUE(true, false),
    CHANGE_QUEUE(true, false),
    /** What became of a message: by its sender, and by whoever got it. */
    TRACE_MESSAGE(true, true);

    private final boolean admin;
    private final boolean owner;

    /**
     * @param admin an administrator may, whomever it concerns
     * @param owner an account may where it concerns itself
     */
    Right(boolean admin, boolean owner) {
        this.admin = admin;
        this.owner = owner;
    }

    /** @param concerned the account whose it is; 0 for what is nobody's */
    public boolean isGiven(Actor actor, long concerned) {
        return actor.kind() == Actor.Kind.SYSTEM || admin && actor.kind() == Actor.Kind.ADMIN
                || owner && actor.kind() != Actor.Kind.STRANGER && actor.owns(concerned);
    }

    /** @throws Forbidden unless it is given */
    public void require(Actor actor, long concerned) {
        if (!isGiven(actor, concerned)) {
            throw new Forbidden();
        }
    }

    /** For what is nobody's own. */
    public void require(Actor actor) {
        require(actor, 0);
    }
}
