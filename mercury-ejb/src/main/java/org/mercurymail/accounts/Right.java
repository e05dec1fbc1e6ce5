package org.mercurymail.accounts;

/**
 * The table of rights: one row a call, and who may make it. Services ask it before anything else, so that a refusal
 * tells nothing. An administrator of a domain may what concerns it, but nothing of an account that may more than he
 * ({@link AccountService#managedDomain}). A stranger may nothing; Mercury itself everything; a program no more than a
 * part of what its account may where it concerns itself.
 */
public enum Right {

    SEE_DOMAINS(true, true, false, false),
    CHANGE_DOMAINS(true, false, false, false),
    CHANGE_CATCH_ALL(true, true, false, false),
    SEE_ACCOUNTS(true, true, false, false),
    SEE_ACCOUNT(true, true, true, true),
    ADD_ACCOUNT(true, true, false, false),
    /** Roles, quota, a new password without the old one. */
    CHANGE_ACCOUNT(true, true, false, false),
    CHANGE_DISPLAY_NAME(true, true, true, false),
    /** A new password by whoever knows the old one. */
    CHANGE_OWN_PASSWORD(false, false, true, false),
    CLOSE_ACCOUNT(true, true, false, false),
    DELETE_ACCOUNT(true, true, false, false),
    SEE_APPLICATION_PASSWORDS(true, true, true, false),
    CHANGE_APPLICATION_PASSWORDS(true, true, true, false),
    SEE_DEVICES(true, false, false, false),
    CHANGE_DEVICES(true, false, false, false),
    SEE_ALIASES(true, true, false, false),
    CHANGE_ALIASES(true, true, false, false),
    /** What the account expunged, by sender and subject. */
    SEE_EXPUNGED(true, false, true, false),
    /** To take it back, or to have it go for good. */
    CHANGE_EXPUNGED(true, false, true, false),
    SEE_SHARED_FOLDERS(true, true, false, false),
    CHANGE_SHARED_FOLDERS(true, true, false, false),
    /** A list is an account's own when the account owns it. */
    SEE_LIST(true, true, true, true),
    CHANGE_LIST(true, true, false, false),
    SEE_MEMBERS(true, true, true, true),
    /** A shop's program keeps the members of its owner's list. */
    CHANGE_MEMBERS(true, true, true, true),
    SEE_COLLECTORS(true, false, false, false),
    CHANGE_COLLECTORS(true, false, false, false),
    SEE_AUDIT(true, false, false, false),
    SEE_CERTIFICATES(true, false, false, false),
    CHANGE_CERTIFICATES(true, false, false, false),
    SEE_QUEUE(true, false, false, false),
    CHANGE_QUEUE(true, false, false, false),
    /** What became of a message: by its sender, and by whoever got it. */
    TRACE_MESSAGE(true, false, true, true),
    REBUILD_INDEX(true, false, false, false);

    private final boolean admin;
    private final boolean domain;
    private final boolean owner;
    private final boolean program;

    /**
     * @param admin   an administrator may, whomever it concerns
     * @param domain  an administrator of the domain that it concerns may
     * @param owner   an account may where it concerns itself
     * @param program an application password of the account may, too
     */
    Right(boolean admin, boolean domain, boolean owner, boolean program) {
        this.admin = admin;
        this.domain = domain;
        this.owner = owner;
        this.program = program;
    }

    /** @param concerned the account whose it is; 0 for what is nobody's */
    public boolean isGiven(Actor actor, long concerned) {
        return isGiven(actor, concerned, "");
    }

    /** @param of the domain whose it is; empty for what is of none */
    public boolean isGiven(Actor actor, long concerned, String of) {
        return switch (actor.kind()) {
            case SYSTEM -> true;
            case ADMIN -> admin || owner && actor.owns(concerned);
            case ACCOUNT -> owner && actor.owns(concerned) || domain && actor.domains().contains(of);
            case PROGRAM -> program && actor.owns(concerned);
            case STRANGER -> false;
        };
    }

    /** @throws Forbidden unless it is given */
    public void require(Actor actor, long concerned) {
        require(actor, concerned, "");
    }

    /** The same for what is of a domain. */
    public void require(Actor actor, long concerned, String of) {
        if (!isGiven(actor, concerned, of)) {
            throw Forbidden.to(actor);
        }
    }

    /** For what is nobody's own. */
    public void require(Actor actor) {
        require(actor, 0);
    }
}
