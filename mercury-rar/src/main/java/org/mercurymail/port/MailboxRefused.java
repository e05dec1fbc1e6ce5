package org.mercurymail.port;

/**
 * A mailbox operation that the application says no to: no such mailbox, name taken, over quota. Nothing was changed.
 */
public class MailboxRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** The response code of RFC 9051 §7.1 or RFC 5530 §3 that goes with the no. */
    public enum Code {
        NONEXISTENT, ALREADYEXISTS, OVERQUOTA, TRYCREATE, CANNOT, LIMIT, UNAVAILABLE, INUSE, NOPERM, EXPUNGEISSUED
    }

    private final Code code;

    /** @param text for the client's eyes */
    public MailboxRefused(Code code, String text) {
        super(text);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
