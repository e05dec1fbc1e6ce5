package org.mercurymail.sasl;

import org.mercurymail.port.Credentials;

/** PLAIN (RFC 4616): one message with all of it. */
final class PlainExchange extends SaslExchange {

    @Override
    Turn message(String text) {
        String[] parts = text.split("\0", -1); // RFC 4616 §2
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return new Broken(Fault.MALFORMED);
        }
        return parts[0].isEmpty() || parts[0].equalsIgnoreCase(parts[1])
                ? new Offers(new Credentials(parts[1], parts[2], "PLAIN")) : new Broken(Fault.FOR_ANOTHER);
    }
}
