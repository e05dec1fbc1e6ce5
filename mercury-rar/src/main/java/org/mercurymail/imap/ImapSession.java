package org.mercurymail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Peer;
import org.mercurymail.port.Spool;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/** One IMAP connection (skeleton: the constructor is fixed, the protocol follows). */
public final class ImapSession implements Session<MailboxListener> {

    public ImapSession(MailboxDoorway doorway, Peer peer, Wakeup wakeup, Supplier<Spool> spools) {
    }

    @Override
    public Step<MailboxListener> opened() {
        return ending("not yet");
    }

    @Override
    public Step<MailboxListener> take(ByteBuffer bytes) {
        bytes.position(bytes.limit());
        return Step.more();
    }

    @Override
    public void secured(TlsFacts tls) {
    }

    @Override
    public Step<MailboxListener> woken() {
        return Step.more();
    }

    @Override
    public Step<MailboxListener> timedOut() {
        return ending("idle for too long");
    }

    @Override
    public Step<MailboxListener> ending(String reason) {
        return new Step.Close<>(("* BYE " + reason + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Step<MailboxListener> closed() {
        return Step.more();
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(1);
    }
}
