/**
 * Logging in by SASL (RFC 4422), the same for SMTP, POP3 and IMAP: a mechanism is an exchange of messages that ends in
 * evidence for the door. What frames the messages, and what is said about the outcome, is the protocol's.
 */
package org.mercurymail.sasl;
