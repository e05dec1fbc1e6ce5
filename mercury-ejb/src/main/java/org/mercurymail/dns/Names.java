package org.mercurymail.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** The questions that mail asks of DNS. Every method may block for some seconds, never longer. */
public interface Names {

    /** One MX record; the host {@code .} is a null MX (RFC 7505). */
    record Mx(int preference, String host) { }

    /** The domain's MX records; empty when it has none. */
    List<Mx> mx(String domain) throws NoSuchDomain, DnsUnavailable;

    /** The hosts that take the domain's mail, as far as DNSSEC vouches for them; in small letters. */
    default Set<String> vouchedMx(String domain) throws DnsUnavailable {
        return Set.of();
    }

    /** The host's addresses, IPv6 before IPv4; empty when it has none. */
    List<InetAddress> addresses(String host) throws NoSuchDomain, DnsUnavailable;

    /** The host's IPv4 addresses alone; empty when it has none. */
    List<InetAddress> ipv4(String host) throws NoSuchDomain, DnsUnavailable;

    /** The name's TXT records, each joined; empty when it has none. */
    List<String> texts(String name) throws NoSuchDomain, DnsUnavailable;

    /** DNS says that the name does not exist (NXDOMAIN). */
    final class NoSuchDomain extends Exception {
        private static final long serialVersionUID = 1L;

        public NoSuchDomain(String name) {
            super("no such domain: " + name);
        }
    }

    /** DNS does not say: no answer, a failing server, a broken answer. */
    final class DnsUnavailable extends Exception {
        private static final long serialVersionUID = 1L;

        public DnsUnavailable(String name, String why) {
            super(name + ": " + why);
        }
    }
}
