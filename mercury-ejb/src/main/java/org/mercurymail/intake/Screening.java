package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.clamav.ClamAv;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.milter.Handing;
import org.mercurymail.milter.Milters;
import org.mercurymail.milter.Screened;
import org.mercurymail.port.Body;
import org.mercurymail.port.Login;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;

/**
 * Has ClamAV, then the milters see what strangers and our own people hand over. Not what Mercury reports, not what a local server
 * hands over by LMTP, which has seen to that itself, and not what a provider kept for us, whom a refusal would not reach.
 */
@ApplicationScoped
public class Screening {

    private ClamAv clamAv;
    private Milters milters;
    private String hostname;

    /** For the container's proxy. */
    protected Screening() { }

    @Inject
    public Screening(ClamAv clamAv, Milters milters, Settings settings) {
        this.clamAv = clamAv;
        this.milters = milters;
        this.hostname = settings.hostname();
    }

    Screened screen(Origin origin, Envelope envelope, Body body) throws IOException {
        Optional<Handing> handing = milters.isAny() || clamAv.isOn() ? handing(origin) : Optional.empty();
        if (handing.isEmpty()) {
            return new Screened.Passed(envelope, body);
        }
        Optional<Status> infected = clamAv.refusal(handing.get().id(), body);
        return infected.isPresent() ? new Screened.Refused(infected.get(), "clamav")
                : milters.screen(handing.get(), envelope, body);
    }

    private Optional<Handing> handing(Origin origin) {
        if (origin instanceof Origin.Wire wire) {
            SmtpClient client = wire.client();
            Peer peer = client.peer();
            return client.service() == SmtpClient.Service.LMTP ? Optional.empty()
                    : Optional.of(new Handing(peer.connection(), peer.listener(), peer.remote().getAddress(),
                            peer.remote().getPort(), client.helo(), peer.secure(),
                            client.login().map(Login.Granted::address)));
        }
        if (origin instanceof Origin.Application application) {
            return Optional.of(inside(origin, application.from(), Optional.of(application.who().address())));
        }
        return origin instanceof Origin.Directory
                ? Optional.of(inside(origin, Optional.empty(), Optional.empty())) : Optional.empty();
    }

    private Handing inside(Origin origin, Optional<InetAddress> from, Optional<Address> login) {
        return new Handing(origin.name(), origin.name(), from.orElse(InetAddress.getLoopbackAddress()), 0, hostname, true,
                login);
    }
}
