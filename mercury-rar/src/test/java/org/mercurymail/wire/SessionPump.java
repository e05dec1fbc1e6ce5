package org.mercurymail.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Drives a session as the net does, in one thread and without a socket: feeds bytes, puts its questions to the door at
 * once, keeps what it says. A question that throws ends the session, as the pump of the net has it.
 */
public final class SessionPump<D> {

    private final Session<D> session;
    private final D door;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private byte[] waiting = new byte[0];
    private boolean closed;
    private int handshakes;
    private boolean speaksEarly;

    /** The pauses that a peer would have sat through; nobody waits here. */
    public final List<Duration> pauses = new ArrayList<>();

    public SessionPump(Session<D> session, D door) {
        this.session = session;
        this.door = door;
    }

    /** For a peer that cannot wait. */
    public SessionPump<D> openEarly() {
        speaksEarly = true;
        return open();
    }

    public SessionPump<D> open() {
        perform(session.opened());
        return this;
    }

    /** Gives these bytes as one arrival. */
    public SessionPump<D> feed(byte[] bytes) {
        byte[] all = Arrays.copyOf(waiting, waiting.length + bytes.length);
        System.arraycopy(bytes, 0, all, waiting.length, bytes.length);
        ByteBuffer buffer = ByteBuffer.wrap(all);
        while (!closed) {
            int handshakesBefore = handshakes;
            Step<D> step = session.take(buffer);
            perform(step);
            if (handshakes > handshakesBefore) {
                buffer.position(buffer.limit()); // RFC 3207 §4.2
            }
            if (step instanceof Step.More) {
                break;
            }
        }
        waiting = closed ? new byte[0] : Arrays.copyOfRange(all, buffer.position(), all.length);
        return this;
    }

    public void perform(Step<D> step) {
        if (step instanceof Step.Answer<D> answer) {
            said.writeBytes(answer.bytes());
        } else if (step instanceof Step.Close<D> close) {
            said.writeBytes(close.bytes());
            closed = true;
            perform(session.closed());
        } else if (step instanceof Step.StartTls<D> start) {
            said.writeBytes(start.bytes());
            handshakes++;
            session.secured(new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", java.util.Optional.empty()));
        } else if (step instanceof Step.Compress<D> start) {
            said.writeBytes(start.bytes()); // the octets themselves are the business of net.Deflation
        } else if (step instanceof Step.Ask<D> ask) {
            perform(answerTo(ask));
        } else if (step instanceof Step.Pause<D> pause) {
            pauses.add(pause.time());
            perform(speaksEarly && pause.spoke().isPresent() ? pause.spoke().get().get() : pause.then());
        }
    }

    /** What was said since the last call. */
    public byte[] said() {
        byte[] bytes = said.toByteArray();
        said.reset();
        return bytes;
    }

    public boolean isClosed() {
        return closed;
    }

    public int handshakes() {
        return handshakes;
    }

    private Step<D> answerTo(Step.Ask<D> ask) {
        try {
            return ask.question().put(door, (bytes, offset, length) -> said.write(bytes, offset, length));
        } catch (Exception e) {
            return session.ending("an error happened, sorry");
        }
    }
}
