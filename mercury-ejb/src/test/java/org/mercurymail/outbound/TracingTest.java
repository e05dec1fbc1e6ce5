package org.mercurymail.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Missing;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Settlement;

/** A message's story, for those whom it concerns, and for nobody else. */
class TracingTest {

    private static final Actor ADMIN = new Actor(Actor.Kind.ADMIN, 1_000_000, "admin@firm.test", Actor.Via.REST);

    private final TestServer server = new TestServer();
    private final Tracing tracing = new Tracing(server.store.ledger());
    private final QueueService queue = new QueueService(server.store.waitingRecipients(), server::dispatch,
            new Unasked());
    private final AccountRow sender = server.account("s", 0);
    private final AccountRow reader = server.account("r", 0);
    private final AccountRow blind = server.account("b", 0);
    private final MessageId id = submit();

    @Test
    void senderAndAdministratorSeeAll() {
        for (Actor actor : List.of(ADMIN, actor(sender))) {
            MessageTrace trace = tracing.trace(actor, id);
            assertEquals("waiting", trace.state());
            assertEquals(sender.address(), trace.sender());
            assertEquals(List.of("x@away.test queued 0", "r@" + server.domain + " delivered 0",
                    "b@" + server.domain + " delivered 0"), fates(trace));
            assertEquals("accepted", trace.events().get(0).event());
        }
    }

    @Test
    void whoGotItSeesNobodyElse() {
        MessageTrace trace = tracing.trace(actor(reader), id);
        assertEquals(List.of("r@" + server.domain + " delivered 0"), fates(trace));
        assertEquals(List.of("", reader.address()), trace.events().stream().map(MessageTrace.Event::recipient).toList());
        assertEquals("delivered", trace.state());
    }

    @Test
    void othersDoNotLearnThatItExists() {
        Actor other = actor(server.account("o", 0));
        String none = assertThrows(Missing.class, () -> tracing.trace(other, new MessageId(id.value() + 1)))
                .getMessage();
        String foreign = assertThrows(Missing.class, () -> tracing.trace(other, id)).getMessage();
        assertEquals(none.replace(new MessageId(id.value() + 1).toString(), ""), foreign.replace(id.toString(), ""));
        assertThrows(Missing.class, () -> tracing.trace(Actor.stranger(Actor.Via.REST), id));
    }

    @Test
    void attemptsAreCountedAndTheLastReplyKept() {
        server.store.queue().releaseLeases(server.store.writer().node());
        settle(Settlement.State.WAITING, 451, "not now");
        Waiting waiting = waiting();
        assertEquals("deferred 1 451 4.2.0 not now (mx[192.0.2.1])",
                waiting.state() + " " + waiting.attempts() + " " + waiting.lastReply());
        settle(Settlement.State.DELIVERED, 250, "taken");
        MessageTrace trace = tracing.trace(actor(sender), id);
        assertEquals("x@away.test delivered 2", fates(trace).get(0));
        assertEquals("250 2.2.0 taken (mx[192.0.2.1])", trace.recipients().get(0).lastReply());
        assertEquals("delivered", trace.state());
    }

    @Test
    void cancelledIsToldAndHeldIsSeen() {
        assertThrows(Missing.class, () -> queue.cancel(ADMIN, id, Optional.empty()), "it is being sent");
        server.store.queue().releaseLeases(server.store.writer().node());
        assertEquals(1, queue.hold(ADMIN, id, Optional.of(Address.of("X@away.test"))));
        assertEquals(Waiting.State.HELD, waiting().state());
        assertEquals(Optional.empty(), waiting().due());
        assertEquals(1, queue.retry(ADMIN, id, Optional.empty()));
        assertEquals(id, server.dispatched.get(server.dispatched.size() - 1));
        assertEquals(1, queue.cancel(ADMIN, id, Optional.empty()));
        assertEquals("partial", tracing.trace(actor(sender), id).state());
        assertEquals("x@away.test cancelled 0", fates(tracing.trace(ADMIN, id)).get(0));
    }

    private Waiting waiting() {
        return queue.page(ADMIN, sender.address(), QueueService.Place.START, 10).get(0);
    }

    private void settle(Settlement.State state, int reply, String text) {
        server.store.writer().write(List.of(new Settlement(id.value(), 0, state, Instant.now().plusSeconds(60), reply,
                reply / 100 + ".2.0", text, "mx[192.0.2.1]", false)));
    }

    private MessageId submit() {
        Submitted outcome = server.submission.submit(
                new Origin.Application(server.login(sender), "rest", Optional.empty()),
                TestServer.envelope(sender.address(), "x@away.test", reader.address(), blind.address()),
                TestServer.body("Subject: s\n\nhello\n"));
        return ((Submitted.Accepted) outcome).id();
    }

    private static Actor actor(AccountRow account) {
        return new Actor(Actor.Kind.ACCOUNT, account.id(), account.address(), Actor.Via.REST);
    }

    private static List<String> fates(MessageTrace trace) {
        return trace.recipients().stream().map(fate -> fate.address() + " " + fate.state() + " " + fate.attempts())
                .toList();
    }
}
