package org.mercurymail.mail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). Never asks DNS, never holds bits behind its
 * prefix. An IPv4 client of an IPv6 socket counts as IPv4.
 */
public record Network(InetAddress address, int prefix) {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"; // 010 is 8 to some: to us it is nothing
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}|[0-9a-fA-F:]{2,30}" + IPV4.pattern());
    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

    public Network {
        byte[] bytes = address.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8 || !Arrays.equals(bytes, cut(bytes, prefix))) {
            throw new IllegalArgumentException("no network");
        }
    }

    /** Reads {@code ADDRESS/PREFIX}, or one address alone; empty when it is neither or has bits behind its prefix. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        boolean literal = IPV4.matcher(host).matches() || host.contains(":") && IPV6.matcher(host).matches();
        if (!literal || slash >= 0 && !PREFIX.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(host); // a literal: never a question to DNS
            if (host.contains(":") && address.getAddress().length == 4) {
                return Optional.empty(); // a mapped address: whose bits would the prefix count?
            }
            int prefix = slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
            return Optional.of(new Network(address, prefix));
        } catch (UnknownHostException | IllegalArgumentException notANetwork) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress client) {
        byte[] ours = address.getAddress();
        byte[] theirs = client.getAddress();
        return ours.length == theirs.length && Arrays.equals(ours, cut(theirs, prefix));
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }

    private static byte[] cut(byte[] bytes, int prefix) {
        byte[] cut = new byte[bytes.length];
        for (int i = 0; i < bytes.length && i * 8 < prefix; i++) {
            int kept = Math.min(8, prefix - i * 8);
            cut[i] = (byte) (bytes[i] & 0xff << 8 - kept);
        }
        return cut;
    }
}
