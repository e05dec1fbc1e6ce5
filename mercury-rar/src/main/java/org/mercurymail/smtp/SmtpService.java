package org.mercurymail.smtp;

import org.mercurymail.mail.Domain;
import org.mercurymail.port.SmtpClient;

/**
 * What one SMTP or LMTP listener is and promises; shared by its sessions.
 *
 * @param hostname             how we call ourselves in the greeting and in {@code postmaster} without a domain
 * @param kind                 what the listener is for
 * @param maxSize              octets of a message at the most (RFC 1870)
 * @param maxRecipients        of one transaction (RFC 9422 RCPTMAX)
 * @param tlsOffered           STARTTLS works here
 * @param plainLoginWithoutTls AUTH is lawful in the clear
 * @param tokens               AUTH takes the tokens of an issuer
 */
public record SmtpService(String hostname, SmtpClient.Service kind, long maxSize, int maxRecipients,
        boolean tlsOffered, boolean plainLoginWithoutTls, boolean tokens) {

    /** One that takes no tokens. */
    public SmtpService(String hostname, SmtpClient.Service kind, long maxSize, int maxRecipients, boolean tlsOffered,
            boolean plainLoginWithoutTls) {
        this(hostname, kind, maxSize, maxRecipients, tlsOffered, plainLoginWithoutTls, false);
    }

    public SmtpService {
        if (Domain.parse(hostname).isEmpty()) {
            throw new IllegalArgumentException("the host name is no domain: " + hostname);
        }
        if (maxSize <= 0 || maxRecipients <= 0) {
            throw new IllegalArgumentException("no message could come in: " + maxSize + ", " + maxRecipients);
        }
    }

    Domain domain() {
        return Domain.parse(hostname).orElseThrow();
    }
}
