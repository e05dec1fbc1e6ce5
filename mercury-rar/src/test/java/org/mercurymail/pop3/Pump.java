package org.mercurymail.pop3;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Peer;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/** Drives a session as the adapter does, in one thread and without a socket. */
final class Pump {

    static final String CONNECTION = "c1";

    final MemoryDoor door = new MemoryDoor();
    final Pop3Session session;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean closed;

    Pump(boolean demandTls) {
        this(demandTls, LoginDelay.NONE);
    }

    Pump(boolean demandTls, LoginDelay delay) {
        Wakeup wakeup = new Wakeup() {
            @Override
            public void wake() { }

            @Override
            public void end(String reason) { }
        };
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 2110);
        session = new Pop3Session(new MailboxDoorway("mail.test", true, !demandTls, 0), delay,
                new Peer(CONNECTION, "pop3", here, here, false), wakeup);
        door.put(1, "Subject: one\r\n\r\nfirst line\r\nsecond line\r\n");
        door.put(2, "Subject: two\r\n\r\n.dot\r\n...\r\n..");
        door.put(5, "Subject: three\r\n\r\nno line break");
    }

    Pump open() {
        run(session.opened());
        return this;
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (!closed) {
            Step<MailboxListener> step = session.take(buffer);
            if (step instanceof Step.More && !buffer.hasRemaining()) {
                return;
            }
            if (step instanceof Step.StartTls) {
                buffer.position(buffer.limit());
            }
            run(step);
        }
    }

    /** The connection is gone. */
    void drop() {
        closed = true;
        Step<MailboxListener> last = session.closed();
        if (last instanceof Step.Ask<MailboxListener> ask) {
            put(ask);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** What was sent since the last call. */
    String said() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    void run(Step<MailboxListener> step) {
        if (step instanceof Step.Answer<MailboxListener> answer) {
            out.writeBytes(answer.bytes());
        } else if (step instanceof Step.Ask<MailboxListener> ask) {
            run(put(ask));
        } else if (step instanceof Step.StartTls<MailboxListener> tls) {
            out.writeBytes(tls.bytes());
            session.secured(new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", java.util.Optional.empty()));
        } else if (step instanceof Step.Close<MailboxListener> close) {
            out.writeBytes(close.bytes());
            drop();
        }
    }

    private Step<MailboxListener> put(Step.Ask<MailboxListener> ask) {
        try {
            return ask.question().put(door, out::write);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
