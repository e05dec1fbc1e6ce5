package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mercurymail.config.Settings;
import org.mercurymail.dns.DnsList;
import org.mercurymail.dns.DnsNames;
import org.mercurymail.dns.Names;
import org.mercurymail.mail.Status;

/**
 * Block and allow lists in DNS (RFC 5782). A list that gives no answer is not asked again for a minute, and stands in
 * nobody's way: mail must not stop because a list does.
 */
@ApplicationScoped
public class DnsLists implements Check {

    private static final System.Logger LOG = System.getLogger(DnsLists.class.getName());
    private static final Duration REST = Duration.ofMinutes(1);

    private List<String> blocking = List.of();
    private List<String> allowing = List.of();
    private DnsList lists;
    private InstantSource clock;
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();

    /** For the container's proxy. */
    protected DnsLists() { }

    @Inject
    public DnsLists(Settings settings, DnsNames names) {
        this(settings, names, InstantSource.system());
    }

    DnsLists(Settings settings, Names names, InstantSource clock) {
        this.blocking = settings.blockLists();
        this.allowing = settings.allowLists();
        this.lists = new DnsList(names);
        this.clock = clock;
    }

    boolean isAllowed(InetAddress client) {
        return allowing.stream().anyMatch(zone -> isListed(zone, client));
    }

    @Override
    public Optional<Status> refusal(Caller caller) {
        InetAddress client = caller.client().peer().remote().getAddress();
        return blocking.stream().filter(zone -> isListed(zone, client)).findFirst().map(zone ->
                new Status(550, "5.7.1", "Client " + client.getHostAddress() + " is listed at " + zone
                        + lists.reason(zone, client).map(why -> ": " + why).orElse("")));
    }

    private boolean isListed(String zone, InetAddress client) {
        Instant until = resting.get(zone);
        if (until != null && clock.instant().isBefore(until)) {
            return false;
        }
        try {
            return lists.isListed(zone, client);
        } catch (Names.DnsUnavailable e) {
            resting.put(zone, clock.instant().plus(REST));
            LOG.log(Level.WARNING, "event=dns-list-silent list={0} error=\"{1}\"", zone, e.getMessage());
            return false;
        }
    }
}
