package org.mercurymail.store;

/**
 * A mailbox with its counters.
 *
 * @param name       Unicode, {@code /} between levels, {@code INBOX} written so
 * @param specialUse {@code \Sent} and its like (RFC 6154), empty for none
 * @param size       octets of all messages
 * @param modseq     the highest MODSEQ of the mailbox (RFC 7162 §3.1.2.1), at least 1
 */
public record MailboxRow(long account, long id, String name, String specialUse, boolean subscribed, long messages,
        long unseen, long deleted, long size, long uidNext, long uidValidity, long modseq) { }
