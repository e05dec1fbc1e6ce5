package org.mercurymail.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A zone file in memory. */
public final class Zone implements Names {

    final Map<String, List<Mx>> mx = new HashMap<>();
    final Map<String, List<InetAddress>> hosts = new HashMap<>();
    final Map<String, List<String>> texts = new HashMap<>();
    /** What DNSSEC vouches for. */
    public final Map<String, Set<String>> vouched = new HashMap<>();
    public final Set<String> silent = new HashSet<>();
    /** Every name that was asked for. */
    public final List<String> asked = new ArrayList<>();

    Zone mx(String domain, int preference, String host) {
        mx.computeIfAbsent(domain, d -> new ArrayList<>()).add(new Mx(preference, host));
        return this;
    }

    @Override
    public Set<String> vouchedMx(String domain) {
        return vouched.getOrDefault(domain, Set.of());
    }

    public Zone host(String name, String... ips) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String ip : ips) {
            addresses.add(InetAddress.getByName(ip));
        }
        hosts.put(name, addresses);
        return this;
    }

    public Zone text(String name, String text) {
        texts.put(name, List.of(text));
        return this;
    }

    @Override
    public List<Mx> mx(String domain) throws NoSuchDomain, DnsUnavailable {
        check(domain);
        return mx.getOrDefault(domain, List.of());
    }

    @Override
    public List<InetAddress> addresses(String host) throws NoSuchDomain, DnsUnavailable {
        check(host);
        return hosts.getOrDefault(host, List.of());
    }

    @Override
    public List<InetAddress> ipv4(String host) throws NoSuchDomain, DnsUnavailable {
        return addresses(host).stream().filter(address -> address.getAddress().length == 4).toList();
    }

    @Override
    public List<String> texts(String name) throws NoSuchDomain, DnsUnavailable {
        check(name);
        return texts.getOrDefault(name, List.of());
    }

    private void check(String name) throws NoSuchDomain, DnsUnavailable {
        asked.add(name);
        if (silent.stream().anyMatch(zone -> name.equals(zone) || name.endsWith("." + zone))) {
            throw new DnsUnavailable(name, "timeout");
        }
        if (!mx.containsKey(name) && !hosts.containsKey(name)) {
            throw new NoSuchDomain(name);
        }
    }
}
