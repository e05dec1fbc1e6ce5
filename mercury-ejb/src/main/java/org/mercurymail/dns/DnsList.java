package org.mercurymail.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Reads lists of addresses that are published in DNS (RFC 5782 §2). Never decides what being listed means. */
public final class DnsList {

    private static final int MOST_OF_A_REASON = 200;

    private final Names names;

    public DnsList(Names names) {
        this.names = names;
    }

    /** May block on DNS for some seconds. */
    public boolean isListed(String zone, InetAddress client) throws Names.DnsUnavailable {
        try {
            return names.ipv4(name(zone, client)).stream().anyMatch(DnsList::isListing);
        } catch (Names.NoSuchDomain e) {
            return false;
        }
    }

    /** What the list says about it, printable and short; empty when it says nothing. */
    public Optional<String> reason(String zone, InetAddress client) {
        try {
            return names.texts(name(zone, client)).stream().findFirst()
                    .map(text -> text.replaceAll("[^ -~]", "?").strip())
                    .map(text -> text.substring(0, Math.min(text.length(), MOST_OF_A_REASON)))
                    .filter(text -> !text.isEmpty());
        } catch (Names.NoSuchDomain | Names.DnsUnavailable e) {
            return Optional.empty();
        }
    }

    /** An entry is in 127.0.0.0/8 (§2.1); 127.255.255.0/24 is how lists say that they will not answer us. */
    private static boolean isListing(InetAddress answer) {
        List<Byte> octets = List.of(answer.getAddress()[0], answer.getAddress()[1], answer.getAddress()[2]);
        return octets.get(0) == 127 && !octets.equals(List.of((byte) 127, (byte) 255, (byte) 255));
    }

    /** The octets of IPv4 (§2.1), the nibbles of IPv6 (§2.4), the last first. */
    static String name(String zone, InetAddress client) {
        StringBuilder name = new StringBuilder();
        byte[] octets = client.getAddress();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (client instanceof Inet4Address) {
                name.append(octet).append('.');
            } else {
                name.append(Integer.toHexString(octet & 15)).append('.').append(Integer.toHexString(octet >> 4))
                        .append('.');
            }
        }
        return name.append(zone).toString();
    }
}
