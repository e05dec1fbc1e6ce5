package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.wire.Output;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.Wakeup;

/** The pump without a socket: every order of bytes, questions, wakeups and ends, one thread, no waiting. */
class PumpTest {

    private static final ListenerAddress LISTENER = ListenerAddress.parseAll("echo@127.0.0.1:22001").get(0);

    /** Keeps questions until the test lets them be answered. */
    private static final class Kept implements Asker<EchoSession.Door> {

        private record One(Step.Question<EchoSession.Door> question, Output output,
                Outcome<EchoSession.Door> outcome) { }

        final Deque<One> line = new ArrayDeque<>();

        @Override
        public void ask(Step.Question<EchoSession.Door> question, Output output,
                Outcome<EchoSession.Door> outcome) {
            line.add(new One(question, output, outcome));
        }

        void answer() {
            One one = line.remove();
            try {
                one.outcome().answered(one.question().put(what -> "answer " + what, one.output()));
            } catch (Exception e) {
                one.outcome().failed(e);
            }
        }

        void fail() {
            line.remove().outcome().failed(new IllegalStateException("failed on purpose"));
        }
    }

    private final Kept asker = new Kept();
    private final Pumps pumps = new Pumps();
    private EchoSession session;
    private Wakeup wakeup;
    private final EmbeddedChannel channel = open(Optional.empty());

