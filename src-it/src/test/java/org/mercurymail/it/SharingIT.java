package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Quota (RFC 9208) and others' mailboxes (RFC 4314, RFC 2342) on the real server: u6 shares with u7. */
final class SharingIT {

    private static final String OWNER = "u6@mercury.test";
    private static final String FRIEND = "u7@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final int port = server.ports().imap();

    @Test
    void quotaIsTold() {
        try (Imap imap = Imap.inbox(port, OWNER)) {
            Imap.Answer answer = imap.ok("GETQUOTAROOT INBOX");
            assertTrue(answer.has("QUOTAROOT INBOX " + OWNER), answer.untagged().toString());
            assertTrue(answer.has("QUOTA " + OWNER + " \\("));
            assertTrue(imap.command("SETQUOTA " + OWNER + " (STORAGE 1)").status().startsWith("NO [NOPERM]"));
            assertTrue(imap.ok("STATUS INBOX (DELETED-STORAGE)").has("DELETED-STORAGE \\d+"));
        }
    }

    @Test
    void aSharedMailboxIsSeenFilledAndLost() {
        String shown = "\"Other Users/" + OWNER + "/Plans\"";
        byte[] message = Mail.of(OWNER, FRIEND, "plan", "caf\u00e9\r\n");
        try (Imap owner = Imap.inbox(port, OWNER); Imap friend = Imap.inbox(port, FRIEND)) {
            owner.command("DELETE Plans");
            owner.ok("CREATE Plans");
            assertTrue(owner.append("Plans", "", message).ok());
            assertTrue(friend.ok("NAMESPACE").has("\\(\\(\"Other Users/\" \"/\"\\)\\)"));
            assertTrue(friend.command("SELECT " + shown).status().startsWith("NO [NONEXISTENT]"));

            owner.ok("SETACL Plans " + FRIEND + " lr");
            assertTrue(friend.ok("LIST \"\" * RETURN (MYRIGHTS)").has("MYRIGHTS " + shown + " lr"));
            assertTrue(friend.command("SELECT " + shown).status().startsWith("OK [READ-ONLY]"));
            assertArrayEquals(message, friend.body(1));
            assertTrue(friend.command("UID STORE 1 +FLAGS (\\Seen)").status().startsWith("NO [NOPERM]"));

            owner.ok("SETACL Plans " + FRIEND + " +siw");
            assertTrue(friend.command("SELECT " + shown).status().startsWith("OK [READ-WRITE]"));
            friend.ok("UID STORE 1 +FLAGS (\\Seen \\Deleted)");
            assertEquals("\\Seen \\Recent", friend.ok("UID FETCH 1 (FLAGS)").find("FLAGS \\(([^)]*)\\)"));
            assertTrue(friend.command("EXPUNGE").status().startsWith("NO [NOPERM]"));
            friend.ok("UID COPY 1 INBOX");
            assertTrue(friend.append(shown, "(\\Flagged) ", message).ok());
            assertTrue(owner.ok("STATUS Plans (MESSAGES)").has("MESSAGES 2"));

            String idle = friend.idle();
            assertTrue(owner.append("Plans", "", message).ok());
            assertEquals("* 3 EXISTS", friend.response());
            assertEquals("* 3 RECENT", friend.response());
            owner.ok("DELETEACL Plans " + FRIEND);
            assertTrue(friend.response().startsWith("* BYE"));
            assertFalse(idle.isEmpty());
        }
        try (Imap friend = Imap.inbox(port, FRIEND)) {
            assertTrue(friend.command("SELECT " + shown).status().startsWith("NO [NONEXISTENT]"));
            assertFalse(friend.ok("LIST \"\" *").has("Plans"));
        }
    }

    /** A shared folder, made by REST, is there for who was let in, and goes with its mail. */
    @Test
    void aDomainSharesAFolder() {
        Rest admin = Rest.of(server, "admin@mercury.test");
        String folder = "\"domain\":\"mercury.test\",\"name\":\"Sales/2026\"";
        admin.delete("shared-folders?domain=mercury.test&name=Sales/2026");
        assertEquals(201, admin.post("shared-folders", "{" + folder + "}").status());
        assertEquals(403, Rest.of(server, FRIEND).get("shared-folders?domain=mercury.test").status());
        try (Imap friend = Imap.inbox(port, FRIEND)) {
            String shown = "\"Shared Folders/Sales/2026\"";
            assertTrue(friend.command("SELECT " + shown).status().startsWith("NO [NONEXISTENT]"));
            assertEquals(200, admin.post("shared-folders/access", "{" + folder
                    + ",\"identifier\":\"anyone\",\"rights\":\"lrsi\"}").status());
            assertTrue(friend.append(shown, "", Mail.of(FRIEND, OWNER, "offer", "x\r\n")).ok());
            try (Imap owner = Imap.inbox(port, OWNER)) {
                assertTrue(owner.command("SELECT " + shown).status().startsWith("OK [READ-WRITE]"));
            }
            assertTrue(admin.get("shared-folders?domain=mercury.test").json().toString().contains("anyone lrsi"));
            assertEquals(204, admin.delete("shared-folders?domain=mercury.test&name=Sales/2026").status());
            assertTrue(friend.command("SELECT " + shown).status().startsWith("NO [NONEXISTENT]"));
        }
    }
}
