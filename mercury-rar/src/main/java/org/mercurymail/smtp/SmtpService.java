package org.mercurymail.smtp;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import org.mercurymail.mail.Domain;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.wire.SaslRules;

/**
 * What one SMTP or LMTP listener is and promises; shared by its sessions.
 *
 * @param hostname      how we call ourselves in the greeting and in {@code postmaster} without a domain
 * @param kind          what the listener is for
 * @param maxSize       octets of a message at the most (RFC 1870)
 * @param maxRecipients of one transaction (RFC 9422 RCPTMAX)
 * @param tlsOffered    STARTTLS works here
 * @param plainLogin    who may log in in the clear
 * @param sasl          what AUTH knows
 * @param longestHold   of FUTURERELEASE, which is not offered when it is zero
 * @param forwarding    who is a proxy that may say whom it speaks for (XCLIENT)
 * @param clock         what FUTURERELEASE and DELIVERBY are counted by
 */
public record SmtpService(String hostname, SmtpClient.Service kind, long maxSize, int maxRecipients,
        boolean tlsOffered, Predicate<Peer> plainLogin, SaslRules sasl, Duration longestHold,
        Predicate<Peer> forwarding, Clock clock) {

    /** One that takes no tokens and holds for a month. */
    public SmtpService(String hostname, SmtpClient.Service kind, long maxSize, int maxRecipients, boolean tlsOffered,
            boolean plainLoginWithoutTls) {
        this(hostname, kind, maxSize, maxRecipients, tlsOffered, peer -> plainLoginWithoutTls, SaslRules.STANDARD,
                Duration.ofDays(31), peer -> false, Clock.systemUTC());
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
