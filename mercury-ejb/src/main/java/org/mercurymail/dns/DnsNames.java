package org.mercurymail.dns;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.config.Settings;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks the configured resolvers, or the machine's, and believes an answer for as long as its TTL says. Follows CNAMEs. */
@ApplicationScoped
public class DnsNames implements Names {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CACHED_NAMES = 20_000;

    private Resolver resolver;
    private Cache cache;
    private boolean validating;

    /** For the container's proxy. */
    protected DnsNames() { }

    @Inject
    public DnsNames(Settings settings) {
        List<Resolver> servers = settings.dnsServers().stream().<Resolver>map(server ->
                new SimpleResolver(new InetSocketAddress(server.host(), server.port()))).toList();
        resolver = servers.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(servers);
        resolver.setTimeout(PATIENCE);
        validating = settings.dnsValidating();
        cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHED_NAMES);
        cache.setMaxNCache(300); // RFC 2308 §5: not for long, so that a repaired zone is seen
    }

    @Override
    public List<Mx> mx(String domain) throws NoSuchDomain, DnsUnavailable {
        List<Mx> found = new ArrayList<>();
        for (Record record : lookup(domain, Type.MX)) {
            if (record instanceof MXRecord mx) {
                found.add(new Mx(mx.getPriority(), mx.getTarget().toString(!mx.getTarget().equals(Name.root))));
            }
        }
        return found;
    }

    @Override
    public List<InetAddress> addresses(String host) throws NoSuchDomain, DnsUnavailable {
        List<InetAddress> found = new ArrayList<>();
        Optional<DnsUnavailable> noAnswer = Optional.empty();
        try {
            for (Record record : lookup(host, Type.AAAA)) {
                if (record instanceof AAAARecord aaaa) {
                    found.add(aaaa.getAddress());
                }
            }
        } catch (DnsUnavailable e) {
            noAnswer = Optional.of(e); // some servers know no AAAA question; the A record may still do
        }
        found.addAll(ipv4(host));
        if (found.isEmpty() && noAnswer.isPresent()) {
            throw noAnswer.get();
        }
        return found;
    }

    @Override
    public List<InetAddress> ipv4(String host) throws NoSuchDomain, DnsUnavailable {
        List<InetAddress> found = new ArrayList<>();
        for (Record record : lookup(host, Type.A)) {
            if (record instanceof ARecord a) {
                found.add(a.getAddress());
            }
        }
        return found;
    }

    @Override
    public List<String> texts(String name) throws NoSuchDomain, DnsUnavailable {
        List<String> found = new ArrayList<>();
        for (Record record : lookup(name, Type.TXT)) {
            if (record instanceof TXTRecord text) {
                found.add(String.join("", text.getStrings()));
            }
        }
        return found;
    }

    /** RFC 6840 §5.8: the resolver's own word, believed only where an administrator says that it may be. */
    @Override
    public Set<String> vouchedMx(String domain) throws DnsUnavailable {
        if (!validating) {
            return Set.of();
        }
        Message answer;
        try {
            Message question = Message.newQuery(Record.newRecord(Name.fromString(domain, Name.root), Type.MX, DClass.IN));
            question.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: asks for it
            answer = resolver.send(question);
        } catch (IOException e) {
            throw new DnsUnavailable(domain, String.valueOf(e.getMessage()));
        }
        if (!answer.getHeader().getFlag(Flags.AD) || answer.getRcode() != Rcode.NOERROR) {
            return Set.of();
        }
        Set<String> hosts = new HashSet<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof MXRecord mx) {
                hosts.add(mx.getTarget().toString(true).toLowerCase(Locale.ROOT));
            }
        }
        return hosts.isEmpty() ? Set.of(domain) : hosts; // RFC 5321 §5.1: the implicit MX
    }

    private List<Record> lookup(String name, int type) throws NoSuchDomain, DnsUnavailable {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), type);
        } catch (TextParseException e) {
            throw new NoSuchDomain(name);
        }
        lookup.setResolver(resolver);
        lookup.setCache(cache);
        lookup.setSearchPath(new Name[0]);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> Arrays.asList(records);
            case Lookup.TYPE_NOT_FOUND -> List.of();
            case Lookup.HOST_NOT_FOUND -> throw new NoSuchDomain(name);
            default -> throw new DnsUnavailable(name, lookup.getErrorString());
        };
    }
}
