package org.mercurymail.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses a connection from some moment on, both ways, as raw DEFLATE (RFC 4978). What came is inflated a piece at a
 * time and only while somebody reads, so a few octets that stand for very many cost nothing but the time to refuse them.
 * An answer is compressed for itself and the compressor let go: an idle connection keeps the window of what it received
 * (19 KiB measured, 40 at the most, outside the heap) and nothing else.
 */
final class Deflation extends ChannelDuplexHandler {

    private static final int PIECE = 8192;
    private static final int LEVEL = 3; // on the event loop: speed before size
    private static final byte[] NOTHING = new byte[0];

    private final Inflater inflater = new Inflater(true);
    private Deflater deflater; // from the first write to the next flush
    private byte[] arrived = NOTHING;
    private int at;
    private boolean full; // the inflater may hold more than it gave
    private boolean inflating;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            byte[] more = new byte[arrived.length - at + bytes.readableBytes()];
            System.arraycopy(arrived, at, more, 0, arrived.length - at);
            bytes.readBytes(more, arrived.length - at, bytes.readableBytes());
            arrived = more;
            at = 0;
        } finally {
            bytes.release();
        }
        inflate(context);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        inflate(context);
        if (!holdsMore()) {
            context.read();
        }
    }

    private boolean holdsMore() {
        return full || at < arrived.length;
    }

    private void inflate(ChannelHandlerContext context) {
        if (inflating) { // a reader that asks for more while it is given some
            return;
        }
        inflating = true;
        boolean some = false;
        try {
            while (holdsMore() && context.channel().config().isAutoRead() && context.channel().isActive()) {
                byte[] piece = piece();
                if (piece.length > 0) {
                    some = true;
                    context.fireChannelRead(Unpooled.wrappedBuffer(piece));
                }
            }
        } catch (DataFormatException broken) {
            arrived = NOTHING;
            at = 0;
            full = false;
            context.fireExceptionCaught(new IOException("what should be compressed is not", broken));
            context.close();
        } finally {
            inflating = false;
        }
        if (some) {
            context.fireChannelReadComplete();
        }
    }

    private byte[] piece() throws DataFormatException {
        if (inflater.finished()) {
            throw new DataFormatException("the stream has ended");
        }
        inflater.setInput(arrived, at, arrived.length - at);
        byte[] piece = new byte[PIECE];
        int n = inflater.inflate(piece);
        if (inflater.needsDictionary()) {
            throw new DataFormatException("a dictionary");
        }
        at = arrived.length - inflater.getRemaining();
        full = n == PIECE;
        if (!holdsMore()) {
            arrived = NOTHING;
            at = 0;
        }
        return n == PIECE ? piece : Arrays.copyOf(piece, n);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf out = context.alloc().buffer(Math.max(64, bytes.readableBytes() / 2));
        try {
            if (deflater == null) {
                deflater = new Deflater(LEVEL, true);
            }
            byte[] plain = new byte[bytes.readableBytes()];
            bytes.readBytes(plain);
            deflater.setInput(plain);
            byte[] piece = new byte[PIECE];
            int n;
            do {
                n = deflater.deflate(piece, 0, PIECE, Deflater.SYNC_FLUSH); // ends at an octet: the next may begin anew
                out.writeBytes(piece, 0, n);
            } while (n == PIECE);
        } finally {
            bytes.release();
        }
        context.write(out, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (deflater != null) {
            deflater.end(); // hundreds of KiB, not to be kept by those that wait
            deflater = null;
        }
        context.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        inflater.end();
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }
}
