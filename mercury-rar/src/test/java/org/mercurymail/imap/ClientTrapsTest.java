package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;

/** What is lawful and yet makes some client lose mail or hang; docs/imap.md has the table. */
class ClientTrapsTest {

    private final MemoryMailboxes door = new MemoryMailboxes("");
    private SessionPump<MailboxListener> pump;

    @BeforeEach
    void start() throws Exception {
        pump = new SessionPump<MailboxListener>(ImapTranscriptTest.session(new MailboxDoorway("h", true, true, 1000),
                ImapTranscriptTest.DEAF, false), door).open();
        say("a LOGIN u secret");
    }

    private String say(String line) {
        pump.feed((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(pump.said(), StandardCharsets.US_ASCII);
    }

    @Test
    void highestModseqIsNeverZero() {
        MemoryMailboxes.Mailbox inbox = door.mailboxes.get("INBOX");
        inbox.snapshot = MailboxSnapshot.empty(inbox.id, inbox.uidValidity, 1, 0);
        assertTrue(say("b SELECT INBOX").contains("[HIGHESTMODSEQ 1]"));
        assertTrue(say("c STATUS INBOX (HIGHESTMODSEQ)").contains("(HIGHESTMODSEQ 1)"));
    }

    @Test
    void textBehindDoneIsACommand() {
        say("b SELECT INBOX");
        assertEquals("+ idling\r\nc OK IDLE completed\r\nd OK NOOP completed\r\n",
                say("c IDLE\r\nDONE\r\nd NOOP"));
    }

    @Test
    void aParentThatExistsIsNeverNoselect() throws Exception {
        say("b CREATE work/2026");
        assertFalse(say("c LIST \"\" *").contains("\\Noselect"));
        assertTrue(say("d SELECT work").contains("d OK"));
    }

    @Test
    void aParentThatIsNotThereIsShownAndCannotBeSelected() {
        door.mailboxes.put("lost/child", new MemoryMailboxes.Mailbox(99, 1));
        assertTrue(say("b LIST \"\" %").contains("* LIST (\\NonExistent \\Noselect \\HasChildren) \"/\" lost\r\n"));
    }

    @Test
    void changedSinceZeroIsEverything() throws Exception {
        door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(new byte[] {'x'}), Flags.NONE, Instant.EPOCH);
        say("b SELECT INBOX");
        assertTrue(say("c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 0)").startsWith("* OK [HIGHESTMODSEQ 2] Highest\r\n"
                + "* 1 FETCH (UID 1 FLAGS (\\Recent) MODSEQ (2))\r\n"));
    }

    @Test
    void itemsComeInTheOrderTheyWereAskedFor() throws Exception {
        door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of(new byte[] {'x'}), Flags.NONE, Instant.EPOCH);
        say("b SELECT INBOX");
        assertEquals("* 1 FETCH (RFC822.SIZE 1 UID 1 INTERNALDATE \" 1-Jan-1970 00:00:00 +0000\" FLAGS (\\Recent))\r\n"
                + "c OK FETCH completed\r\n", say("c FETCH 1 (RFC822.SIZE UID INTERNALDATE FLAGS)"));
    }

    @Test
    void nothingIsAnnouncedThatClientsFailOver() {
        List<String> announced = Arrays.asList(say("b CAPABILITY").split("[ \r\n]+"));
        assertFalse(announced.contains("UIDONLY"));
        assertEquals(Optional.of("IMAP4rev1"), announced.stream().filter(c -> c.startsWith("IMAP4")).findFirst());
    }
}
