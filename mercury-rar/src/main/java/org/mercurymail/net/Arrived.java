package org.mercurymail.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;

/**
 * The bytes that came and that the session has not taken. Holds no buffer while it is empty, and never more than it
 * needs while a connection rests. Used by the connection's event loop only.
 */
final class Arrived {

    private ByteBuf held = Unpooled.EMPTY_BUFFER;

    /** Takes over the buffer. */
    void add(ByteBuf more, ByteBufAllocator allocator) {
        if (!held.isReadable()) {
            held.release();
            held = more;
            return;
        }
        int size = held.readableBytes() + more.readableBytes();
        if (held.maxFastWritableBytes() < more.readableBytes()) {
            moveTo(allocator.buffer(Math.max(256, size + size / 2)));
        }
        held.writeBytes(more);
        more.release();
    }

    /** Lets the session take what it can use, straight out of the buffer that was read. */
    <D> Step<D> offer(Session<D> session) {
        ByteBuffer view = held.nioBuffer();
        Step<D> step = session.take(view);
        held.skipBytes(view.position());
        return step;
    }

    int size() {
        return held.readableBytes();
    }

    /** Gives back what is not needed while nothing happens. */
    void rest(ByteBufAllocator allocator) {
        if (!held.isReadable()) {
            drop();
        } else if (held.capacity() > 4 * held.readableBytes()) {
            moveTo(allocator.buffer(held.readableBytes()));
        }
    }

    void drop() {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    private void moveTo(ByteBuf other) {
        other.writeBytes(held);
        held.release();
        held = other;
    }
}
