package org.mercurymail.mailbox;

import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;

/**
 * A mailbox as one account reaches it: whose it is, how its owner names it, and what the account may do there. Its own
 * are not looked up to make one.
 *
 * @param mailbox 0 where only the name is known
 * @param name    the owner's; empty where only the number is known
 * @param of      the owner's address; empty for the account's own and for a domain's
 * @param rights  all in one's own
 */
record Place(long owner, long mailbox, String name, String of, MailboxRights rights) {

    static Place own(long account, String name) {
        return new Place(account, 0, name, "", MailboxRights.ALL);
    }

    static Place own(long account, long mailbox) {
        return new Place(account, mailbox, "", "", MailboxRights.ALL);
    }

    static MailboxRefused nowhere() {
        return new MailboxRefused(Code.NONEXISTENT, "There is no such mailbox");
    }

    /** All of these rights; who may not even see the mailbox hears that there is none (RFC 4314 §6). */
    Place require(String letters) throws MailboxRefused {
        if (rights.hasAll(letters)) {
            return this;
        }
        throw rights.has('l') || letters.chars().anyMatch(letter -> rights.has((char) letter))
                ? new MailboxRefused(Code.NOPERM, "Not permitted in this mailbox") : nowhere();
    }

    boolean isOf(long account) {
        return owner == account;
    }
}
