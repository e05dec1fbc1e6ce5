package org.mercurymail.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mercurymail.port.Peer;
import org.mercurymail.wire.LineTaker;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;

/**
 * A little line protocol that makes a pump do everything it can: ECHO answers, ASK asks the door, BIG sends n octets
 * from a question, TLS upgrades, QUIT closes, and some commands misbehave.
 */
final class EchoSession implements Session<EchoSession.Door> {

    interface Door {
        String ask(String what) throws Exception;
    }

    final Peer peer;
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger woken = new AtomicInteger();
    volatile Duration patience = Duration.ofMinutes(5);
    volatile Optional<TlsFacts> tls = Optional.empty();
    volatile boolean asksAtTheEnd;
    private final LineTaker lines = new LineTaker(1000);
    private boolean stalled;
    private boolean looping;

    EchoSession(Peer peer) {
        this.peer = peer;
    }

    private static Step<Door> say(String line) {
        return new Step.Answer<>(bytes(line));
    }

    private static byte[] bytes(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Step<Door> opened() {
        return say("hello" + (peer.secure() ? " secure" : ""));
    }

    @Override
    public Step<Door> take(ByteBuffer bytes) {
        if (looping) {
            return say("again");
        }
        if (stalled) {
            return Step.more();
        }
        Optional<LineTaker.Line> line = lines.take(bytes);
        if (line.isEmpty()) {
            return Step.more();
        }
        String text = new String(line.get().bytes(), StandardCharsets.UTF_8);
        String[] words = text.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "ECHO":
                return say(rest);
            case "LONG":
                return say("x".repeat(Integer.parseInt(rest)));
            case "ASK":
                return new Step.Ask<>((door, out) -> say(door.ask(rest)));
            case "TWICE":
                return new Step.Ask<>((door, out) -> {
                    String first = door.ask(rest + "1");
                    return new Step.Ask<>((again, o) -> say(first + again.ask(rest + "2")));
                });
            case "BIG":
                return big(Integer.parseInt(rest));
            case "BROKEN":
                return new Step.Ask<>((door, out) -> {
                    out.write(bytes("half"));
                    throw new IllegalStateException("broken on purpose");
                });
            case "TLS":
                return new Step.StartTls<>(bytes("go ahead"));
            case "PAUSE":
                return new Step.Pause<>(Duration.ofSeconds(2), say("rested " + rest), Optional.empty());
            case "HUSH":
                return new Step.Pause<>(Duration.ofSeconds(2), say("thank you"), Optional.of(() -> say("you spoke")));
            case "QUIT":
                return new Step.Close<>(bytes("bye"));
            case "STALL":
                stalled = true;
                return Step.more();
            case "LOOP":
                looping = true;
                return say("loop");
            case "BUG":
                throw new IllegalStateException("bug on purpose");
            default:
                return say("what?");
        }
    }

    private static Step<Door> big(int octets) {
        return new Step.Ask<>((door, out) -> {
            byte[] piece = new byte[8191];
            Arrays.fill(piece, (byte) 'b');
            int left = octets;
            while (left > 0) {
                int n = Math.min(left, piece.length);
                out.write(piece, 0, n);
                left -= n;
            }
            return say("done");
        });
    }

    @Override
    public void secured(TlsFacts facts) {
        tls = Optional.of(facts);
    }

    @Override
    public Step<Door> woken() {
        return say("woken " + woken.incrementAndGet());
    }

    @Override
    public Step<Door> timedOut() {
        return new Step.Close<>(bytes("too slow"));
    }

    @Override
    public Step<Door> ending(String reason) {
        return new Step.Close<>(bytes("end: " + reason));
    }

    @Override
    public Step<Door> closed() {
        closed.incrementAndGet();
        return asksAtTheEnd ? new Step.Ask<>((door, out) -> say(door.ask("last"))) : Step.more();
    }

    @Override
    public Duration patience() {
        return patience;
    }
}
