package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mercurymail.config.DoorSettings;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Manners;
import org.mercurymail.port.SmtpClient;

/** Asks every check about a stranger, the cheap ones first, until one refuses. */
@ApplicationScoped
public class Door {

    private static final System.Logger LOG = System.getLogger(Door.class.getName());
    private static final String POSTMASTER = "postmaster";

    private static final Status TALKED_EARLY =
            new Status(554, "5.5.1", "You talked before it was your turn (RFC 5321, 4.3.1)");

    private Settings settings;
    private DnsLists lists;
    private List<Check> checks = List.of();

    /** For the container's proxy. */
    protected Door() { }

    @Inject
    public Door(Settings settings, HeloCheck helo, DnsLists lists, Greylist greylist, NetworkRates rates) {
        this.settings = settings;
        this.lists = lists;
        this.checks = List.of(helo, lists, greylist, rates); // the last counts what passed the others
    }

    /** How slow to be with somebody who is not trusted: the greeting is delayed at the MX alone, LMTP is always prompt. */
    public Manners manners(SmtpClient client) {
        DoorSettings door = settings.door();
        return switch (client.service()) {
            case MX -> isHealthCheck(client) ? Manners.PROMPT : new Manners(door.greetingDelay(), door.tarpit());
            case SUBMISSION -> new Manners(Duration.ZERO, door.tarpit());
            case LMTP -> Manners.PROMPT;
        };
    }

    /** A load balancer that comes in its own name looks whether we live. */
    private boolean isHealthCheck(SmtpClient client) {
        return settings.proxies().stream().anyMatch(proxy -> proxy.port() == client.peer().local().getPort()
                && proxy.network().contains(client.peer().remote().getAddress()));
    }

    /** What a stranger hears who cannot wait; empty when that is only noted. */
    public Optional<Status> earlyTalker(SmtpClient client) {
        boolean refused = settings.door().earlyTalkers() == DoorSettings.Strictness.REFUSE;
        LOG.log(Level.INFO, "event=early-talker conn={0} remote={1} refused={2}", client.peer().connection(),
                client.peer().remote().getAddress().getHostAddress(), refused);
        return refused ? Optional.of(TALKED_EARLY) : Optional.empty();
    }

    /**
     * What a stranger hears who wants this recipient; empty when he may go on. The postmaster is there for everybody,
     * for who is wrongly refused must be able to say so (RFC 5321 §4.5.1).
     */
    public Optional<Status> refusal(SmtpClient client, Envelope envelope, Recipient recipient) {
        if (recipient.address().localPart().equalsIgnoreCase(POSTMASTER)
                || lists.isAllowed(client.peer().remote().getAddress())) {
            return Optional.empty();
        }
        Check.Caller caller = new Check.Caller(client, envelope, recipient);
        return checks.stream().map(check -> check.refusal(caller)).flatMap(Optional::stream).findFirst();
    }
}
