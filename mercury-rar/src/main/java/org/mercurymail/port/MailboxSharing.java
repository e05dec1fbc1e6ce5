package org.mercurymail.port;

/**
 * The words of sharing: where others' mailboxes are named, and how their rights change (RFC 4314). Apart from
 * {@link MailboxListener}, whose methods a container finds in that interface alone.
 */
public final class MailboxSharing {

    /** Others' mailboxes: {@code Other Users/u@domain/INBOX}. */
    public static final String OTHER_USERS = "Other Users/";

    /** What a domain owns. */
    public static final String SHARED_FOLDERS = "Shared Folders/";

    /** Whoever has an account in the owner's domain (RFC 4314 §2). */
    public static final String ANYONE = "anyone";

    /** How SETACL changes rights (RFC 4314 §3.1). */
    public enum RightsChange { ADD, REMOVE, REPLACE }

    private MailboxSharing() { }
}
