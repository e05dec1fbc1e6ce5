package org.mercurymail.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;

/**
 * Drives one session over one connection: gives it bytes, does its steps, in order, one question at a time. While a
 * question is open, or the peer does not read our answers, it takes no more from the peer than one read. Everything
 * here runs on the connection's event loop and never blocks.
 *
 * @param <D> the door the session asks through
 */
final class Pump<D> extends ChannelInboundHandlerAdapter {

    /** A session that leaves more than this untaken will never take it. */
    private static final int MOST_UNTAKEN = 64 * 1024;
    private static final int MOST_STEPS_WITHOUT_A_BYTE = 1000;

    private static final String BROKEN = "Internal error, closing connection";

    private enum State { SHAKING, OPEN, ASKING, PAUSING, CLOSING }

    /** What a connection needs of the listener it came to. */
    record Surroundings<D>(Asker<D> asker, Pumps pumps, Optional<Certificates> certificates, long writePatienceNanos) { }

    private final Surroundings<D> around;
    private final ConnectionLog log;
    private final Call wakeup;
    private final Sessions<D> sessions;
    private final Optional<String> refusal;
    private final boolean tlsFirst;
    private final Arrived arrived = new Arrived();
    private Session<D> session;
    private ChannelHandlerContext context;
    private Patience patience;
    private State state = State.OPEN;
    private Optional<Step.Pause<D>> pause = Optional.empty();
    private boolean peerIsSlow;
    private boolean peerIsDone;
    private boolean left;

    /**
     * @param refusal  why this connection is turned away at once, if it is
     * @param tlsFirst a handshake comes before anything else
     */
    Pump(Surroundings<D> around, Sessions<D> sessions, ConnectionLog log, Optional<String> refusal,
            boolean tlsFirst) {
        this.around = around;
        this.sessions = sessions;
        this.log = log;
        this.refusal = refusal;
        this.tlsFirst = tlsFirst;
        this.wakeup = new Call(this::called);
    }

    // ---- what the channel tells

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        patience = new Patience(added.executor(), this::timedOut);
        wakeup.on(added.executor());
        try {
            session = sessions.begin(log.peer(), wakeup);
            around.pumps().add(this);
        } catch (RuntimeException bug) {
            log.trouble("bug", bug);
            state = State.CLOSING;
            left = true;
            added.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ignored) {
        log.connected();
        if (state == State.CLOSING) {
            return;
        }
        if (tlsFirst) {
            state = State.SHAKING; // the greeting waits
        } else {
            begin();
        }
    }

