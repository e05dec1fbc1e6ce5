package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.Wakeup;

/** What comes from outside: changes, told in IDLE at once and else by the next command; mailboxes that go; ends. */
class IdleTest {

    private final MemoryMailboxes door = new MemoryMailboxes("");
    private int woken;
    private ImapSession session;
    private SessionPump<MailboxListener> pump;

    @BeforeEach
    void start() throws Exception {
        deliver();
        Wakeup wakeup = new Wakeup() {
            @Override
            public void wake() {
                woken++;
            }

            @Override
            public void end(String reason) { }
        };
        session = ImapTranscriptTest.session(new MailboxDoorway("h", true, true, 1000), wakeup, false);
        pump = new SessionPump<MailboxListener>(session, door).open();
        say("a LOGIN u secret");
        say("b SELECT INBOX");
    }

    private void deliver() throws Exception {
        door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of("A: b\r\n\r\nc".getBytes(StandardCharsets.US_ASCII)),
                Flags.NONE, Instant.EPOCH);
    }

    private String say(String line) {
        pump.feed((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(pump.said(), StandardCharsets.US_ASCII);
    }

    private String wake() {
        pump.perform(session.woken());
        return new String(pump.said(), StandardCharsets.US_ASCII);
    }

    @Test
    void everythingIsToldAtOnce() throws Exception {
        assertEquals("+ idling\r\n", say("c IDLE"));
        deliver();
        assertEquals(1, woken);
        assertEquals("* 2 EXISTS\r\n* 2 RECENT\r\n", wake());
        door.store(MemoryMailboxes.ACCOUNT, 1, NumberSet.of(2), FlagChange.ADD, new Flags(Flags.SEEN, Set.of("x")),
                Long.MAX_VALUE);
        assertEquals("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft x)\r\n"
                + "* 2 FETCH (UID 2 FLAGS (\\Seen \\Recent x))\r\n", wake());
        door.expunge(MemoryMailboxes.ACCOUNT, 1, NumberSet.of(1));
        deliver();
        assertEquals("* 1 EXPUNGE\r\n* 2 EXISTS\r\n* 2 RECENT\r\n", wake());
        assertEquals("", wake());
        assertEquals("c OK IDLE completed\r\n", say("DONE"));
    }

    @Test
    void whatCameBeforeIdleIsToldByIt() throws Exception {
        deliver();
        assertEquals("", wake(), "told while no command runs");
        assertEquals("* 2 EXISTS\r\n* 2 RECENT\r\n+ idling\r\n", say("c IDLE"));
    }

    @Test
    void withoutAMailboxThereIsNothingToTell() throws Exception {
        say("c UNSELECT");
        assertEquals("+ idling\r\n", say("d IDLE"));
        deliver();
        assertEquals("", wake());
        assertEquals("d OK IDLE completed\r\n", say("DONE"));
    }

    @Test
    void aMailboxThatGoesEndsTheSession() throws Exception {
        door.create(MemoryMailboxes.ACCOUNT, "x", Optional.empty());
        say("c SELECT x");
        say("d IDLE");
        door.delete(MemoryMailboxes.ACCOUNT, "x");
        assertEquals("* BYE The selected mailbox was deleted\r\n", wake());
        assertTrue(pump.isClosed());
    }

    @Test
    void aMailboxThatGoesEndsTheNextCommandToo() throws Exception {
        door.create(MemoryMailboxes.ACCOUNT, "x", Optional.empty());
        say("c SELECT x");
        door.delete(MemoryMailboxes.ACCOUNT, "x");
        assertEquals("* BYE The selected mailbox was deleted\r\n", say("d FETCH 1 FLAGS"));
    }

    @Test
    void closingStopsTheWatch() throws Exception {
        assertEquals(1, door.watchers.size());
        ((Step.Ask<MailboxListener>) session.closed()).question().put(door, (bytes, from, length) -> { });
        assertEquals(0, door.watchers.size());
    }

    @Test
    void endsSayWhy() {
        pump.perform(session.ending("Going\r\ndown"));
        assertEquals("* BYE Going  down\r\n", new String(pump.said(), StandardCharsets.US_ASCII));
        pump.perform(session.timedOut());
        assertEquals("* BYE Idle for too long\r\n", new String(pump.said(), StandardCharsets.US_ASCII));
    }

    @Test
    void patienceGrowsWithLogin() {
        assertEquals(Duration.ofMinutes(30), session.patience());
        assertEquals(Duration.ofMinutes(2), ImapTranscriptTest.session(new MailboxDoorway("h", true, true, 1000),
                ImapTranscriptTest.DEAF, false).patience());
    }

    @Test
    void aRefusalIsSaidWithItsCode() {
        for (MailboxRefused.Code code : MailboxRefused.Code.values()) {
            door.refusal = Optional.of(new MailboxRefused(code, "No\r\nreally"));
            String said = code == MailboxRefused.Code.NONEXISTENT ? "TRYCREATE" : code.name();
            assertEquals("c NO [" + said + "] No??really\r\n", say("c APPEND INBOX {1+}\r\nx"));
        }
    }

    /** Flags, UIDs and searches of them are answered from the snapshot, without a look at the store. */
    @Test
    void flagsNeedNoFetch() {
        say("c FETCH 1:* (UID FLAGS MODSEQ)");
        say("d UID SEARCH UNSEEN UNDELETED NOT KEYWORD x 1:* UID 1:*");
        say("e STORE 1 +FLAGS (\\Seen)");
        assertEquals(0, door.fetches);
        say("f FETCH 1 RFC822.SIZE");
        assertEquals(1, door.fetches);
    }
}
