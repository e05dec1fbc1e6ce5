/**
 * The server's side of POP3 (RFC 1939, RFC 2449, RFC 2595, RFC 5034) as a pure {@link org.mercurymail.wire.Session}:
 * the table of verbs, the parser that sees no session, and the session that sees no socket. An account's INBOX is the
 * maildrop.
 */
package org.mercurymail.pop3;
