package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.accounts.PopBeforeSmtp;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.routing.Router;

/**
 * Who may send to foreign domains without having logged in to SMTP: nobody, unless an administrator named networks for
 * the listener, or switched on POP before SMTP. LMTP never relays.
 */
@ApplicationScoped
public class Relaying {

    private Settings settings;
    private PopBeforeSmtp popBeforeSmtp;
    private Router router;

    /** For the container's proxy. */
    protected Relaying() { }

    @Inject
    public Relaying(Settings settings, PopBeforeSmtp popBeforeSmtp, Router router) {
        this.settings = settings;
        this.popBeforeSmtp = popBeforeSmtp;
        this.router = router;
    }

    /** It may try: whether its sender will do is said later. */
    boolean isTrusted(SmtpClient client) {
        return isSmtp(client) && (isInNetwork(client) || !popBeforeSmtp.accountsAt(address(client)).isEmpty());
    }

    /** With this sender it needs no login: it comes from a network, or reads that sender's mail from where it is. */
    boolean isFree(SmtpClient client, Optional<Address> sender) {
        return isSmtp(client) && (isInNetwork(client) || popBeforeSmtp.accountsAt(address(client)).stream()
                .anyMatch(account -> router.maySendAs(account, false, sender))); // a place proves no person
    }

    private boolean isInNetwork(SmtpClient client) {
        int port = client.peer().local().getPort();
        return settings.relayNetworks().stream().anyMatch(relay ->
                relay.port() == port && relay.network().contains(address(client)));
    }

    private static boolean isSmtp(SmtpClient client) {
        return client.service() != SmtpClient.Service.LMTP;
    }

    private static InetAddress address(SmtpClient client) {
        return client.peer().remote().getAddress();
    }
}
