package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mercurymail.intake.TestServer.body;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.store.AccountRow;

class UndeleteTest {

    private final TestServer server = new TestServer();
    private final Undelete undelete = undelete(server);
    private final AccountRow ann = server.account("ann", 100);
    private final Actor self = new Actor(Actor.Kind.ACCOUNT, ann.id(), ann.address(), Actor.Via.WEB);

    private static Undelete undelete(TestServer server) {
        return new Undelete(server.store.expunged(), server.store.accounts(), server.watchers, server.settings);
    }

    @Test
    void whatWentComesBackAsItWas() throws Exception {
        long inbox = fill("Subject: one\n\n1\n");
        server.mailboxes.expunge(ann.id(), inbox, NumberSet.of(1));
        assertEquals(0, server.mailboxes.quota(ann.id()).usedBytes());
        ExpungedMessage gone = undelete.page(self, ann.id(), "", 10).get(0);
        assertEquals("one", gone.subject());
        assertEquals("INBOX", gone.folder());
        assertEquals(List.of(), undelete.page(self, ann.id(), gone.id(), 10));
        assertEquals(1, undelete.restore(self, ann.id(), List.of(gone.id())));
        assertEquals(0, undelete.restore(self, ann.id(), List.of(gone.id())));
        assertEquals(List.of("Subject: one\r\n\r\n1\r\n"), server.contents(ann, "INBOX"));
        assertEquals(2, server.mailboxes.open(ann.id(), "INBOX").uidAt(1));
    }

    @Test
    void quotaHoldsAndWhatIsPurgedIsGone() throws Exception {
        long inbox = fill("x".repeat(80));
        server.mailboxes.expunge(ann.id(), inbox, NumberSet.of(1));
        fill("y".repeat(80));
        List<String> ids = undelete.page(self, ann.id(), "", 10).stream().map(ExpungedMessage::id).toList();
        assertEquals(Refusal.ACCOUNT_FULL, assertThrows(Invalid.class, () ->
                undelete.restore(self, ann.id(), ids)).code());
        assertEquals(1, undelete.purge(self, ann.id(), ids));
        assertEquals(List.of(), undelete.page(self, ann.id(), "", 10));
        server.mailboxes.expunge(ann.id(), inbox, NumberSet.of(2));
        assertEquals(1, undelete.purge(self, ann.id(), List.of()));
        assertEquals(List.of(), undelete.page(self, ann.id(), "", 10));
        assertThrows(Invalid.class, () -> undelete.restore(self, ann.id(), List.of("1-2")));
        assertThrows(Invalid.class, () -> undelete.page(self, ann.id(), "x", 10));
    }

    @Test
    void nobodyElsesAndNotAtAllWhenSwitchedOff() throws Exception {
        long inbox = fill("z");
        server.mailboxes.expunge(ann.id(), inbox, NumberSet.of(1));
        Actor other = new Actor(Actor.Kind.ACCOUNT, ann.id() + 1000, "other", Actor.Via.REST);
        Actor program = new Actor(Actor.Kind.PROGRAM, ann.id(), ann.address(), Actor.Via.REST);
        for (Actor nobody : List.of(other, program, Actor.stranger(Actor.Via.REST))) {
            assertThrows(Forbidden.class, () -> undelete.page(nobody, ann.id(), "", 10));
            assertThrows(Forbidden.class, () -> undelete.restore(nobody, ann.id(), List.of()));
            assertThrows(Forbidden.class, () -> undelete.purge(nobody, ann.id(), List.of()));
        }
        Undelete off = undelete(new TestServer("mercury.mailbox.undelete-days", "0"));
        assertEquals(List.of(), off.page(self, ann.id(), "", 10));
        assertEquals(0, off.restore(self, ann.id(), List.of(undelete.page(self, ann.id(), "", 10).get(0).id())));
    }

    private long fill(String text) throws Exception {
        server.mailboxes.append(ann.id(), "INBOX", List.of(new Appended(body(text), Flags.NONE, Instant.now())));
        return server.mailboxes.open(ann.id(), "INBOX").mailbox();
    }
}
