/**
 * What an account keeps, and the only way to change it: {@link org.mercurymail.mailbox.MailboxService} for web and REST,
 * {@link org.mercurymail.mailbox.MailboxAccess} for POP3 and IMAP, both over shared snapshots; and who is told of a
 * change.
 */
package org.mercurymail.mailbox;
