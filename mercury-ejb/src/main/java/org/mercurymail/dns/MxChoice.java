package org.mercurymail.dns;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;

/**
 * Which hosts to try for a domain, and in which order (RFC 5321 §5.1): by preference, by chance among equals; without
 * MX the domain itself; a null MX takes no mail (RFC 7505). Never connects.
 */
@ApplicationScoped
public class MxChoice {

    /** A host to try at one of its addresses. */
    public record Host(String name, InetAddress address) { }

    /** What DNS leads to. */
    public sealed interface Choice {

        /** Try these in order; never empty. */
        record Hosts(List<Host> hosts) implements Choice { }

        /** There is nobody to try, now or at all. */
        record Nobody(Status status) implements Choice { }
    }

    private static final int MOST_HOSTS = 10; // tried in one attempt; a zone may list a thousand

    private static final Comparator<Names.Mx> BY_PREFERENCE = Comparator.comparingInt(Names.Mx::preference);

    private Names names;
    private Random random;

    /** For the container's proxy. */
    protected MxChoice() { }

    @Inject
    public MxChoice(DnsNames names) {
        this(names, new Random());
    }

    MxChoice(Names names, Random random) {
        this.names = names;
        this.random = random;
    }

    /**
     * May block on DNS for some seconds.
     *
     * @param self what this server calls itself: a host of that name is never tried, nor one that is less preferred
     */
    public Choice of(Domain domain, String self) {
        if (domain.isLiteral()) {
            return literal(domain);
        }
        List<Names.Mx> records;
        try {
            records = new ArrayList<>(names.mx(domain.name()));
        } catch (Names.NoSuchDomain e) {
            return nobody(550, "5.1.2", "The domain " + domain + " does not exist");
        } catch (Names.DnsUnavailable e) {
            return nobody(451, "4.4.3", "DNS gave no answer for " + domain);
        }
        if (records.size() == 1 && records.get(0).host().equals(".")) {
            return nobody(556, "5.1.10", "The domain " + domain + " takes no mail"); // RFC 7505 §4.2
        }
        if (records.isEmpty()) {
            records.add(new Names.Mx(0, domain.name())); // RFC 5321 §5.1: the implicit MX
        }
        Collections.shuffle(records, random);
        records.sort(BY_PREFERENCE); // stable: equals stay shuffled
        OptionalInt ours = records.stream().filter(mx -> mx.host().equalsIgnoreCase(self))
                .mapToInt(Names.Mx::preference).min();
        records.removeIf(mx -> ours.isPresent() && mx.preference() >= ours.getAsInt()); // RFC 5321 §5.1
        return records.isEmpty() ? nobody(550, "5.4.6", "The mail server of " + domain
                + " is this one, which does not know the domain") : hosts(domain, records);
    }

    private Choice hosts(Domain domain, List<Names.Mx> records) {
        List<Host> hosts = new ArrayList<>();
        boolean unsure = false;
        for (Names.Mx record : records) {
            if (hosts.size() >= MOST_HOSTS) {
                break;
            }
            try {
                names.addresses(record.host()).forEach(address -> hosts.add(new Host(record.host(), address)));
            } catch (Names.NoSuchDomain e) {
                // a dangling MX; the others may do
            } catch (Names.DnsUnavailable e) {
                unsure = true;
            }
        }
        if (!hosts.isEmpty()) {
            return new Choice.Hosts(List.copyOf(hosts.subList(0, Math.min(hosts.size(), MOST_HOSTS))));
        }
        return unsure ? nobody(451, "4.4.3", "DNS gave no answer for the mail servers of " + domain)
                : nobody(550, "5.4.4", "The mail servers of " + domain + " have no address");
    }

    /** {@code [192.0.2.1]} and {@code [ipv6:…]} (RFC 5321 §4.1.3): no DNS at all. */
    private static Choice literal(Domain domain) {
        String inside = domain.name().substring(1, domain.name().length() - 1);
        String ip = inside.startsWith("ipv6:") ? inside.substring(5) : inside;
        try {
            // holds only digits, colons and dots, so that this parses and never asks DNS
            return new Choice.Hosts(List.of(new Host(domain.name(), InetAddress.getByName(ip))));
        } catch (UnknownHostException e) {
            return nobody(550, "5.1.2", "No such address: " + domain);
        }
    }

    private static Choice nobody(int reply, String enhanced, String text) {
        return new Choice.Nobody(new Status(reply, enhanced, text));
    }
}
