package org.mercurymail.port;

import java.util.Map;
import org.mercurymail.mail.MailboxRights;

/**
 * The part of the door that is about who may do what in a mailbox (RFC 4314), and how much (RFC 9208). Every method of
 * {@link MailboxListener} that takes a mailbox takes others' too, and refuses what the account may not do there: as not
 * existing where it may not even see the mailbox.
 */
public interface MailboxSharing {

    /** Others' mailboxes: {@code Other Users/u@domain/INBOX}. */
    String OTHER_USERS = "Other Users/";

    /** What a domain owns. */
    String SHARED_FOLDERS = "Shared Folders/";

    /** Whoever has an account in the owner's domain (RFC 4314 §2). */
    String ANYONE = "anyone";

    /** How SETACL changes rights (RFC 4314 §3.1). */
    enum RightsChange { ADD, REMOVE, REPLACE }

    /** The account's rights in a mailbox that it has open or listed: all in its own; none where it may nothing. */
    MailboxRights rights(long account, long mailbox) throws MailboxRefused;

    /** The same by name; refused where the account has no right that lets it know of the mailbox. */
    MailboxRights rights(long account, String name) throws MailboxRefused;

    /** Who has rights in the mailbox, its owner among them, by identifier: an address, or {@link #ANYONE}. */
    Map<String, MailboxRights> acl(long account, String name) throws MailboxRefused;

    /** Those of somebody's rights that cannot be taken away (RFC 4314 §3.4): an owner's. */
    MailboxRights firmRights(long account, String name, String identifier) throws MailboxRefused;

    void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights)
            throws MailboxRefused;

    /** The quota root that a mailbox counts to: its owner's. */
    QuotaRoot quotaOf(long account, String name) throws MailboxRefused;

    /** @throws MailboxRefused NONEXISTENT when the account sees no such root */
    QuotaRoot quotaRoot(long account, String root) throws MailboxRefused;

    /** Octets of the mailbox's messages that are marked {@code \Deleted} (RFC 9208 §4.1.4). */
    long deletedStorage(long account, long mailbox) throws MailboxRefused;
}
