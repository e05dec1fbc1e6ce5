package org.mercurymail.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the header of the PROXY protocol, versions 1 and 2, with which a trusted proxy begins each connection, and
 * then lets the connection begin as the one that the header tells of. Without a good header within some seconds the
 * connection ends: to take it for the proxy's own would give a stranger the proxy's rights.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

    /** What the header may say beside addresses; more is refused. */
    static final int MOST_EXTRA_OCTETS = 2048;

    private static final System.Logger LOG = System.getLogger(ProxyHeader.class.getName());
    private static final int SECONDS = 5;
    private static final int CLIENT_SPOKE_TLS = 1;

    /** Who calls, whom he called, and whether he spoke TLS with the proxy. */
    record Call(InetSocketAddress remote, InetSocketAddress local, boolean tls) { }

    /** Builds the rest of the pipeline. */
    @FunctionalInterface
    interface Begin {
        void as(Call call);
    }

    private final ListenerAddress listener;
    private final Begin begin;
    private Future<?> patience;

    ProxyHeader(ListenerAddress listener, Begin begin) {
        this.listener = listener;
        this.begin = begin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.pipeline().addBefore(context.name(), null, new HAProxyMessageDecoder(MOST_EXTRA_OCTETS));
        patience = context.executor().schedule(() -> refuse(context, "no PROXY header came"), SECONDS,
                TimeUnit.SECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // those behind hear of it when the header is here
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            context.fireChannelRead(message);
            return;
        }
        patience.cancel(false);
        Call call;
        try {
            call = call(context, header);
        } catch (UnknownHostException e) {
            refuse(context, e.getMessage());
            return;
        } finally {
            header.release();
        }
        begin.as(call);
        context.fireChannelActive();
        context.pipeline().remove(this);
    }

    private static Call call(ChannelHandlerContext context, HAProxyMessage header) throws UnknownHostException {
        HAProxyProxiedProtocol.TransportProtocol transport = header.proxiedProtocol().transportProtocol();
        boolean own = header.command() == HAProxyCommand.LOCAL // a health check of the proxy's
                || transport != HAProxyProxiedProtocol.TransportProtocol.STREAM
                || header.proxiedProtocol().addressFamily() == HAProxyProxiedProtocol.AddressFamily.AF_UNIX;
        if (own) {
            return new Call((InetSocketAddress) context.channel().remoteAddress(),
                    (InetSocketAddress) context.channel().localAddress(), false);
        }
        boolean tls = header.tlvs().stream().anyMatch(extra ->
                extra instanceof HAProxySSLTLV ssl && (ssl.client() & CLIENT_SPOKE_TLS) != 0);
        return new Call(address(header.sourceAddress(), header.sourcePort()),
                address(header.destinationAddress(), header.destinationPort()), tls);
    }

    /** The decoder lets nothing but literal addresses through, so that DNS is never asked. */
    private static InetSocketAddress address(String literal, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(literal), port);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context, String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        patience.cancel(false);
    }

    private void refuse(ChannelHandlerContext context, String why) {
        patience.cancel(false);
        LOG.log(Level.WARNING, "event=proxy-refused listener={0} remote={1} error=\"{2}\"", listener,
                context.channel().remoteAddress(), why.replaceAll("[\\p{Cntrl}\"]", " "));
        context.close();
    }
}
