/**
 * What every line protocol shares, without a socket: a {@link org.mercurymail.wire.Session} takes bytes and gives
 * {@link org.mercurymail.wire.Step}s. SMTP, LMTP, POP3 and IMAP are sessions; {@code org.mercurymail.net} pumps any
 * of them. Framing (lines, DATA, BDAT, literals) belongs to the session, so that a test can split the bytes anywhere.
 */
package org.mercurymail.wire;
