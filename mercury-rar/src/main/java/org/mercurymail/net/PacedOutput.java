package org.mercurymail.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mercurymail.wire.Output;

/**
 * The output of one question: gathers what its work thread writes into pieces, hands them to the event loop, and
 * blocks that thread while too much is on the way. Ends with its question; what is written later fails.
 */
final class PacedOutput implements Output {

    private static final int PIECE = 16 * 1024;
    private static final int MOST_ON_THE_WAY = 16 * PIECE;

    private final ChannelHandlerContext context;
    private final long patienceNanos;
    private Optional<ByteBuf> piece = Optional.empty();
    private boolean ended;
    private long written;

    // guarded by this
    private int onTheWay;
    private boolean broken;

    /** @param patienceNanos how long the peer may read nothing at all while we have something for it */
    PacedOutput(ChannelHandlerContext context, long patienceNanos) {
        this.context = context;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw new IOException("the question was answered");
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            ByteBuf into = piece.orElseGet(() -> context.alloc().buffer(1024, PIECE));
            piece = Optional.of(into);
            int n = Math.min(left, PIECE - into.writerIndex());
            into.writeBytes(bytes, at, n);
            at += n;
            left -= n;
            written += n;
            if (into.writerIndex() == PIECE) {
                awaitRoom();
                handOver(into);
            }
        }
    }

    /** No more will be written: the last piece, if any, is the caller's to send. */
    Optional<ByteBuf> end() {
        ended = true;
        Optional<ByteBuf> last = piece;
        piece = Optional.empty();
        return last;
    }

    /** Octets written, sent or not. */
    long written() {
        return written;
    }

    private void handOver(ByteBuf full) {
        piece = Optional.empty();
        int size = full.readableBytes();
        synchronized (this) {
            onTheWay += size;
        }
        context.writeAndFlush(full).addListener(done -> arrived(size, done.isSuccess()));
    }

    private synchronized void arrived(int size, boolean success) {
        onTheWay -= size;
        broken |= !success;
        notifyAll();
    }

    private synchronized void awaitRoom() throws IOException {
        int seen = onTheWay;
        long until = System.nanoTime() + patienceNanos;
        while (onTheWay >= MOST_ON_THE_WAY && !broken) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                broken = true;
                context.close();
                throw new IOException("the peer reads nothing");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (onTheWay < seen) {
                seen = onTheWay;
                until = System.nanoTime() + patienceNanos;
            }
        }
        if (broken || !context.channel().isActive()) {
            throw new IOException("the connection is gone");
        }
    }
}
