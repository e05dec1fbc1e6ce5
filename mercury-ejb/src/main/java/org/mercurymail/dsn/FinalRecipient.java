package org.mercurymail.dsn;

import org.mercurymail.mail.Address;

/** An address as a report's fields write it: {@code rfc822; a@b}, or {@code utf-8; …} in pure ASCII (RFC 6533 §3). */
final class FinalRecipient {

    private FinalRecipient() { }

    static String of(Address address) {
        if (!address.isInternational()) {
            return "rfc822; " + address;
        }
        StringBuilder out = new StringBuilder("utf-8; ");
        address.toString().codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f && c != '\\' && c != '+' && c != '=') {
                out.append((char) c);
            } else {
                out.append("\\x{").append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT)).append('}');
            }
        });
        return out.toString();
    }
}
