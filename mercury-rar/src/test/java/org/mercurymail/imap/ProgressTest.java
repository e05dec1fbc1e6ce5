package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Spool;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;

/** INPROGRESS (RFC 9585): told every ten seconds of a search that reads, and never of one that does not. */
class ProgressTest {

    /** Every look at it takes four seconds. */
    private static final class SlowClock extends Clock {
        private long millis = 1_800_000_000_000L;

        @Override
        public long millis() {
            millis += 4_000;
            return millis;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final MemoryMailboxes door = new MemoryMailboxes("");
    private final SessionPump<MailboxListener> pump = new SessionPump<MailboxListener>(new ImapSession(
            new MailboxDoorway("h", false, true, 1000), ImapTranscriptTest.peer(false), ImapTranscriptTest.DEAF,
            () -> new Spool(Path.of("target")), new SlowClock()), door).open();

    private String say(String line) {
        pump.feed((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(pump.said(), StandardCharsets.US_ASCII);
    }

    @Test
    void isToldEveryTenSeconds() throws Exception {
        for (int i = 0; i < 7; i++) {
            door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of("\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)), Flags.NONE,
                    Instant.EPOCH);
        }
        say("a LOGIN u secret");
        say("b SELECT INBOX");
        assertEquals("* OK [INPROGRESS (\"c\" 3 7)] Still at work\r\n* OK [INPROGRESS (\"c\" 6 7)] Still at work\r\n"
                + "* SEARCH\r\nc OK SEARCH completed\r\n", say("c SEARCH BODY nowhere"));
        assertEquals("* SEARCH 1 2 3 4 5 6 7\r\nd OK SEARCH completed\r\n", say("d SEARCH UNSEEN"));
    }
}
