package org.mercurymail.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.mercurymail.config.Listener;
import org.mercurymail.config.Settings;

/** Knocks at the configured ports, from this machine, and closes at once. */
@ApplicationScoped
public class Listeners {

    private static final int PATIENCE_MS = 500;

    private Settings settings;

    /** For the container's proxy. */
    protected Listeners() { }

    @Inject
    public Listeners(Settings settings) {
        this.settings = settings;
    }

    public List<ListenerState> states() {
        return Stream.concat(settings.smtpListeners().stream(), settings.mailboxListeners().stream())
                .map(l -> new ListenerState(l.service(), l.at().host(), l.at().port(), l.tls(), answers(l))).toList();
    }

    private static boolean answers(Listener listener) {
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByName(listener.at().host());
            InetAddress target = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
            socket.connect(new InetSocketAddress(target, listener.at().port()), PATIENCE_MS);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