    private void begin() {
        if (refusal.isPresent()) {
            log.note("refused", "why=\"" + refusal.get() + "\"");
            end(refusal.get());
        } else {
            drive(session.opened());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        if (state == State.CLOSING) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        log.received(bytes.readableBytes());
        arrived.add(bytes, context.alloc());
        if (state == State.OPEN && !peerIsSlow) {
            drive(Step.more());
        } else if (state == State.PAUSING && pause.orElseThrow().spoke().isPresent()) {
            resume(pause.get(), pause.get().spoke().get().get());
        } else {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        if (peerIsSlow && context.channel().isWritable()) {
            context.executor().execute(this::peerReadsAgain); // never from inside a flush of our own
        }
    }

    private void peerReadsAgain() {
        if (peerIsSlow && context.channel().isWritable()) {
            peerIsSlow = false;
            if (state == State.OPEN) {
                drive(Step.more());
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
        if (event instanceof SslHandshakeCompletionEvent shaken) {
            shaken(shaken);
        } else if (state == State.CLOSING) {
            context.fireUserEventTriggered(event);
        } else if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            peerIsDone = true;
            if (state == State.OPEN) {
                drive(Step.more());
            } else if (state == State.SHAKING) {
                context.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        log.disconnected();
        if (state != State.ASKING) {
            leave();
        }
        state = State.CLOSING;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        if (state != State.CLOSING && cause instanceof DecoderException) {
            log.note("tls-broken", "error=\"" + cause.getCause() + "\"");
        } else if (state != State.CLOSING && !(cause instanceof IOException)) {
            log.trouble("broken", cause);
        }
        context.close();
    }

    // ---- the loop

    /** Does a step that came from elsewhere, then goes on with the bytes at hand until the session wants more. */
    private void drive(Step<D> first) {
        try {
            boolean on = perform(first);
            int idle = 0;
            while (on) {
                int before = arrived.size();
                Step<D> next = arrived.offer(session);
                idle = arrived.size() < before ? 0 : idle + 1;
                if (idle > MOST_STEPS_WITHOUT_A_BYTE) {
                    throw new IllegalStateException("the session goes on without taking a byte");
                }
                on = !(next instanceof Step.More) && perform(next);
            }
            if (state == State.OPEN && !peerIsSlow && arrived.size() > MOST_UNTAKEN) {
                throw new IllegalStateException("the session does not take its bytes");
            }
        } catch (RuntimeException bug) {
            bug(bug);
        }
        rest();
    }

    /** True when the session may be given more bytes at once. */
    private boolean perform(Step<D> step) {
        if (step instanceof Step.Answer<D> answer) {
            return send(answer.bytes());
        }
        if (step instanceof Step.Ask<D> ask) {
            ask(ask.question());
        } else if (step instanceof Step.StartTls<D> start) {
            startTls(start.bytes());
        } else if (step instanceof Step.Compress<D> start) {
            return compress(start.bytes());
        } else if (step instanceof Step.Close<D> close) {
            close(close.bytes());
        } else if (step instanceof Step.Pause<D> wanted) {
            if (wanted.spoke().isPresent() && arrived.size() > 0) {
                return perform(wanted.spoke().get().get());
            }
            pause(wanted);
        }
        return step instanceof Step.More && state == State.OPEN && !peerIsSlow;
    }

    private boolean send(byte[] bytes) {
        if (bytes.length > 0) {
            log.sent(bytes.length);
            context.write(Unpooled.wrappedBuffer(bytes));
        }
        if (!context.channel().isWritable()) {
            context.flush();
            peerIsSlow = !context.channel().isWritable();
        }
        return !peerIsSlow && state == State.OPEN;
    }

    /** Nothing can be done now: flush, wait, read. */
    private void rest() {
        if (state == State.ASKING) {
            if (arrived.size() == 0) {
                context.flush();
            }
            return;
        }
        if (state == State.PAUSING) {
            context.flush();
        }
        if (state != State.OPEN) {
            return;
        }
        if (!peerIsSlow && wakeup.takeDeferred()) {
            called();
            return;
        }
        context.flush();
        if (peerIsDone && !peerIsSlow) {
            close(new byte[0]);
            return;
        }
        if (peerIsSlow) {
            patience.restart(session.patience());
            return;
        }
        arrived.rest(context.alloc());
        patience.restart(session.patience());
        if (!context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void timedOut() {
        if (peerIsSlow) {
            log.note("timeout", "why=\"the peer reads nothing\"");
            context.close();
        } else if (state == State.OPEN) {
            log.note("timeout", "why=\"the peer says nothing\"");
            drive(session.timedOut());
        }
    }

    // ---- pauses

    private void pause(Step.Pause<D> wanted) {
        state = State.PAUSING;
        pause = Optional.of(wanted);
        patience.stop();
        context.executor().schedule(() -> resume(wanted, wanted.then()), wanted.time().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Unless that pause is over already. */
    private void resume(Step.Pause<D> over, Step<D> next) {
        if (state == State.PAUSING && pause.orElseThrow() == over) {
            state = State.OPEN;
            peerIsSlow = !context.channel().isWritable();
            drive(next);
        }
    }

    // ---- questions

    private void ask(Step.Question<D> question) {
        state = State.ASKING;
        patience.stop();
        PacedOutput output = new PacedOutput(context, around.writePatienceNanos());
        around.asker().ask(question, output, new Asker.Outcome<>() {
            @Override
            public void answered(Step<D> step) {
                context.executor().execute(() -> Pump.this.answered(output, step));
            }

            @Override
            public void failed(Throwable cause) {
                context.executor().execute(() -> Pump.this.failed(output, cause));
            }
        });
    }

    private void answered(PacedOutput output, Step<D> step) {
        log.sent(output.written());
        output.end().ifPresent(context::write);
        if (state == State.CLOSING) { // the peer went meanwhile
            leave();
            return;
        }
        state = State.OPEN;
        peerIsSlow = !context.channel().isWritable();
        drive(step);
    }

    private void failed(PacedOutput output, Throwable cause) {
        output.end().ifPresent(ByteBuf::release);
        boolean peerWent = state == State.CLOSING || !context.channel().isActive();
        Optional<Call.End> told = wakeup.end(); // the application may be gone by now, and its failure no news
        if (!peerWent && told.isEmpty()) {
            log.trouble("question-failed", cause);
        }
        if (state == State.CLOSING) {
            leave();
            return;
        }
        state = State.OPEN;
        if (output.written() > 0) {
            context.close(); // in the middle of an answer nothing else can be said
        } else {
            end(told.map(Call.End::reason).orElse(BROKEN));
        }
    }

    // ---- being called from outside

    private void called() {
        if (state == State.CLOSING) {
            return;
        }
        Optional<Call.End> end = wakeup.end();
        if (end.isPresent() && state == State.SHAKING) {
            context.close();
        } else if (end.isPresent()) {
            endSoon(end.get());
        } else if (state == State.OPEN && !peerIsSlow) {
            drive(session.woken());
        } else {
            wakeup.defer();
        }
    }

    /** Lets an open question end first, but not for ever. */
    private void endSoon(Call.End end) {
        if (state == State.ASKING) {
            wakeup.defer();
            context.executor().schedule(() -> context.close(), end.grace().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            end(end.reason());
        }
    }

    /** From any thread: the farewell, then the end. */
    void endFromOutside(String reason, Duration grace) {
        wakeup.end(reason, grace);
    }

    /** From any thread: the end without a word. */
    void cut() {
        context.close();
    }

    private void bug(RuntimeException bug) {
        log.trouble("bug", bug);
        if (state != State.CLOSING) {
            state = State.OPEN;
            end(BROKEN);
        }
    }

    // ---- TLS

    private void startTls(byte[] goAhead) {
        log.sent(goAhead.length);
        context.writeAndFlush(Unpooled.wrappedBuffer(goAhead));
        arrived.drop(); // RFC 3207 §4.2: what came ahead in the clear is not ours to believe
        patience.stop();
        state = State.SHAKING;
        Certificates certificates = around.certificates()
                .orElseThrow(() -> new IllegalStateException("STARTTLS without a certificate"));
        context.pipeline().addFirst(certificates.handler(context.alloc()));
        context.channel().config().setAutoRead(true);
    }

    private boolean compress(byte[] goAhead) {
        boolean more = send(goAhead);
        context.flush();
        arrived.drop(); // the peer may compress only what follows the go-ahead
        context.pipeline().addBefore(context.name(), "deflation", new Deflation());
        return more;
    }

    private void shaken(SslHandshakeCompletionEvent event) {
        if (!event.isSuccess()) {
            log.note("tls-failed", "error=\"" + event.cause() + "\"");
            context.close();
            return;
        }
        TlsFacts facts = Certificates.facts(context.pipeline());
        log.note("tls", "protocol=" + facts.protocol() + " cipher=" + facts.cipher());
        state = State.OPEN;
        session.secured(facts);
        if (tlsFirst) {
            begin();
        } else {
            drive(Step.more());
        }
    }

    // ---- the end

    private void end(String reason) {
        try {
            Step<D> farewell = session.ending(reason);
            close(farewell instanceof Step.Close<D> last ? last.bytes()
                    : farewell instanceof Step.Answer<D> last ? last.bytes() : new byte[0]);
        } catch (RuntimeException bug) {
            log.trouble("bug", bug);
            context.close();
        }
    }

    private void close(byte[] lastWords) {
        state = State.CLOSING;
        patience.stop();
        context.channel().config().setAutoRead(false);
        log.sent(lastWords.length);
        ChannelFuture written = context.writeAndFlush(Unpooled.wrappedBuffer(lastWords));
        Linger.after(context, written, peerIsDone);
        leave();
    }

    /** The session's last question, once, whatever way the connection went. */
    private void leave() {
        if (left) {
            return;
        }
        left = true;
        patience.stop();
        arrived.drop();
        LastQuestion.put(session.closed(), around.asker(), log, () -> around.pumps().remove(this));
    }
}
