package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.config.DoorSettings;
import org.mercurymail.config.DoorSettings.Strictness;
import org.mercurymail.config.Settings;
import org.mercurymail.dns.DnsNames;
import org.mercurymail.dns.Names;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.Accounts;

/**
 * What a stranger calls itself (RFC 5321 §4.1.1.1): a domain name or an address literal (§4.1.3), and not ours. Never
 * asks whether the name belongs to the client's address, on which nobody may be refused (§4.1.4). Judges once for each
 * name of a connection, not for each recipient. A DNS that does not answer stands in nobody's way.
 */
@ApplicationScoped
public class HeloCheck implements Check {

    private static final System.Logger LOG = System.getLogger(HeloCheck.class.getName());
    private static final int REMEMBERED = 2_000;

    private DoorSettings door;
    private String hostname;
    private Accounts accounts;
    private Names names;
    private final Map<String, Optional<Status>> judged = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Status>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** For the container's proxy. */
    protected HeloCheck() { }

    @Inject
    public HeloCheck(Settings settings, Accounts accounts, DnsNames names) {
        this(settings, accounts, (Names) names);
    }

    HeloCheck(Settings settings, Accounts accounts, Names names) {
        this.door = settings.door();
        this.hostname = settings.hostname();
        this.accounts = accounts;
        this.names = names;
    }

    @Override
    public Optional<Status> refusal(Caller caller) {
        if (door.helo() == Strictness.OFF && door.unknownHelo() == Strictness.OFF) {
            return Optional.empty();
        }
        String key = caller.client().peer().connection() + " " + caller.client().helo();
        synchronized (judged) {
            Optional<Status> before = judged.get(key);
            if (before != null) {
                return before;
            }
        }
        Optional<Status> now = judge(caller.client());
        synchronized (judged) {
            judged.put(key, now);
        }
        return now;
    }

    private Optional<Status> judge(SmtpClient client) {
        Optional<Domain> name = Domain.parse(client.helo()).filter(HeloCheck::isProper);
        Optional<Status> refusal = Optional.empty();
        if (door.helo() != Strictness.OFF) {
            Optional<String> fault = name.isEmpty() ? Optional.of("is neither a domain name nor an address literal")
                    : pretence(client, name.get());
            refusal = fault.flatMap(why -> answer(client, door.helo(), why));
        }
        if (refusal.isEmpty() && door.unknownHelo() != Strictness.OFF && name.isPresent() && isUnknown(name.get())) {
            return answer(client, door.unknownHelo(), "is a name that DNS does not know");
        }
        return refusal;
    }

    private static Optional<Status> answer(SmtpClient client, Strictness strictness, String why) {
        String text = "You call yourself " + client.helo() + ", which " + why;
        if (strictness == Strictness.REFUSE) {
            return Optional.of(new Status(550, "5.7.1", text));
        }
        LOG.log(Level.INFO, "event=helo conn={0} remote={1} why=\"{2}\"", client.peer().connection(),
                client.peer().remote().getAddress().getHostAddress(), text.replace('"', '?'));
        return Optional.empty();
    }

    /** A number at the end is the address of a host that forgot the brackets. */
    private static boolean isProper(Domain name) {
        return name.isLiteral() ? literal(name).isPresent() : !name.name().matches("(.*\\.)?\\d+");
    }

    /** Whoever is on this machine may say so. */
    private Optional<String> pretence(SmtpClient client, Domain name) {
        InetAddress local = client.peer().local().getAddress();
        InetAddress remote = client.peer().remote().getAddress();
        if (remote.isLoopbackAddress() || remote.equals(local)) {
            return Optional.empty();
        }
        if (name.name().equals(hostname)) {
            return Optional.of("is this server's own name");
        }
        if (name.isLiteral()) {
            return literal(name).filter(local::equals).map(own -> "is this server's own address");
        }
        return accounts.domain(name.name()).map(ours -> "is a domain of this server's");
    }

    private boolean isUnknown(Domain name) {
        if (name.isLiteral()) {
            return false;
        }
        try {
            return names.addresses(name.name()).isEmpty() && names.mx(name.name()).isEmpty();
        } catch (Names.NoSuchDomain e) {
            return true;
        } catch (Names.DnsUnavailable e) {
            return false;
        }
    }

    private static Optional<InetAddress> literal(Domain name) {
        String inside = name.name().substring(1, name.name().length() - 1);
        String ip = inside.startsWith("ipv6:") ? inside.substring(5) : inside;
        if (inside.startsWith("ipv6:") && ip.indexOf(':') < 0) {
            return Optional.empty(); // it could be a host name, and DNS would be asked
        }
        try {
            return Optional.of(InetAddress.getByName(ip));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
