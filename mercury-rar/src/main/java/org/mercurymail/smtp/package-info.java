/**
 * SMTP and LMTP, both sides, without a socket: {@link org.mercurymail.smtp.SmtpSession} answers a client,
 * {@link org.mercurymail.smtp.SmtpDialogue} talks to a server. The verbs are one table,
 * {@link org.mercurymail.smtp.SmtpVerb}; LMTP (RFC 2033) is a flavour of it. Nothing here knows Netty, a thread, a
 * clock or the store.
 */
package org.mercurymail.smtp;
