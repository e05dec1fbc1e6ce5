package org.mercurymail.port;

/**
 * The part of the door that is about who may do what in a mailbox, and how much: quota (RFC 9208). Names are as for
 * {@link MailboxListener}.
 */
public interface MailboxSharing {

    /** The quota root that a mailbox counts to. */
    QuotaRoot quotaOf(long account, String name) throws MailboxRefused;

    /** @throws MailboxRefused NONEXISTENT when the account sees no such root */
    QuotaRoot quotaRoot(long account, String root) throws MailboxRefused;

    /** Octets of the mailbox's messages that are marked {@code \Deleted} (RFC 9208 §4.1.4). */
    long deletedStorage(long account, long mailbox) throws MailboxRefused;
}