    private EmbeddedChannel open(Optional<String> refusal) {
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 22001);
        EmbeddedChannel opened = new EmbeddedChannel();
        opened.freezeTime();
        opened.pipeline().addLast(new Pump<>(
                new Pump.Surroundings<>(asker, pumps, Optional.empty(), TimeUnit.SECONDS.toNanos(1)),
                (peer, call) -> {
                    wakeup = call;
                    session = new EchoSession(peer);
                    return session;
                }, new ConnectionLog(LISTENER, new ProxyHeader.Call(here, here, false)), refusal,
                false));
        opened.pipeline().fireChannelActive();
        return opened;
    }

    @AfterEach
    void nothingLeaks() {
        channel.finishAndReleaseAll();
        while (!asker.line.isEmpty()) {
            asker.answer();
            channel.runPendingTasks();
        }
        assertEquals(1, session.closed.get(), "the last question is asked once");
        assertEquals(0, pumps.size());
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private String said() {
        channel.runPendingTasks();
        StringBuilder all = new StringBuilder();
        for (ByteBuf b = channel.readOutbound(); b != null; b = channel.readOutbound()) {
            all.append(b.toString(StandardCharsets.UTF_8));
            b.release();
        }
        return all.toString();
    }

    @Test
    void aPauseHoldsUpWhatFollows() {
        send("ECHO a\r\nPAUSE x\r\nECHO b\r\n");
        assertEquals("hello\r\na\r\n", said(), "what was said before is not kept back");
        send("ECHO c\r\n");
        channel.advanceTimeBy(1_999, TimeUnit.MILLISECONDS);
        assertEquals("", said());
        assertFalse(channel.config().isAutoRead(), "it takes no more than one read meanwhile");
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        assertEquals("rested x\r\nb\r\nc\r\n", said());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void aPauseEndsWhenThePeerSpeaks() {
        send("HUSH\r\n");
        assertEquals("hello\r\n", said());
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        assertEquals("thank you\r\n", said());
        send("HUSH\r\n");
        send("ECHO a\r\n");
        assertEquals("you spoke\r\na\r\n", said());
        send("HUSH\r\nECHO b\r\n");
        assertEquals("you spoke\r\nb\r\n", said(), "or had spoken already");
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        assertEquals("", said(), "the pauses that were cut short do not come back");
    }

    @Test
    void aPauseEndsWithTheServerOrThePeer() {
        send("PAUSE x\r\n");
        said();
        wakeup.end("enough");
        assertEquals("end: enough\r\n", said());
        channel.advanceTimeBy(5, TimeUnit.SECONDS);
        assertEquals("", said());
    }

    @Test
    void greetsAndAnswersPipelinedCommandsInOrder() {
        assertEquals("hello\r\n", said());
        send("ECHO a\r\nECHO b\r\nASK c\r\nECHO d\r\n");
        assertEquals("", said(), "replies wait for the question in the same pipeline");
        asker.answer();
        assertEquals("a\r\nb\r\nanswer c\r\nd\r\n", said());
    }

    @Test
    void takesBytesOneAtATime() {
        said();
        for (char c : "ECHO slow\r\nASK x\r\n".toCharArray()) {
            send(String.valueOf(c));
        }
        assertEquals("slow\r\n", said());
        asker.answer();
        assertEquals("answer x\r\n", said());
    }

    @Test
    void readsNoMoreThanOnceWhileAQuestionIsOpen() {
        send("ASK a\r\n");
        assertTrue(channel.config().isAutoRead(), "a question costs no change of interest by itself");
        send("ECHO b\r\n");
        assertFalse(channel.config().isAutoRead());
        said();
        asker.answer();
        assertEquals("answer a\r\nb\r\n", said());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void asksOneQuestionAtATime() {
        said();
        send("ASK a\r\nASK b\r\nTWICE c\r\n");
        assertEquals(1, asker.line.size());
        asker.answer();
        channel.runPendingTasks();
        assertEquals(1, asker.line.size());
        asker.answer();
        channel.runPendingTasks();
        asker.answer();
        channel.runPendingTasks();
        asker.answer();
        assertEquals("answer a\r\nanswer b\r\nanswer c1answer c2\r\n", said());
    }

    @Test
    void flushesWhatWasSaidBeforeAQuestionThatEndsThePipeline() {
        said();
        send("ECHO a\r\nASK b\r\n");
        assertEquals("a\r\n", said());
    }

    @Test
    void outputComesBeforeTheStepThatFollowsIt() {
        said();
        send("BIG 40000\r\nECHO after\r\n");
        asker.answer();
        assertEquals("b".repeat(40000) + "done\r\nafter\r\n", said());
    }

    @Test
    void aQuestionThatFailsEndsTheConnection() {
        said();
        send("ASK a\r\n");
        asker.fail();
        assertEquals("end: Internal error, closing connection\r\n", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void aQuestionThatFailsInTheMiddleOfItsAnswerSaysNothingMore() {
        said();
        send("BROKEN\r\n");
        asker.answer();
        assertEquals("", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void aBugInTheSessionEndsItsConnection() {
        said();
        send("BUG\r\n");
        assertEquals("end: Internal error, closing connection\r\n", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void aSessionThatTakesNothingIsStopped() {
        said();
        send("STALL\r\n");
        send("x".repeat(64 * 1024));
        assertTrue(channel.isOpen());
        send("x");
        assertFalse(channel.isOpen());
    }

    @Test
    void aSessionThatGoesOnWithoutTakingIsStopped() {
        said();
        send("LOOP\r\n");
        assertTrue(said().endsWith("again\r\nend: Internal error, closing connection\r\n"));
    }

    @Test
    void manyWakeupsBecomeOne() {
        said();
        for (int i = 0; i < 100; i++) {
            wakeup.wake();
        }
        assertEquals("woken 1\r\n", said());
        wakeup.wake();
        assertEquals("woken 2\r\n", said());
    }

    @Test
    void aWakeupWaitsForTheOpenQuestion() {
        said();
        send("ASK a\r\n");
        wakeup.wake();
        assertEquals("", said());
        asker.answer();
        assertEquals("answer a\r\nwoken 1\r\n", said());
    }

    @Test
    void theEndFromOutsideWaitsForTheOpenQuestion() {
        said();
        send("ASK a\r\n");
        wakeup.end("closed by the administrator");
        assertEquals("", said());
        asker.answer();
        assertEquals("answer a\r\nend: closed by the administrator\r\n", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void theEndFromOutsideDoesNotWaitForEver() {
        said();
        send("ASK a\r\n");
        wakeup.end("closed by the administrator");
        channel.runPendingTasks();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
    }

    @Test
    void aFailureWhileEndingTellsTheReasonOfTheEnd() {
        said();
        send("ASK a\r\n");
        wakeup.end("going down");
        channel.runPendingTasks();
        asker.fail();
        assertEquals("end: going down\r\n", said());
    }

    @Test
    void wakeupsAfterTheEndDoNothing() {
        send("QUIT\r\n");
        assertEquals("hello\r\nbye\r\n", said());
        wakeup.wake();
        wakeup.end("late");
        assertEquals("", said());
    }

    @Test
    void bytesAfterQuitAreNotTaken() {
        send("QUIT\r\nECHO no\r\n");
        assertEquals("hello\r\nbye\r\n", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void theQuestionOfAPeerThatWentStillEnds() {
        session.asksAtTheEnd = true;
        send("ASK a\r\n");
        channel.close();
        assertEquals(0, session.closed.get(), "the session is the question's alone");
        asker.answer();
        channel.runPendingTasks();
        assertEquals(1, session.closed.get());
        assertEquals(1, asker.line.size(), "the last question");
        assertEquals(1, pumps.size());
        asker.answer();
        assertEquals(0, pumps.size());
    }

    @Test
    void timesOutWithPatience() {
        said();
        session.patience = Duration.ofSeconds(10);
        send("ECHO a\r\n");
        said();
        pass(9);
        assertEquals("", said());
        send("ECHO b\r\n");
        pass(9);
        assertEquals("b\r\n", said());
        pass(1);
        assertEquals("too slow\r\n", said());
        assertFalse(channel.isOpen());
    }

    @Test
    void aLongerPatienceNeedsNoNewTask() {
        said();
        session.patience = Duration.ofSeconds(1);
        send("ECHO a\r\n");
        session.patience = Duration.ofSeconds(30);
        send("ECHO b\r\n");
        pass(29);
        assertEquals("a\r\nb\r\n", said());
        pass(1);
        assertEquals("too slow\r\n", said());
    }

    @Test
    void anOpenQuestionIsNotThePeersDelay() {
        said();
        session.patience = Duration.ofSeconds(10);
        send("ASK a\r\n");
        pass(1000);
        asker.answer();
        assertEquals("answer a\r\n", said());
        pass(9);
        assertTrue(channel.isOpen());
        pass(1);
        assertEquals("too slow\r\n", said());
    }

    @Test
    void oneWhoIsTurnedAwayHearsWhy() {
        channel.close();
        EmbeddedChannel other = open(Optional.of("too many"));
        ByteBuf words = other.readOutbound();
        assertEquals("end: too many\r\n", words.toString(StandardCharsets.UTF_8));
        words.release();
        assertFalse(other.isOpen());
    }

    @Test
    void outputFailsAfterItsQuestion() throws Exception {
        PacedOutput output = new PacedOutput(channel.pipeline().firstContext(), 1);
        output.write(new byte[10]);
        output.end().ifPresent(ByteBuf::release);
        org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> output.write(new byte[1]));
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
