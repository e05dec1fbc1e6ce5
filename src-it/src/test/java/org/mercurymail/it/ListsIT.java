package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a posting on the running server: who may write, what members get, what goes round, what bounces. */
final class ListsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POSTER = "u4@mercury.test";
    private static final String OWNER = "u5@mercury.test";
    private static final String ANN = "u6@mercury.test";
    private static final String BOB = "u7@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final Sink sink = MercuryServer.sharedSink();

    @Test
    void reachesEveryMemberOnceOctetForOctet() {
        String cid = "cid-" + Mail.token() + "@away.test";
        String dan = "dan-" + Mail.token() + "@elsewhere.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\",\"name\":\"Nouvelles de l'\u00e9t\u00e9\"")
                .with(ANN, "u6+news@mercury.test", BOB, cid, dan);
        String body = "caf\u00e9\r\n.\r\n..two\r\nFrom here on  \r\n\ttab\r\n" + "x".repeat(998) + "\r\n\r\n\r\n";
        byte[] posting = ("From: Stran\u00e8ge <stranger@else.test>\r\nReply-To: other@else.test\r\nX-Odd:   kept \r\n  so\r\n"
                + "List-Id: <another.list.test>\r\nDisposition-Notification-To: stranger@else.test\r\n"
                + "Subject: hello\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
        try (Inbox ann = Inbox.of(server, ANN); Inbox bob = Inbox.of(server, BOB)) {
            assertEquals(250, list.comes("bounce-17@else.test", list.address, posting).code());
            for (Arrived copy : List.of(Arrived.of(ann.only()), Arrived.of(bob.only()),
                    Arrived.of(sink.await(cid, SOON).message()), Arrived.of(sink.await(dan, SOON).message()))) {
                assertEquals(body, copy.body());
                for (String kept : List.of("\r\nFrom: Stran\u00e8ge <stranger@else.test>\r\n",
                        "\r\nReply-To: other@else.test\r\n", "\r\nX-Odd:   kept \r\n  so\r\n",
                        "\r\nSubject: hello\r\n")) {
                    assertTrue(copy.text().contains(kept), kept + "in\r\n" + copy.text());
                }
                assertEquals("Nouvelles de l'\u00e9t\u00e9 <" + list.id() + ">", copy.field("List-Id"));
                assertEquals("<mailto:" + list.address + ">", copy.field("List-Post"));
                assertEquals("<mailto:" + list.own("-owner") + ">", copy.field("List-Owner"));
                assertTrue(copy.field("List-Subscribe").endsWith("<mailto:" + list.own("-subscribe") + ">"));
                assertTrue(copy.field("List-Unsubscribe").endsWith("<mailto:" + list.own("-unsubscribe") + ">"));
                assertEquals("list", copy.field("Precedence"));
                assertEquals("", copy.field("Disposition-Notification-To"));
            }
            String mail = sink.await(cid, SOON).mail();
            assertTrue(mail.startsWith("MAIL FROM:<" + list.own("-bounces") + "> "), mail);
            assertEquals(1, sink.count(cid));
            assertEquals(1, sink.count(dan));
            ann.assertNothing();
        }
    }

    @Test
    void membersAndOwnersMayPostToAListOfMembers() {
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"members\",\"owners\":[\"" + OWNER + "\"]")
                .with(ANN, BOB, cid);
        try (Inbox bob = Inbox.of(server, BOB)) {
            Smtp.Reply refused = list.postedBy(POSTER, posting(POSTER, list));
            assertEquals("550 5.7.2 Only members may post to this list", refused.toString());
            assertRefusedAtRcpt(list, POSTER);
            assertEquals("550 5.7.2 Only members may post to this list",
                    list.comes("x@else.test", list.address, posting("x@else.test", list)).toString());
            assertEquals("550 5.7.2", codes(list.comes(cid, list.address, posting("x@else.test", list))), "From counts");
            assertEquals("550 5.7.2", codes(list.comes("x@else.test", list.address, posting(ANN, list))), "forged");
            bob.assertNothing();
            assertEquals(250, list.postedBy(ANN, posting(ANN, list)).code());
            assertTrue(Arrived.of(bob.only()).field("From").contains(ANN));
            assertEquals(250, list.postedBy(OWNER, posting(OWNER, list)).code(), "an owner that is no member");
            assertTrue(Arrived.of(bob.only()).field("From").contains(OWNER));
            assertEquals(250, list.comes("srs=7@else.test", list.address, posting(cid, list)).code());
            assertTrue(Arrived.of(bob.only()).field("From").contains(cid));
        }
    }

    @Test
    void onlyOwnersMayPostToAListOfOwners() {
        String chief = "chief-" + Mail.token() + "@away.test";
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"owners\",\"open\":false,\"owners\":[\"" + OWNER + "\",\""
                + chief + "\"]").with(ANN, BOB, cid);
        try (Inbox bob = Inbox.of(server, BOB)) {
            assertEquals("550 5.7.2 Only its owners may post to this list",
                    list.postedBy(ANN, posting(ANN, list)).toString());
            assertRefusedAtRcpt(list, ANN);
            assertEquals("550 5.7.2", codes(list.comes(cid, list.address, posting(cid, list))));
            bob.assertNothing();
            assertEquals(250, list.comes("any@else.test", list.address, posting(chief, list)).code());
            Arrived copy = Arrived.of(bob.only());
            assertEquals("NO", copy.field("List-Post"), "RFC 2369 \u00a73.4");
            assertEquals("", copy.field("List-Subscribe"), "a closed list");
            assertEquals(250, list.postedBy(OWNER, posting(OWNER, list)).code());
            bob.only();
            list.change("\"post\":\"anyone\"");
            assertEquals(250, list.postedBy(POSTER, posting(POSTER, list)).code(), "a change holds at once");
            bob.only();
        }
    }

    /** However subjects are answered, forwarded, folded, encoded: the prefix is there once, behind the marks. */
    @Test
    void theSubjectPrefixNeverPilesUp() {
        MailingList list = MailingList.make(server, "\"post\":\"anyone\",\"subjectPrefix\":\"[\u00e9t\u00e9]\"").with(BOB);
        String p = "[\u00e9t\u00e9]";
        try (Inbox bob = Inbox.of(server, BOB)) {
            assertEquals(p + " Hello", subject(list, bob, "Hello"));
            assertEquals("Re: " + p + " Hello", subject(list, bob, "Re: Hello"));
            assertEquals("RE: " + p + " Hello", subject(list, bob, "RE: Hello"));
            assertEquals("AW: " + p + " Hello", subject(list, bob, "AW: " + word(p + " Hello")));
            assertEquals("Re: " + p + " Hello", subject(list, bob, word("Re: " + p + " Re: " + p + " Hello")));
            assertEquals("R\u00e9p : " + p + " caf\u00e9", subject(list, bob, word("R\u00e9p : caf\u00e9")));
            assertEquals("Re: " + p + " a very long line and its other half",
                    subject(list, bob, "Re:\r\n " + word(p) + "\r\n a very long line\r\n\tand its other half"));
            assertEquals(p, subject(list, bob, ""));
            String subject = "Hello";
            for (int answer = 0; answer < 4; answer++) { // by programs that do not look what is there
                subject = subject(list, bob, word("Re: " + subject));
                assertEquals("Re: ".repeat(answer + 1) + p + " Hello", subject);
            }
        }
    }

    @Test
    void whatWentRoundIsStopped() {
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\"").with(ANN, cid);
        try (Inbox ann = Inbox.of(server, ANN)) {
            assertEquals(250, list.postedBy(POSTER, posting(POSTER, list)).code());
            byte[] filed = ann.only();
            byte[] sent = sink.await(cid, SOON).message();
            Smtp.Reply back = list.comes(cid, list.address, sent);
            assertEquals("554 5.4.6 The message has been on this list before", back.toString());
            assertEquals("554 5.4.6", codes(list.postedBy(ANN, filed)), "a mailbox that forwards it back");
            byte[] bare = sent(sent, "List-Id");
            assertEquals("554 5.4.6", codes(list.comes(cid, list.address, bare)), "Delivered-To alone");
            assertEquals("554 5.4.6", codes(list.comes(cid, list.address, sent(sent, "Delivered-To"))), "List-Id alone");
            assertEquals("550 5.7.1", codes(list.comes("", list.address, posting(cid, list))), "a report");
            for (String machine : List.of("Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (cron)",
                    "Precedence: bulk", "Precedence: Junk")) {
                assertEquals("550 5.7.1", codes(list.comes(cid, list.address, with(machine, posting(cid, list)))));
            }
            ann.assertNothing();
            assertEquals(250, list.comes(cid, list.address, with("Auto-Submitted: no", posting(cid, list))).code());
            ann.only();
        }
    }

    @Test
    void aListIsNoMemberOfAList() {
        MailingList inner = MailingList.make(server, "\"post\":\"anyone\"").with(BOB);
        MailingList outer = MailingList.make(server, "\"post\":\"anyone\"").with(ANN);
        Rest admin = Rest.of(server, "admin@mercury.test");
        for (String own : List.of("", "-bounces", "-subscribe")) {
            Rest.Answer refused = admin.post(outer.path() + "/members", "{\"address\":\"" + inner.own(own) + "\"}");
            assertEquals(422, refused.status(), refused.toString());
            assertEquals("address", refused.json().getString("field"), refused.toString());
        }
        String alias = "all" + Mail.token().substring(0, 8) + "@lists.test"; // leads to a list only later
        assertEquals(201, admin.post("aliases", "{\"address\":\"" + alias + "\",\"targets\":[\"" + BOB + "\"]}").status());
        outer.with(alias);
        assertEquals(200, admin.patch("aliases/" + alias, "{\"targets\":[\"" + inner.address + "\",\"" + outer.address
                + "\"]}").status());
        try (Inbox ann = Inbox.of(server, ANN); Inbox bob = Inbox.of(server, BOB)) {
            assertEquals(250, outer.postedBy(POSTER, posting(POSTER, outer)).code());
            ann.only();
            bob.assertNothing();
        }
        assertTrue(outer.member(alias).getInt("bounces") >= 1, outer.member(alias).toString());
        assertEquals("550 5.7.1 A list cannot be a member of a list", outer.member(alias).getString("lastReason"));
    }

    /** Reports are counted at the member they name, and nobody else hears of them. */
    @Test
    void bouncesAreCountedAndNeverReachMembers() {
        String cid = "cid-" + Mail.token() + "@away.test";
        String gone = "gone-" + Mail.token() + "@away.test";
        String moved = "moved-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\",\"owners\":[\"" + OWNER + "\"]")
                .with(ANN, cid, gone, moved);
        sink.always(gone, Sink.Manners.REFUSE);
        try (Inbox ann = Inbox.of(server, ANN); Inbox owner = Inbox.of(server, OWNER);
                Inbox poster = Inbox.of(server, POSTER)) {
            assertEquals(250, list.postedBy(POSTER, posting(POSTER, list)).code());
            ann.only();
            Await.until("the refusal to be counted", SOON, () -> list.member(gone).getInt("bounces") == 1);
            assertEquals("5.1.1 550 5.1.1 no such user here", list.member(gone).getString("lastReason"));
            assertTrue(list.member(gone).containsKey("lastBounce"));
            sink.await(moved, SOON);
            byte[] report = report(moved, "moved@new.test");
            assertEquals(250, list.comes("", list.own("-bounces"), report).code());
            assertEquals(1, list.member(moved).getInt("bounces"), "the original recipient is the member");
            assertEquals("5.2.1 550 mailbox disabled", list.member(moved).getString("lastReason"));
            assertEquals(250, list.comes("", list.own("-bounces"), report("nobody@away.test", "x@y.test")).code());
            assertEquals(250, list.comes("x@else.test", list.own("-bounces"), posting("x@else.test", list)).code(),
                    "what is no report is dropped");
            assertEquals(0, list.member(cid).getInt("bounces"));
            assertEquals(0, list.member(ANN).getInt("bounces"));
            ann.assertNothing();
            owner.assertNothing();
            poster.assertNothing();
            assertEquals(1, sink.count(cid));
            assertEquals(0, sink.count(gone));
        }
    }

    private static void assertRefusedAtRcpt(MailingList list, String account) {
        try (Smtp smtp = Smtp.submission(MercuryServer.shared().ports().submission(), account)) {
            smtp.expect(250, "MAIL FROM:<" + account + ">");
            assertEquals("550 5.7.2", codes(smtp.send("RCPT TO:<" + list.address + ">")));
        }
    }

    /** The subject that arrives when this one is posted. */
    private static String subject(MailingList list, Inbox member, String field) {
        byte[] posting = ("From: <x@else.test>\r\nSubject: " + field + "\r\n\r\nhello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertEquals(250, list.comes("x@else.test", list.address, posting).code(), field);
        return Arrived.of(member.only()).field("Subject");
    }

    /** RFC 2047. */
    private static String word(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static byte[] posting(String from, MailingList list) {
        return Mail.of(from, list.address, "news", "hello\r\n");
    }

    private static byte[] with(String field, byte[] message) {
        return (field + "\r\n" + new String(message, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without one of its fields. */
    private static byte[] sent(byte[] message, String without) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String less = text.replaceFirst("(?m)^" + without + ":.*\r\n([ \t].*\r\n)*", "");
        assertFalse(less.equals(text), text);
        return less.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String codes(Smtp.Reply reply) {
        return reply.code() + " " + reply.enhanced();
    }

    /** RFC 3464, as another server writes it. */
    private static byte[] report(String original, String last) {
        return ("From: <mailer-daemon@away.test>\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"=b\"\r\n\r\n--=b\r\n\r\nSorry.\r\n"
                + "--=b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.away.test\r\n\r\n"
                + "Original-Recipient: rfc822;" + original + "\r\nFinal-Recipient: rfc822; " + last
                + "\r\nAction: failed\r\nStatus: 5.2.1\r\nDiagnostic-Code: smtp; 550 mailbox disabled\r\n\r\n"
                + "--=b--\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
