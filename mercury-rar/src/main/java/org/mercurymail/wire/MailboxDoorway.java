package org.mercurymail.wire;

/**
 * How a POP3 or IMAP listener presents itself: what a session must know and cannot learn from its peer.
 *
 * @param hostname             what the greeting calls us
 * @param tlsOffered           STLS or STARTTLS can be done
 * @param plainLoginWithoutTls a password may come in the clear; otherwise it is refused until TLS is on
 * @param sasl                 what AUTH knows
 * @param maxAppend            octets of an appended message at the most (RFC 7889)
 */
public record MailboxDoorway(String hostname, boolean tlsOffered, boolean plainLoginWithoutTls, SaslRules sasl,
        long maxAppend) {

    /** One that takes no tokens. */
    public MailboxDoorway(String hostname, boolean tlsOffered, boolean plainLoginWithoutTls, long maxAppend) {
        this(hostname, tlsOffered, plainLoginWithoutTls, SaslRules.STANDARD, maxAppend);
    }
}
