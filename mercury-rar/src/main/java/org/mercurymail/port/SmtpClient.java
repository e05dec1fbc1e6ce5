package org.mercurymail.port;

import java.util.Optional;

/**
 * What is known of an SMTP client at this moment.
 *
 * @param service what kind of listener it came to
 * @param helo    what it called itself, empty before EHLO
 * @param esmtp   it said EHLO (or LHLO)
 * @param login   who it is, once AUTH succeeded
 */
public record SmtpClient(Peer peer, Service service, String helo, boolean esmtp, Optional<Login.Granted> login) {

    /** What a listener is for: mail from the world, mail from our own users, or local delivery by a trusted MTA. */
    public enum Service { MX, SUBMISSION, LMTP }

    /** The protocol name for the Received field's WITH clause (RFC 3848). */
    public String with() {
        String name = service == Service.LMTP ? "LMTP" : esmtp ? "ESMTP" : "SMTP";
        return name.equals("SMTP") ? name : name + (peer.secure() ? "S" : "") + (login.isPresent() ? "A" : "");
    }
}
