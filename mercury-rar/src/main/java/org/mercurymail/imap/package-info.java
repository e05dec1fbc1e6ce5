/**
 * The server's side of IMAP4rev2 (RFC 9051) and IMAP4rev1 (RFC 3501), pure: bytes in, steps out, questions through
 * {@link org.mercurymail.port.MailboxListener}. {@code ImapVerb} is the protocol on one screen, {@code ImapParser}
 * reads a whole command into an {@code ImapCommand}, {@code ImapSession} holds the state, {@code MailboxView} what
 * this client has been told of the selected mailbox. No socket, no thread, no clock, no store.
 */
package org.mercurymail.imap;
