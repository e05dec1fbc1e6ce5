package org.mercurymail.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection after our last word: says that no more comes, then throws away what the peer still sends
 * until it closes too. Closing at once with unread bytes would make the system reset the connection, and the peer
 * might never read why (RFC 1122 §4.2.2.13).
 */
final class Linger extends ChannelInboundHandlerAdapter {

    private static final int SECONDS = 2;
    private static final int SECONDS_FOR_LAST_WORD = 10;
    private static final long MOST_THROWN_AWAY = 1 << 20;

    private long thrownAway;

    /** Closes when the write of the last word is done, and also when it is not done in time. */
    static void after(ChannelHandlerContext pump, Future<?> lastWord, boolean peerIsDone) {
        Channel channel = pump.channel();
        closeIn(SECONDS_FOR_LAST_WORD, channel);
        lastWord.addListener(written -> {
            if (!written.isSuccess() || peerIsDone || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
                return;
            }
            channel.pipeline().addLast(new Linger());
            Optional.ofNullable(channel.pipeline().get(SslHandler.class)).ifPresentOrElse(
                    tls -> tls.closeOutbound().addListener(closed -> duplex.shutdownOutput()),
                    duplex::shutdownOutput);
            channel.config().setAutoRead(true);
            closeIn(SECONDS, channel);
        });
    }

    private static void closeIn(int seconds, Channel channel) {
        Future<?> end = channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        thrownAway += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (thrownAway > MOST_THROWN_AWAY) {
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
