package org.mercurymail.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, shared by all listeners: epoll where the system has it, else NIO. A few threads that never block;
 * everything that may block is asked elsewhere.
 */
public final class Transport implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    private final EventLoopGroup loops;
    private final Class<? extends ServerSocketChannel> serverChannel;

    public Transport() {
        this(Epoll.isAvailable());
    }

    /** @param epoll false for NIO, which runs everywhere */
    Transport(boolean epoll) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("mercury-net", true), io);
        LOG.log(System.Logger.Level.INFO, "event=transport io={0} threads={1}", epoll ? "epoll" : "nio", threads);
    }

    ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(loops).channel(serverChannel);
    }

    /** Stops the event loops; listeners were closed before. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
