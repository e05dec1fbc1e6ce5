package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IMAP (RFC 3501, 9051) against the account u8, whose INBOX every test begins empty. */
final class ImapIT {

    private static final String U8 = "u8@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final int port = server.ports().imap();

    @BeforeEach
    void emptyInbox() {
        try (Imap imap = Imap.inbox(port, U8)) {
            imap.command("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
            imap.ok("EXPUNGE");
            String done = "Work" + separator(imap) + "Done";
            for (String folder : List.of(done, "Work", "Renamed")) {
                imap.command("DELETE " + folder);
            }
        }
    }

    /** IDLE (RFC 2177): the push follows the 250 at once. */
    @Test
    void idleIsToldOfADelivery() {
        try (Imap imap = Imap.inbox(port, U8); Smtp smtp = Smtp.submission(server.ports().submission(), U8)) {
            String idle = imap.idle();
            assertEquals(250, smtp.deliver(U8, Mail.of(U8, U8, "push", "hello\r\n"), U8).code());
            long sent = System.nanoTime();
            String pushed = imap.response();
            assertEquals("* 1 EXISTS", pushed);
            assertTrue(Duration.ofNanos(System.nanoTime() - sent).toMillis() < 2000, "pushed late");
            assertTrue(imap.done(idle).ok());
        }
    }

    @Test
    void appendFetchesBack() {
        byte[] message = Mail.of(U8, U8, "appended", "caf\u00e9\r\nlast line without CRLF");
        try (Imap imap = Imap.inbox(port, U8)) {
            Imap.Answer answer = imap.append("INBOX", "(\\Seen $Label) \"01-Feb-2024 03:04:05 +0100\" ", message);
            assertTrue(answer.ok(), answer.status());
            long uid = Long.parseLong(answer.find("APPENDUID \\d+ (\\d+)"));
            assertTrue(answer.has("\\* 1 EXISTS") || imap.ok("NOOP").has("\\* 1 EXISTS"));
            assertArrayEquals(message, imap.body(uid), "APPEND adds no octet");
            Imap.Answer facts = imap.ok("UID FETCH " + uid + " (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
            assertEquals(message.length, Integer.parseInt(facts.find("RFC822.SIZE (\\d+)")));
            assertTrue(facts.find("FLAGS \\(([^)]*)\\)").contains("\\Seen"));
            assertTrue(facts.find("FLAGS \\(([^)]*)\\)").contains("$Label"));
            assertTrue(facts.find("INTERNALDATE \"([^\"]*)\"").matches("[ 0]1-Feb-2024 0[23]:04:05 \\+0[01]00"),
                    facts.find("INTERNALDATE \"([^\"]*)\""));
            assertTrue(facts.has("ENVELOPE \\(\"[^\"]*24 Nov 2026[^\"]*\" \"appended\""));
            assertTrue(facts.has("BODYSTRUCTURE \\(\"TEXT\" \"PLAIN\""));
        }
    }

    /** COMPRESS=DEFLATE (RFC 4978), in the clear and over TLS. */
    @Test
    void everythingElseWorksCompressed() {
        for (Imap imap : List.of(Imap.connect(port), Imap.connectTls(server.ports().imaps()))) {
            try (imap) {
                imap.ok("LOGIN " + U8 + " secret");
                imap.ok("COMPRESS DEFLATE");
                imap.line().deflate();
                assertFalse(imap.command("COMPRESS DEFLATE").ok());
                imap.ok("SELECT INBOX");
                byte[] message = Mail.of(U8, U8, "compressed", "a line of text\r\n".repeat(100_000));
                Imap.Answer appended = imap.append("INBOX", "", message);
                assertArrayEquals(message, imap.body(Long.parseLong(appended.find("APPENDUID \\d+ (\\d+)"))));
                String idle = imap.idle();
                assertTrue(imap.done(idle).ok());
                imap.ok("LOGOUT");
            }
        }
    }

    @Test
    void appendToNowhere() {
        try (Imap imap = Imap.inbox(port, U8)) {
            Imap.Answer answer = imap.append("Nowhere", "", Mail.of(U8, U8, "x", "x\r\n"));
            assertTrue(answer.status().startsWith("NO [TRYCREATE]"), answer.status());
            imap.ok("NOOP");
        }
    }

    @Test
    void twoSessionsSeeEachOther() {
        try (Imap one = Imap.inbox(port, U8); Imap two = Imap.inbox(port, U8)) {
            append(one, "first");
            append(one, "second");
            assertTrue(two.ok("NOOP").has("\\* 2 EXISTS"));
            two.ok("STORE 2 +FLAGS (\\Flagged)");
            assertTrue(one.ok("NOOP").has("\\* 2 FETCH .*\\\\Flagged"), "the other session's flag");
            two.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
            two.ok("EXPUNGE");
            // RFC 3501 §7.4.1: no EXPUNGE while FETCH, STORE or SEARCH runs; then with NOOP
            assertFalse(one.ok("FETCH 2 (UID)").has("EXPUNGE"));
            assertTrue(one.ok("NOOP").has("\\* 1 EXPUNGE"));
            assertTrue(one.ok("FETCH 1 (FLAGS)").has("\\\\Flagged"));
        }
    }

    @Test
    void idleSeesTheOthersFlagsAndExpunges() {
        try (Imap one = Imap.inbox(port, U8); Imap two = Imap.inbox(port, U8)) {
            append(one, "first");
            one.ok("NOOP");
            String idle = one.idle();
            two.ok("NOOP");
            two.ok("STORE 1 +FLAGS (\\Answered)");
            assertTrue(one.response().matches("\\* 1 FETCH \\(.*\\\\Answered.*\\)"));
            two.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
            two.ok("EXPUNGE");
            String pushed = one.response();
            while (pushed.contains("FETCH")) {
                pushed = one.response();
            }
            assertEquals("* 1 EXPUNGE", pushed);
            assertTrue(one.done(idle).ok());
        }
    }

    @Test
    void foldersCopyMove() {
        try (Imap imap = Imap.inbox(port, U8)) {
            String done = "Work" + separator(imap) + "Done";
            imap.ok("CREATE Work");
            imap.ok("CREATE " + done);
            assertTrue(imap.ok("LIST \"\" \"*\"").has("\"?\\Q" + done + "\\E\"?$"));
            long uid = append(imap, "mail");
            imap.ok("UID COPY " + uid + " Work").find("COPYUID \\d+ (" + uid + ") \\d+");
            Imap.Answer moved = imap.ok("UID MOVE " + uid + " " + done);
            moved.find("COPYUID \\d+ (" + uid + ") \\d+");
            assertTrue(moved.has("\\* 1 EXPUNGE"));
            assertEquals("1", imap.ok("STATUS Work (MESSAGES)").find("MESSAGES (\\d+)"));
            assertEquals("1", imap.ok("STATUS " + done + " (MESSAGES)").find("MESSAGES (\\d+)"));
            assertEquals("0", imap.ok("STATUS INBOX (MESSAGES)").find("MESSAGES (\\d+)"));
            imap.ok("RENAME " + done + " Renamed");
            imap.ok("SELECT Renamed");
            assertTrue(imap.ok("FETCH 1 (ENVELOPE)").has("\"mail\""));
            imap.ok("SELECT INBOX");
            imap.ok("DELETE Renamed");
            imap.ok("DELETE Work");
            assertFalse(imap.ok("LIST \"\" \"*\"").has("Work"));
        }
    }

    @Test
    void uidExpungeTakesOnlyItsOwn() {
        try (Imap imap = Imap.inbox(port, U8)) {
            long first = append(imap, "first");
            long second = append(imap, "second");
            imap.ok("NOOP");
            imap.ok("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
            imap.ok("UID EXPUNGE " + second);
            assertEquals(List.of(first), imap.search("ALL"));
        }
    }

    @Test
    void searches() {
        try (Imap imap = Imap.inbox(port, U8)) {
            long apples = append(imap, "apples");
            long pears = append(imap, "pears");
            imap.ok("NOOP");
            imap.ok("UID STORE " + pears + " +FLAGS (\\Flagged)");
            assertEquals(List.of(apples), imap.search("SUBJECT apple"));
            assertEquals(List.of(pears), imap.search("FLAGGED"));
            assertEquals(List.of(apples), imap.search("UNFLAGGED"));
            assertEquals(List.of(apples, pears), imap.search("OR SUBJECT pears SUBJECT apples"));
            assertEquals(List.of(pears), imap.search("NOT SUBJECT apples"));
            assertEquals(List.of(apples, pears), imap.search("BODY \"the body\""));
            assertEquals(List.of(), imap.search("BODY absent"));
            assertEquals(List.of(pears), imap.search("UID " + pears + ":*"));
            assertEquals(List.of(apples, pears), imap.search("FROM u8 SINCE 1-Jan-2020"));
            assertEquals(List.of(), imap.search("LARGER 1000000"));
        }
    }

    @Test
    void partsOfAMessage() {
        String text = "From: <a@b.test>\r\nSubject: parts\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=xx\r\n\r\npreamble\r\n--xx\r\n\r\nplain part\r\n--xx\r\n"
                + "Content-Type: text/html\r\n\r\n<p>html part</p>\r\n--xx--\r\nepilogue\r\n";
        byte[] message = text.getBytes(StandardCharsets.US_ASCII);
        try (Imap imap = Imap.inbox(port, U8)) {
            long uid = Long.parseLong(imap.append("INBOX", "", message).find("APPENDUID \\d+ (\\d+)"));
            imap.ok("NOOP");
            Imap.Answer parts = imap.ok("UID FETCH " + uid + " (BODY.PEEK[1] BODY.PEEK[2] BODY.PEEK[2.MIME] "
                    + "BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT]<3.5>)");
            assertEquals("plain part", octets(parts, "BODY[1]"));
            assertEquals("<p>html part</p>", octets(parts, "BODY[2]"));
            assertEquals("Content-Type: text/html\r\n\r\n", octets(parts, "BODY[2.MIME]"));
            assertEquals("Subject: parts\r\n\r\n", octets(parts, "BODY[HEADER.FIELDS (SUBJECT)]"));
            assertEquals("amble", octets(parts, "BODY[TEXT]<3>"));
            assertFalse(imap.ok("UID FETCH " + uid + " (FLAGS)").has("\\\\Seen"), "PEEK sets no \\Seen");
            imap.ok("UID FETCH " + uid + " (BODY[1])");
            assertTrue(imap.ok("UID FETCH " + uid + " (FLAGS)").has("\\\\Seen"));
        }
    }

    @Test
    void everyCapabilityAnnouncedIsUnderstood() {
        try (Imap imap = Imap.inbox(port, U8)) {
            String capabilities = " " + imap.ok("CAPABILITY").find("CAPABILITY (.*)") + " ";
            check(imap, capabilities, "UIDPLUS", "UID EXPUNGE 99999");
            check(imap, capabilities, "NAMESPACE", "NAMESPACE");
            check(imap, capabilities, "ID", "ID NIL");
            check(imap, capabilities, "UNSELECT", "UNSELECT");
            check(imap, capabilities, "ENABLE", "ENABLE CONDSTORE");
            check(imap, capabilities, "ESEARCH", "SELECT INBOX");
            check(imap, capabilities, "ESEARCH", "SEARCH RETURN (COUNT) ALL");
            check(imap, capabilities, "CONDSTORE", "STATUS INBOX (HIGHESTMODSEQ)");
            check(imap, capabilities, "QUOTA", "GETQUOTAROOT INBOX");
            check(imap, capabilities, "SPECIAL-USE", "LIST (SPECIAL-USE) \"\" *");
            check(imap, capabilities, "LIST-EXTENDED", "LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)");
            check(imap, capabilities, "LIST-STATUS", "LIST \"\" * RETURN (STATUS (MESSAGES))");
            check(imap, capabilities, "STATUS=SIZE", "STATUS INBOX (SIZE)");
            check(imap, capabilities, "SORT", "SORT (DATE) UTF-8 ALL");
            check(imap, capabilities, "THREAD=REFERENCES", "THREAD REFERENCES UTF-8 ALL");
            check(imap, capabilities, "THREAD=ORDEREDSUBJECT", "THREAD ORDEREDSUBJECT UTF-8 ALL");
            check(imap, capabilities, "WITHIN", "SEARCH YOUNGER 3600");
            check(imap, capabilities, "SAVEDATE", "SEARCH SAVEDATESUPPORTED SAVEDSINCE 1-Jan-2020");
            check(imap, capabilities, "ESORT", "UID SORT RETURN (MIN COUNT) (DATE) UTF-8 ALL");
            check(imap, capabilities, "PARTIAL", "UID SEARCH RETURN (PARTIAL -1:-5) ALL");
            check(imap, capabilities, "PARTIAL", "UID FETCH 1:* (FLAGS) (PARTIAL 1:5)");
            check(imap, capabilities, "SEARCHRES", "SEARCH RETURN (SAVE) ALL");
            check(imap, capabilities, "METADATA", "GETMETADATA \"\" /private/comment");
            check(imap, capabilities, "ACL", "MYRIGHTS INBOX");
        }
    }

    @Test
    void badCommandsLeaveTheSessionUsable() {
        try (Imap imap = Imap.inbox(port, U8)) {
            for (String bad : List.of("XYZZY", "FETCH", "FETCH 0 (FLAGS)", "STORE 1 FLAGS", "SEARCH NONSENSE",
                    "UID", "SELECT", "FETCH 1 (BODY[)", "LIST \"\"")) {
                assertTrue(imap.command(bad).status().startsWith("BAD"), bad);
            }
            assertTrue(imap.command("SELECT Nowhere").status().startsWith("NO"));
        }
        try (Imap imap = Imap.connect(port)) {
            assertTrue(imap.command("SELECT INBOX").status().matches("(BAD|NO).*"), "not logged in");
            assertTrue(imap.command("LOGIN " + U8 + " wrong").status().startsWith("NO"));
            imap.ok("LOGIN \"" + U8 + "\" \"secret\"");
        }
    }

    /** A literal over the limit is refused before it is sent (RFC 7889 or the house's rule). */
    @Test
    void hugeLiteralIsRefusedUnread() {
        try (Imap imap = Imap.inbox(port, U8)) {
            imap.line().send("x APPEND INBOX {4000000000}");
            String refused = imap.response();
            assertTrue(refused.startsWith("x NO") || refused.startsWith("x BAD"), refused);
        }
    }

    @Test
    void readOnlyExamine() {
        try (Imap imap = Imap.login(port, U8)) {
            append(imap, "x");
            assertTrue(imap.ok("EXAMINE INBOX").status().startsWith("OK [READ-ONLY]"));
            imap.command("STORE 1 +FLAGS (\\Seen)");
            imap.ok("SELECT INBOX");
            assertFalse(imap.ok("FETCH 1 (FLAGS)").has("\\\\Seen"), "EXAMINE changes nothing");
        }
    }

    private static String separator(Imap imap) {
        return imap.ok("LIST \"\" \"\"").find("LIST \\([^)]*\\) \"(.)\"");
    }

    private static void check(Imap imap, String capabilities, String capability, String command) {
        if (capabilities.contains(" " + capability + " ")) {
            imap.ok(command);
        }
    }

    private static String octets(Imap.Answer answer, String item) {
        return new String(Imap.literal(answer, item), StandardCharsets.ISO_8859_1);
    }

    private static long append(Imap imap, String subject) {
        Imap.Answer answer = imap.append("INBOX", "", Mail.of(U8, U8, subject, "the body\r\n"));
        assertTrue(answer.ok(), answer.status());
        return Long.parseLong(answer.find("APPENDUID \\d+ (\\d+)"));
    }
}
