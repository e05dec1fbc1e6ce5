package org.mercurymail.policy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;

/** One reason to turn a stranger away. May block for some seconds, never longer. */
interface Check {

    /** A stranger who wants a recipient of ours to get a message. */
    record Caller(SmtpClient client, Envelope envelope, Recipient recipient) {

        /** Big senders come back from another machine: an IPv4 /24 or an IPv6 /64 is one stranger. */
        String network() {
            byte[] octets = client.peer().remote().getAddress().getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(octets, octets.length == 4 ? 3 : 8));
        }
    }

    /** What the stranger hears; empty when this check has nothing against him. */
    Optional<Status> refusal(Caller caller);
}
