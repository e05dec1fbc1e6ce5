package org.mercurymail.port;

import org.mercurymail.mail.Envelope;

/** A handle on a pooled connection to a remote SMTP or LMTP server. Close it always: closing gives it back. */
public interface SmtpConnection extends AutoCloseable {

    /**
     * Sends one message in one transaction to all recipients of the envelope. Never throws for what the peer says or
     * for a connection that breaks: each recipient gets its status.
     */
    DeliveryReport send(Envelope envelope, Body body);

    @Override
    void close();
}
