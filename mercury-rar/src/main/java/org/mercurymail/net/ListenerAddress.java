package org.mercurymail.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one listener serves and where: {@code SERVICE@ADDRESS:PORT}, with {@code /tls} behind it for TLS from the first
 * byte (RFC 8314 §3). An IPv6 address stands in brackets; {@code *} is every address.
 */
public record ListenerAddress(String service, InetSocketAddress address, boolean tls) {

    private static final Pattern FORM = Pattern.compile(
            "([a-z0-9-]{1,40})@(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^\\s\\[\\]:/@]+)):(\\d{1,5})(/tls)?");

    /**
     * Reads a list, entries parted by commas.
     *
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    public static List<ListenerAddress> parseAll(String text) {
        List<ListenerAddress> all = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                all.add(parse(entry.strip()));
            }
        }
        return List.copyOf(all);
    }

    private static ListenerAddress parse(String entry) {
        Matcher m = FORM.matcher(entry);
        if (!m.matches()) {
            throw new IllegalArgumentException("\"" + entry + "\" is not SERVICE@ADDRESS:PORT[/tls]");
        }
        int port = Integer.parseInt(m.group(4));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("\"" + entry + "\": no such port");
        }
        String host = m.group(2) != null ? m.group(2) : m.group(3);
        try {
            InetSocketAddress address = host.equals("*")
                    ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
            return new ListenerAddress(m.group(1), address, m.group(5) != null);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + entry + "\": unknown address " + host, e);
        }
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        String host = address.getAddress().getHostAddress();
        return service + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + (tls ? "/tls" : "");
    }
}
