package org.mercurymail.wire;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The server's side of one connection, as the pump drives it. Never called by two threads at once: while a
 * {@link Step.Ask} is open nothing else is called but the question itself. Never blocks, reads a clock or a socket.
 *
 * @param <D> the door through which it asks
 */
public interface Session<D> {

    /** Before the first byte: the greeting, or a question that leads to it. */
    Step<D> opened();

    /**
     * Takes what it can use of the bytes at hand, moving the buffer's position, and says what to do next. Called
     * again with the rest, and whatever has arrived since, until it answers {@link Step.More}. A session that takes
     * nothing and answers More gets the same bytes again, with more behind them: it must bound how many it lets wait.
     */
    Step<D> take(ByteBuffer bytes);

    /**
     * After a TLS handshake: the one that {@link Step.StartTls} asked for, or that the connection began with. Everything
     * learnt before it is forgotten.
     */
    void secured(TlsFacts tls);

    /** Something changed that the session watches (see {@link Wakeup}); called only when no question is open. */
    Step<D> woken();

    /** No byte came for {@link #patience()}. */
    Step<D> timedOut();

    /** The server is going down, or the login is good no more: the farewell, with its public reason. */
    Step<D> ending(String reason);

    /** The connection is gone, however it went: the last question (to unlock, to stop watching), or More for none. */
    Step<D> closed();

    /** How long this session waits for the peer's next byte, in its present state. */
    Duration patience();
}
