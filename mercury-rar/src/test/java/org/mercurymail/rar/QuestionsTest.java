package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.spi.UnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mercurymail.net.Asker;
import org.mercurymail.wire.Step;

/** Questions, work threads and endpoints: as many as allowed, none lost. */
@Timeout(30)
class QuestionsTest {

    interface Door {
        String ask(String what) throws Exception;
    }

    private static final class Bean implements Door {

        final CountDownLatch letGo = new CountDownLatch(1);
        final CountDownLatch three = new CountDownLatch(3);
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();

        @Override
        public String ask(String what) throws Exception {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                if (what.startsWith("wait")) {
                    three.countDown();
                    letGo.await();
                }
                if (what.equals("fail")) {
                    throw new IllegalStateException("failed on purpose");
                }
                return what;
            } finally {
                atOnce.decrementAndGet();
            }
        }
    }

    private final FakeContainer container = new FakeContainer();
    private final Bean bean = new Bean();
    private final FakeContainer.Endpoints endpoints = new FakeContainer.Endpoints(bean);

    @AfterEach
    void close() {
        bean.letGo.countDown();
        container.close();
    }

    private Questions<Door> questions(int workers) {
        return new Questions<>(endpoints, Door.class, container, workers);
    }

    private static CompletableFuture<String> ask(Questions<Door> questions, String what) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Step.Question<Door> question = (door, out) -> new Step.Answer<>(door.ask(what).getBytes());
        questions.ask(question, (bytes, offset, length) -> { }, new Asker.Outcome<>() {
            @Override
            public void answered(Step<Door> step) {
                answer.complete(new String(((Step.Answer<Door>) step).bytes()));
            }

            @Override
            public void failed(Throwable cause) {
                answer.completeExceptionally(cause);
            }
        });
        return answer;
    }

    @Test
    void oneWorkerKeepsItsEndpointForTheQuestionsThatFollow() throws Exception {
        Questions<Door> questions = questions(4);
        for (int i = 0; i < 1000; i++) {
            assertEquals("q" + i, ask(questions, "q" + i).get());
        }
        assertTrue(endpoints.created.get() <= 4, endpoints.created + " endpoints");
        questions.stop(TimeUnit.SECONDS.toNanos(5));
        assertEquals(0, endpoints.open.get(), "every endpoint was released");
    }

    @Test
    void noMoreThanAllowedAtOnceAndTheOthersWait() throws Exception {
        Questions<Door> questions = questions(3);
        CompletableFuture<?>[] all = new CompletableFuture<?>[50];
        for (int i = 0; i < all.length; i++) {
            all[i] = ask(questions, "wait" + i);
        }
        bean.three.await();
        bean.letGo.countDown();
        CompletableFuture.allOf(all).get();
        assertEquals(3, bean.mostAtOnce.get());
    }

    @Test
    void aContainerWithFewEndpointsLosesNoQuestion() throws Exception {
        endpoints.most = 2;
        Questions<Door> questions = questions(20);
        CompletableFuture<?>[] all = new CompletableFuture<?>[200];
        for (int i = 0; i < all.length; i++) {
            all[i] = ask(questions, "wait" + i);
        }
        bean.letGo.countDown();
        CompletableFuture.allOf(all).get();
        assertTrue(bean.mostAtOnce.get() <= 2);
    }

    @Test
    void waitsForAnApplicationThatStillStarts() throws Exception {
        endpoints.unavailable.set(5);
        assertEquals("early", ask(questions(4), "early").get());
    }

    @Test
    void waitsNoMoreWhenTheApplicationGoes() throws Exception {
        endpoints.most = 0;
        Questions<Door> questions = questions(4);
        CompletableFuture<String> answer = ask(questions, "late");
        questions.stopping();
        assertFailsWith(UnavailableException.class, answer);
    }

    @Test
    void aFailureIsTheOutcomeAndTheWorkerGoesOn() throws Exception {
        Questions<Door> questions = questions(1);
        assertFailsWith(IllegalStateException.class, ask(questions, "fail"));
        assertEquals("next", ask(questions, "next").get());
    }

    @Test
    void withoutAWorkThreadTheQuestionFailsAndTheNextOneIsTriedAgain() throws Exception {
        Questions<Door> questions = questions(2);
        container.rejectsWork = true;
        assertFailsWith(jakarta.resource.spi.work.WorkRejectedException.class, ask(questions, "a"));
        container.rejectsWork = false;
        assertEquals("b", ask(questions, "b").get());
    }

    @Test
    void afterTheStopNothingIsAsked() {
        Questions<Door> questions = questions(2);
        questions.stop(0);
        assertFailsWith(UnavailableException.class, ask(questions, "late"));
    }

    private static void assertFailsWith(Class<?> type, CompletableFuture<?> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            assertEquals(type, e.getCause().getClass());
            return;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("answered " + answer.join());
    }
}
