package org.mercurymail.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Network;

/**
 * The load balancers that stand before our listeners, each at one port: {@code NETWORK@PORT}. A connection from one of
 * them begins with a PROXY header that says who is really calling; one from anybody else never does.
 */
public record TrustedProxies(List<Proxy> proxies) {

    /** One network at one of our ports. */
    public record Proxy(Network network, int port) { }

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    /**
     * Reads a list, entries parted by commas.
     *
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    public static TrustedProxies parse(String text) {
        List<Proxy> all = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                all.add(proxy(entry.strip()));
            }
        }
        return new TrustedProxies(List.copyOf(all));
    }

    private static Proxy proxy(String entry) {
        int at = entry.lastIndexOf('@');
        Optional<Network> network = at < 0 ? Optional.empty() : Network.parse(entry.substring(0, at));
        if (network.isEmpty() || !entry.substring(at + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("\"" + entry + "\" is not NETWORK@PORT");
        }
        return new Proxy(network.get(), Integer.parseInt(entry.substring(at + 1)));
    }

    public boolean isProxy(InetAddress caller, int port) {
        return proxies.stream().anyMatch(proxy -> proxy.port() == port && proxy.network().contains(caller));
    }
}
