package org.mercurymail.clamav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.mercurymail.config.Endpoint;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;

/**
 * Has the configured clamd look at messages. What becomes of one while clamd is away, or cannot say, is the
 * administrator's choice.
 */
@ApplicationScoped
public class ClamAv {

    private static final System.Logger LOG = System.getLogger(ClamAv.class.getName());
    private static final int LONGEST_NAME = 200;
    private static final Status AWAY =
            new Status(451, "4.7.1", "The message cannot be checked for viruses now, try again later");

    private Settings settings;

    /** For the container's proxy. */
    protected ClamAv() { }

    @Inject
    public ClamAv(Settings settings) {
        this.settings = settings;
    }

    /** Whether there is anybody to ask. */
    public boolean isOn() {
        return settings.clamAv().at().isPresent();
    }

    /**
     * What the client hears; empty for a message that goes on. May block for as long as was configured.
     *
     * @param id our name for the connection or the call, for the log
     */
    public Optional<Status> refusal(String id, Body message) {
        return settings.clamAv().at().flatMap(clamd -> {
            try {
                return signature(clamd, message).map(name -> infected(id, name));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "event=clamav-away conn={0} clamd={1} error=\"{2}\"", id, clamd,
                        String.valueOf(e.getMessage()));
                return settings.clamAv().awayAccepts() ? Optional.empty() : Optional.of(AWAY);
            }
        });
    }

    private Optional<String> signature(Endpoint clamd, Body message) throws IOException {
        try (ClamdScan scan = new ClamdScan(new InetSocketAddress(clamd.host(), clamd.port()),
                settings.clamAv().patience())) {
            return scan.signature(message);
        }
    }

    private static Status infected(String id, String signature) {
        String name = signature.replaceAll("[^!-~]", "?");
        String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        LOG.log(Level.INFO, "event=infected conn={0} signature=\"{1}\"", id, shown.replace('"', '?'));
        return new Status(550, "5.7.1", "The message is infected: " + shown);
    }
}
