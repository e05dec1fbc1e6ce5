package org.mercurymail.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Some open ports with one door behind them, and their connections. Opens, admits within the limit, and ends all in
 * order. Never reads a protocol.
 *
 * @param <D> the door
 */
public final class Listeners<D> {

    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());
    private static final int BACKLOG = 1024;
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(60);

    private final Transport transport;
    private final ConnectionLimit limit;
    private final Optional<Certificates> certificates;
    private final TrustedProxies proxies;
    private final Pumps pumps = new Pumps();
    private final Pump.Surroundings<D> surroundings;
    private final List<Channel> open = new CopyOnWriteArrayList<>();

    public Listeners(Transport transport, Asker<D> asker, ConnectionLimit limit,
            Optional<Certificates> certificates, TrustedProxies proxies) {
        this.transport = transport;
        this.limit = limit;
        this.certificates = certificates;
        this.proxies = proxies;
        this.surroundings = new Pump.Surroundings<>(asker, pumps, certificates, WRITE_PATIENCE.toNanos());
    }

    /**
     * Opens one port.
     *
     * @throws IOException naming the address when it cannot be had
     */
    public void open(ListenerAddress listener, Sessions<D> sessions) throws IOException {
        ChannelFuture bound = transport.bootstrap()
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new AcceptTrouble(listener))
                .childHandler(new Arrivals(listener, sessions))
                .bind(listener.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + listener + ": " + reason(bound.cause()), bound.cause());
        }
        open.add(bound.channel());
        LOG.log(System.Logger.Level.INFO, "event=listen listener={0}", listener);
    }

    private static String reason(Throwable cause) {
        boolean taken = cause instanceof BindException
                || String.valueOf(cause.getMessage()).contains("Address already in use");
        return taken ? "the port is in use, or not ours to take (" + cause.getMessage() + ")" : cause.getMessage();
    }

    /** Connections not yet wholly ended. */
    public int connections() {
        return pumps.size();
    }

    List<Channel> ports() {
        return open;
    }

    /** Closes the ports, says farewell to every session, and lets open questions end for so long. */
    public void close(String reason, Duration grace) {
        open.forEach(port -> port.close().awaitUninterruptibly());
        open.clear();
        pumps.end(reason, grace);
    }

    /** Builds the pipeline of each connection. */
    private final class Arrivals extends ChannelInitializer<Channel> {

        private final ListenerAddress listener;
        private final Sessions<D> sessions;

        Arrivals(ListenerAddress listener, Sessions<D> sessions) {
            this.listener = listener;
            this.sessions = sessions;
        }

        @Override
        protected void initChannel(Channel channel) {
            InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
            if (remote == null) { // it went before we came to it
                channel.close();
                return;
            }
            if (proxies.isProxy(remote.getAddress(), listener.address().getPort())) {
                channel.pipeline().addLast(new ProxyHeader(listener, call -> begin(channel, call)));
            } else {
                begin(channel, new ProxyHeader.Call(remote, (InetSocketAddress) channel.localAddress(), false));
            }
        }

        private void begin(Channel channel, ProxyHeader.Call call) {
            InetAddress origin = call.remote().getAddress();
            boolean admitted = limit.admit(origin);
            if (admitted) {
                channel.closeFuture().addListener(closed -> limit.leave(origin));
            } else if (listener.tls()) {
                channel.close(); // a handshake only to say no would cost more than it tells
                return;
            }
            if (listener.tls()) {
                channel.pipeline().addLast(certificates.orElseThrow().handler(channel.alloc()));
            }
            ConnectionLog log = new ConnectionLog(listener, call);
            Optional<String> refusal = admitted ? Optional.empty()
                    : Optional.of("Too many connections, try again later");
            channel.pipeline().addLast(new Pump<>(surroundings, sessions, log, refusal, listener.tls()));
        }
    }

    /** Tells of connections that could not be accepted (no file descriptor left); the port stays open. */
    private static final class AcceptTrouble extends ChannelInboundHandlerAdapter {

        private final ListenerAddress listener;

        AcceptTrouble(ListenerAddress listener) {
            this.listener = listener;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.log(System.Logger.Level.WARNING, "event=accept-failed listener={0} error=\"{1}\"", listener, cause);
            context.fireExceptionCaught(cause); // the acceptor then rests for a second
        }
    }
}
