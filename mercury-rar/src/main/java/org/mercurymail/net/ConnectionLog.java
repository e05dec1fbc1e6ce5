package org.mercurymail.net;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.mercurymail.port.Peer;

/** One connection's name, counts and log lines. Never sees what was said. */
final class ConnectionLog {

    private static final System.Logger LOG = System.getLogger(Pump.class.getName());
    private static final AtomicLong NUMBERS = new AtomicLong(System.currentTimeMillis() / 1000 << 20);

    private final Peer peer;
    private final long begun = System.nanoTime();
    private long received;
    private long sent;

    ConnectionLog(ListenerAddress listener, ProxyHeader.Call call) {
        String name = Long.toString(NUMBERS.incrementAndGet(), Character.MAX_RADIX);
        peer = new Peer(name, listener.service(), call.remote(), call.local(), listener.tls() || call.tls());
    }

    Peer peer() {
        return peer;
    }

    void received(long octets) {
        received += octets;
    }

    void sent(long octets) {
        sent += octets;
    }

    void connected() {
        LOG.log(Level.INFO, "event=connect conn={0} listener={1} remote={2}", peer.connection(), peer.listener(),
                text(peer.remote()));
    }

    void disconnected() {
        LOG.log(Level.INFO, "event=disconnect conn={0} ms={1} in={2} out={3}", peer.connection(),
                String.valueOf((System.nanoTime() - begun) / 1_000_000), String.valueOf(received),
                String.valueOf(sent));
    }

    /** @param details as {@code key=value} */
    void note(String event, String details) {
        LOG.log(Level.INFO, "event={0} conn={1} {2}", event, peer.connection(), details);
    }

    /** Trouble of ours, with its trace. */
    void trouble(String event, Throwable cause) {
        if (LOG.isLoggable(Level.WARNING)) {
            String line = "event=" + event + " conn=" + peer.connection() + " error=\"" + cause + "\"";
            LOG.log(Level.WARNING, line, cause);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
