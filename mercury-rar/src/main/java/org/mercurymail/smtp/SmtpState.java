package org.mercurymail.smtp;

/** Where a session stands; {@link SmtpVerb} says what is lawful there. */
enum SmtpState {

    /** Turned away by the greeting: only QUIT is heard (RFC 5321 §3.1). */
    REFUSED,
    /** Greeted, or secured just now; no EHLO yet. */
    GREETED,
    /** Between transactions. */
    READY,
    /** A sender was taken. */
    MAIL,
    /** So was a recipient. */
    RCPT,
    /** Some BDAT chunks are here and the last is not (RFC 3030 §2). */
    BDAT
}
