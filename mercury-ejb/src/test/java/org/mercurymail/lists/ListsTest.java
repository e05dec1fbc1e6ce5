package org.mercurymail.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;
import static org.mercurymail.intake.TestServer.body;
import static org.mercurymail.intake.TestServer.client;
import static org.mercurymail.intake.TestServer.envelope;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Taken;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Address;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Doer;
import org.mercurymail.store.QueuedMessage;

/** Lists from end to end over a real database: made, posted to, joined, left, bounced. */
class ListsTest {

    private static final String MESSAGE = "From: a@else.test\nSubject: Hello\n\nText.\n";
    private static final Actor WEB = Actor.stranger(Actor.Via.WEB);

    private final TestServer server = new TestServer();
    private final ListService lists = server.lists.service;
    private final Subscriptions subscriptions = server.lists.subscriptions;
    private final AccountRow desk = server.account("desk", 0);
    private final AccountRow boss = server.account("boss", 0);
    private final Address news = Address.of("news@" + server.domain);

    private MailingList make(String post, String... members) {
        MailingList made = lists.add(ADMIN, NewList.of(news.toString(), post, List.of(boss.address())));
        for (String member : members) {
            lists.addMember(ADMIN, news, member);
        }
        return made;
    }

    private Submitted post(String sender, String text) {
        return server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope(sender, news.toString()), body(text));
    }

    private Submitted postAs(AccountRow who, String text) {
        return server.submission.submit(new Origin.Wire(client(SmtpClient.Service.SUBMISSION,
                Optional.of(server.login(who)))), envelope(who.address(), news.toString()), body(text));
    }

    private static String codes(Submitted outcome) {
        Submitted.Rejected rejected = assertInstanceOf(Submitted.Rejected.class, outcome, outcome.toString());
        return rejected.status().reply() + " " + rejected.status().enhanced();
    }

    private static Submitted.Accepted accepted(Submitted outcome) {
        return assertInstanceOf(Submitted.Accepted.class, outcome, outcome.toString());
    }

    private QueuedMessage queued(Submitted.Accepted accepted) {
        return server.store.queue().message(accepted.id().value()).orElseThrow();
    }

    @Test
    void aPostingReachesEachMemberOnceWithOneBody() throws Exception {
        make("anyone", desk.address(), "DESK+b@" + server.domain, "x@away.test", "X@away.test".replace("X", "y"));
        lists.change(ADMIN, news, new ListPatch(Optional.of("Nouvelles é"), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of("[news]"), Optional.empty(), Optional.empty()));
        String octets = "caf\u00e9 \u0000 bare\rCR\n.\n";
        Submitted.Accepted accepted = accepted(post("a@else.test",
                "Received: x\nFrom: a@else.test\nList-Id: <other.list>\nList-Unsubscribe: <mailto:no@no.test>\n"
                        + "X-Odd:   kept \n as it is\nSubject: Re: Hello\n\n" + octets));
        List<String> kept = server.contents(desk, "INBOX");
        assertEquals(1, kept.size(), "two members, one mailbox");
        String copy = kept.get(0);
        assertTrue(copy.startsWith("Return-Path: <news-bounces@" + server.domain + ">\r\nDelivered-To: desk"), copy);
        assertTrue(copy.contains("\r\nList-Id: =?utf-8?B?") && copy.contains("<news." + server.domain + ">\r\n"), copy);
        assertTrue(copy.contains("\r\nList-Post: <mailto:" + news + ">\r\n"), copy);
        assertTrue(copy.contains("\r\nList-Subscribe: <http://127.0.0.1:8080/lists/of/" + news + ">,\r\n\t<mailto:"
                + "news-subscribe@" + server.domain + ">\r\n"), copy);
        assertTrue(copy.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), copy);
        assertEquals(2, copy.split("\r\nList-Unsubscribe", -1).length - 1, copy);
        assertFalse(copy.contains("other.list") || copy.contains("no@no.test"), copy);
        assertTrue(copy.contains("\r\nX-Odd:   kept \r\n as it is\r\nSubject: Re: [news] Hello\r\n\r\n"), copy);
        assertTrue(copy.endsWith("\r\n\r\n" + octets.replace("\n", "\r\n")), copy);
        QueuedMessage out = queued(accepted);
        assertEquals("news-bounces@" + server.domain, out.sender());
        assertEquals(List.of("x@away.test", "y@away.test"), out.recipients().stream().map(r -> r.address()).toList());
        assertEquals("FAILURE", out.recipients().get(0).notifyOn());
        assertEquals("rfc822;x@away.test", out.recipients().get(0).original());
        assertEquals(List.of(accepted.id()), server.dispatched);
    }

    @Test
    void onlyOneMailboxGetsACopyWhateverLeadsThere() throws Exception {
        server.store.aliases().add(Doer.MERCURY, "team", server.domain, List.of(desk.address(), "x@away.test"));
        make("anyone", desk.address(), "team@" + server.domain, "x@away.test");
        Submitted.Accepted accepted = accepted(post("a@else.test", MESSAGE));
        assertEquals(1, server.contents(desk, "INBOX").size());
        assertEquals(1, queued(accepted).recipients().size());
    }

    @Test
    void aListBesideOthersIsTakenInOneGo() throws Exception {
        make("anyone", desk.address());
        accepted(server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope("a@else.test", boss.address(), news.toString(), desk.address()), body(MESSAGE)));
        assertFalse(server.contents(boss, "INBOX").get(0).contains("List-Id"));
        assertEquals(2, server.contents(desk, "INBOX").size(), "one to itself, one by the list");
    }

    @Test
    void whoMayPost() {
        make("members", desk.address(), "m@away.test");
        assertEquals("550 5.7.2", codes(post("a@else.test", MESSAGE)));
        accepted(post("srs=x@else.test", MESSAGE.replace("a@else.test", "Em <M@away.test>")));
        assertEquals("550 5.7.2", codes(post("m@away.test", MESSAGE)), "From counts");
        assertEquals("550 5.7.2", codes(post("m@away.test", MESSAGE.replace("a@else.test", "m@away.test, a@else.test"))));
        assertEquals("550 5.7.2", codes(post(desk.address(), MESSAGE.replace("a@else.test", desk.address()))), "forged");
        accepted(postAs(desk, MESSAGE));
        accepted(postAs(boss, MESSAGE)); // an owner
        AccountRow other = server.account("other", 0);
        assertEquals("550 5.7.2", codes(postAs(other, MESSAGE.replace("a@else.test", boss.address()))));
        lists.change(ADMIN, news, new ListPatch(Optional.empty(), Optional.of("owners"), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals("550 5.7.2", codes(postAs(desk, MESSAGE)));
        accepted(postAs(boss, MESSAGE));
        assertEquals("5.7.2", server.intake().recipient(client(SmtpClient.Service.SUBMISSION,
                Optional.of(server.login(desk))), envelope(desk.address()), TestServer.to(news.toString()), 0).status()
                .enhanced(), "a login is refused at RCPT");
        assertEquals(250, server.rcpt(news.toString()).status().reply());
    }

    @Test
    void circlesAndMachinesAreStopped() throws Exception {
        make("anyone", desk.address());
        assertEquals("554 5.4.6", codes(post("a@else.test", "List-Id: N <NEWS." + server.domain + ">\n" + MESSAGE)));
        assertEquals("554 5.4.6", codes(post("a@else.test", "Delivered-To: " + news + "\n" + MESSAGE)));
        assertEquals("550 5.7.1", codes(post("a@else.test", "Auto-Submitted: auto-replied (vacation)\n" + MESSAGE)));
        assertEquals("550 5.7.1", codes(post("a@else.test", "Precedence: Bulk\n" + MESSAGE)));
        assertEquals("550 5.7.1", codes(post("", MESSAGE)));
        assertEquals("552 5.3.4", codes(post("a@else.test", "X: " + "y".repeat(300_000) + "\n" + MESSAGE)));
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        accepted(post("a@else.test", "Auto-Submitted: no\nPrecedence: list\n" + MESSAGE));
        String copy = server.contents(desk, "INBOX").get(0);
        assertEquals("554 5.4.6", codes(post("a@else.test", copy.replace("\r\n", "\n"))), "its own copy come back");
    }

    @Test
    void textWithoutAHeaderStaysText() throws Exception {
        make("anyone", desk.address());
        accepted(post("a@else.test", "just text\nmore\n"));
        assertTrue(server.contents(desk, "INBOX").get(0).endsWith("Precedence: list\r\n\r\njust text\r\nmore\r\n"));
    }

    @Test
    void aLargePostingIsOneBody() throws Exception {
        make("anyone", desk.address(), boss.address(), "x@away.test");
        lists.change(ADMIN, news, new ListPatch(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of("fr"), Optional.of("[n]"), Optional.empty(), Optional.empty()));
        String text = "0123456789abcdef\n".repeat(60_000);
        Submitted.Accepted accepted = accepted(post("a@else.test", MESSAGE + text));
        for (AccountRow member : List.of(desk, boss)) {
            assertTrue(server.contents(member, "INBOX").get(0).endsWith("Text.\r\n" + text.replace("\n", "\r\n")));
        }
        QueuedMessage out = queued(accepted);
        assertEquals(accepted.id().value(), out.body());
        byte[] sent = server.store.bodies().open(out.body(), 0, out.size()).readAllBytes();
        assertTrue(new String(sent, StandardCharsets.UTF_8).contains("\r\nSubject: [n] Hello\r\n\r\nText.\r\n"));
        assertEquals(out.size(), sent.length);
    }

    /** Whatever comes to whichever address of a list: an answer, and never a copy more than the members'. */
    @Test
    void anythingIsAnswered() throws Exception {
        make("anyone", desk.address());
        java.util.Random random = new java.util.Random(10);
        String[] bits = {"From: ", "Subject: ", "a@b.test", "<", ">", ",", "\"", "=?utf-8?B?", "?=", "\n", "\n\n", ":",
            "Auto-Submitted: no", "List-Id: ", "Re: ", "[n]", "Content-Type: multipart/report; boundary=b", "--b",
            "Content-Type: message/delivery-status", "Final-Recipient: rfc822; " + desk.address(), "Action: failed",
            "\u00e9", "\u0000", " ", "\t", "From ", "\r"};
        String[] ways = {"news", "news-bounces", "news-subscribe", "news-unsubscribe", "news-confirm", "news-confirm+x"};
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, bits.length).forEach(bit -> text.append(bits[bit]));
            String sender = random.nextInt(4) == 0 ? "" : "a@else.test";
            Submitted outcome = send(ways[random.nextInt(ways.length)], sender, text.toString());
            if (outcome instanceof Submitted.Rejected rejected) {
                assertTrue(rejected.status().isPermanent(), rejected + " to " + text);
            }
        }
        assertTrue(server.contents(desk, "INBOX").stream().allMatch(copy -> copy.contains("List-Id: \"news\"")));
    }

    @Test
    void oneClickTakesOneMemberOutOnce() throws Exception {
        make("anyone", desk.address(), boss.address());
        accepted(post("a@else.test", MESSAGE));
        String link = leaveLink(server.contents(desk, "INBOX").get(0));
        assertEquals(desk.address(), subscriptions.membership(link).orElseThrow().member().toString());
        for (int i = 0; i < link.length(); i++) { // any letter changed makes it worthless, or the same bits
            String other = link.substring(0, i) + (link.charAt(i) == 'x' ? 'y' : 'x') + link.substring(i + 1);
            boolean same = java.util.Arrays.equals(Base64.getUrlDecoder().decode(other),
                    Base64.getUrlDecoder().decode(link));
            assertEquals(same, subscriptions.membership(other).isPresent(), other);
        }
        assertThrows(Missing.class, () -> subscriptions.leave(WEB, "nonsense"));
        assertThrows(Missing.class, () -> subscriptions.leave(WEB, ""));
        subscriptions.leave(WEB, link);
        assertEquals(List.of(boss.address()), members());
        subscriptions.leave(WEB, link);
        lists.addMember(ADMIN, news, desk.address());
        subscriptions.leave(WEB, link);
        assertEquals(2, members().size(), "an old link does not end a new membership");
        assertTrue(server.directory.audit.page(ADMIN, Optional.of(news.toString()), 0, 50).stream()
                .anyMatch(row -> row.what().equals("list.member.remove") && row.via().equals("web")));
    }

    @Test
    void comingAndGoingByMail() throws Exception {
        make("members");
        accepted(send("news-subscribe", desk.address(), "Message-ID: <q@x>\nFrom: Desk <" + desk.address() + ">\n\n\n"));
        accepted(send("news-subscribe", desk.address(), "From: " + desk.address() + "\n\n\n"));
        assertEquals(1, server.contents(desk, "INBOX").size(), "a second wish makes no second mail");
        String mail = server.contents(desk, "INBOX").get(0);
        assertTrue(mail.startsWith("Return-Path: <>\r\n") && mail.contains("\r\nAuto-Submitted: auto-replied\r\n")
                && mail.contains("\r\nIn-Reply-To: <q@x>\r\n"), mail);
        String confirm = find(mail, "From: \"news\" <([^>@]+)@");
        assertTrue(confirm.startsWith("news-confirm+"), confirm);
        accepted(send(confirm, desk.address(), "Auto-Submitted: auto-replied\n" + MESSAGE));
        assertEquals(List.of(), members(), "an absence notice is no consent");
        assertEquals("550 5.1.1", codes(send("news-confirm+" + "0".repeat(26), desk.address(), MESSAGE)));
        accepted(send(confirm.toUpperCase(java.util.Locale.ROOT), desk.address(), MESSAGE));
        assertEquals(List.of(desk.address()), members());
        assertTrue(server.contents(desk, "INBOX").get(1).contains("Subject: Welcome: news"));
        assertEquals("550 5.1.1", codes(send(confirm, desk.address(), MESSAGE)), "once");
        accepted(send("news-unsubscribe", "odd@else.test", "From: " + desk.address() + "\n\n\n"));
        accepted(send(find(server.contents(desk, "INBOX").get(2), "From: \"news\" <([^>@]+)@"), desk.address(), MESSAGE));
        assertEquals(List.of(), members());
        assertTrue(server.contents(desk, "INBOX").get(3).contains("Subject: You have left: news"));
    }

    @Test
    void machinesAreNotAnswered() throws Exception {
        make("members");
        accepted(send("news-subscribe", desk.address(), "Auto-Submitted: auto-generated\nFrom: " + desk.address() + "\n\n"));
        accepted(send("news-subscribe", desk.address(), "List-Id: <x.y>\nFrom: " + desk.address() + "\n\n"));
        assertEquals("550 5.7.1", codes(send("news-subscribe", "", "From: " + desk.address() + "\n\n")));
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        lists.change(ADMIN, news, new ListPatch(Optional.empty(), Optional.empty(), Optional.of(false),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals("550 5.7.1", codes(send("news-subscribe", desk.address(), MESSAGE)), "closed");
        assertThrows(Missing.class, () -> subscriptions.requestSubscription(WEB, news.toString(), desk.address()));
        assertFalse(subscriptions.isOpen(news.toString()));
        assertEquals(Optional.of("news"), subscriptions.name(news.toString()), "its page is there, for leaving");
        assertEquals(Optional.empty(), subscriptions.name("x" + news));
    }

    /** A form that anybody can send is no means to fill a mailbox. */
    @Test
    void fewQuestionsWaitForAnAnswer() throws Exception {
        make("members");
        for (int i = 0; i < Confirmations.MOST_UNANSWERED + 2; i++) {
            subscriptions.requestSubscription(WEB, news.toString(), desk.address());
            server.clock.now = server.clock.now.plus(Confirmations.PAUSE);
        }
        assertEquals(Confirmations.MOST_UNANSWERED, server.contents(desk, "INBOX").size());
        subscriptions.requestUnsubscription(WEB, news.toString(), desk.address());
        assertEquals(Confirmations.MOST_UNANSWERED + 1, server.contents(desk, "INBOX").size(), "another wish");
        server.clock.now = server.clock.now.plus(Confirmations.TOKEN_LIFE);
        subscriptions.requestSubscription(WEB, news.toString(), desk.address());
        assertEquals(Confirmations.MOST_UNANSWERED + 2, server.contents(desk, "INBOX").size(), "the old ones ran out");
    }

    @Test
    void byThePageInFrenchAndTokensRunOut() throws Exception {
        lists.add(ADMIN, new NewList(news.toString(), "Société", "members", true, "fr", "", "auto", List.of()));
        assertEquals(Optional.of("Société"), subscriptions.name(news.toString()));
        subscriptions.requestSubscription(WEB, news.toString(), desk.address());
        String mail = server.contents(desk, "INBOX").get(0);
        String text = new String(Base64.getMimeDecoder().decode(mail.substring(mail.indexOf("\r\n\r\n") + 4)),
                StandardCharsets.UTF_8);
        assertTrue(text.startsWith("Quelqu’un, sans doute vous, a demandé que " + desk.address() + "\r\n"), text);
        assertFalse(text.contains("{"), text);
        String token = find(text, "/lists/confirm/([0-9a-z]{26})\r\n");
        assertEquals(new Subscription(Subscription.Action.SUBSCRIBE, news, "Société", Address.of(desk.address())),
                subscriptions.pending(token).orElseThrow());
        assertEquals(List.of(), members());
        server.clock.now = server.clock.now.plus(Duration.ofDays(3));
        assertEquals(Optional.empty(), subscriptions.pending(token));
        assertThrows(Missing.class, () -> subscriptions.confirm(WEB, token));
        subscriptions.requestSubscription(WEB, news.toString(), desk.address());
        String next = server.contents(desk, "INBOX").get(1);
        String fresh = find(next, "news-confirm\\+([0-9a-z]{26})@");
        assertFalse(fresh.equals(token));
        assertEquals(Subscription.Action.SUBSCRIBE, subscriptions.confirm(WEB, fresh).action());
        assertThrows(Missing.class, () -> subscriptions.confirm(WEB, fresh));
        assertEquals(List.of(desk.address()), members());
        assertThrows(Missing.class, () -> subscriptions.confirm(WEB, "x"));
        assertThrows(Invalid.class, () -> subscriptions.requestSubscription(WEB, news.toString(), "no address"));
    }

    @Test
    void bouncesAreCountedAndReachNoMember() throws Exception {
        make("anyone", desk.address(), "x+y@away.test");
        accepted(send("news-bounces", "", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
                + "It did not work.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.away.test\n\n"
                + "Original-Recipient: rfc822; X+y@away.test\nFinal-Recipient: rfc822; other@far.test\nAction: failed\n"
                + "Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n"
                + "Final-Recipient: rfc822; desk@" + server.domain + "\nAction: delayed\nStatus: 4.4.1\n\n--b--\n"));
        accepted(send("news-bounces", "", "Subject: no report\n\nx\n"));
        assertEquals(List.of("desk@" + server.domain + " 0 ", "x+y@away.test 1 5.1.1 550 no such user"),
                lists.members(ADMIN, news, "", Optional.empty(), 10).stream()
                        .map(m -> m.address() + " " + m.bounces() + " " + m.lastReason()).toList());
        assertEquals(List.of(), server.contents(desk, "INBOX"));
        assertEquals(List.of(), server.contents(boss, "INBOX"));
    }

    @Test
    void aMemberThatTakesNothingIsCountedAndTheOthersGetTheirs() throws Exception {
        AccountRow left = server.account("left", 0);
        make("anyone", desk.address(), left.address());
        server.directory.accounts.close(ADMIN, left.id());
        accepted(post("a@else.test", MESSAGE));
        assertEquals(1, server.contents(desk, "INBOX").size());
        assertEquals(1, lists.members(ADMIN, news, "", Optional.of(Address.of(desk.address())), 10).get(0).bounces());
    }

    @Test
    void ownersAreWrittenToByOwner() throws Exception {
        make("anyone", desk.address());
        accepted(send("news-owner", "a@else.test", MESSAGE));
        assertEquals(1, server.contents(boss, "INBOX").size());
    }

    @Test
    void namesAreGivenOnce() {
        server.store.aliases().add(Doer.MERCURY, "news-owner", server.domain, List.of(desk.address()));
        assertThrows(Taken.class, () -> make("anyone"));
        server.store.aliases().remove(Doer.MERCURY, "news-owner", server.domain);
        make("anyone");
        assertThrows(Taken.class, () -> make("anyone"));
        for (String ending : new String[] {"", "-owner", "-bounces", "-subscribe", "-unsubscribe", "-confirm"}) {
            assertThrows(Taken.class, () -> server.directory.aliases.add(ADMIN, "news" + ending + "@" + server.domain,
                    List.of(desk.address())), ending);
        }
        assertThrows(Taken.class, () -> server.directory.domains.remove(ADMIN, server.domain));
        lists.remove(ADMIN, news);
        assertEquals("5.1.1", server.rcpt(news.toString()).status().enhanced());
    }

    @Test
    void whatCannotBeIsRefusedByItsField() {
        String at = "@" + server.domain;
        assertEquals("address", field(NewList.of("a b" + at, "anyone", List.of())));
        assertEquals("address", field(NewList.of("x@foreign.test", "anyone", List.of())));
        assertEquals("post", field(NewList.of("n" + at, "all", List.of())));
        assertEquals("owners", field(NewList.of("n" + at, "anyone", List.of("nobody" + at))));
        assertEquals("language", field(new NewList("n" + at, "", "anyone", true, "de", "", "auto", List.of())));
        assertEquals("copies", field(new NewList("n" + at, "", "anyone", true, "fr", "", "all", List.of())));
        assertEquals("subjectPrefix", field(new NewList("n" + at, "", "anyone", true, "fr", "a\nb", "auto", List.of())));
        make("anyone");
        for (String bad : new String[] {"x", "nobody" + at, news.toString(), "news-bounces" + at, "a@[192.0.2.1]"}) {
            assertEquals("address", assertThrows(Invalid.class, () -> lists.addMember(ADMIN, news, bad), bad).field());
        }
        lists.addMember(ADMIN, news, "x@away.test");
        assertThrows(Taken.class, () -> lists.addMember(ADMIN, news, "X@away.test"));
        lists.removeMember(ADMIN, news, Address.of("X@away.test"));
        assertThrows(Missing.class, () -> lists.removeMember(ADMIN, news, Address.of("x@away.test")));
    }

    private String field(NewList wanted) {
        return assertThrows(Invalid.class, () -> lists.add(ADMIN, wanted)).field();
    }

    @Test
    void ownersKeepTheirMembersAndNothingElse() {
        make("anyone", desk.address());
        Actor owner = new Actor(Actor.Kind.ACCOUNT, boss.id(), boss.address(), Actor.Via.WEB);
        Actor other = new Actor(Actor.Kind.ACCOUNT, desk.id(), desk.address(), Actor.Via.WEB);
        assertEquals(List.of(news), lists.page(owner, Optional.empty(), Optional.empty(), 10).stream()
                .map(MailingList::address).toList());
        assertEquals(List.of(), lists.page(other, Optional.empty(), Optional.empty(), 10));
        lists.addMember(owner, news, "x@away.test");
        lists.removeMember(owner, news, Address.of("x@away.test"));
        assertThrows(Forbidden.class, () -> lists.remove(owner, news));
        for (Actor actor : new Actor[] {other, WEB}) {
            assertThrows(Forbidden.class, () -> lists.list(actor, news));
            assertThrows(Forbidden.class, () -> lists.members(actor, news, "", Optional.empty(), 10));
            assertThrows(Forbidden.class, () -> lists.addMember(actor, news, "x@away.test"));
            assertThrows(Forbidden.class, () -> lists.importMembers(actor, news, new ByteArrayInputStream(new byte[0])));
            assertThrows(Forbidden.class, () -> lists.add(actor, NewList.of("n2@" + server.domain, "anyone", List.of())));
        }
        assertThrows(Forbidden.class, () -> lists.page(WEB, Optional.empty(), Optional.empty(), 10));
    }

    @Test
    void tenThousandMembersAreImportedAndReached() throws Exception {
        make("anyone", "m5@away.test");
        String text = IntStream.range(0, 10_000).mapToObj(i -> "m" + i + "@away.test").collect(Collectors.joining("\n"))
                + "\nbad line\n" + desk.address() + "\nnobody@" + server.domain;
        Imported imported = lists.importMembers(ADMIN, news, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(10_000, imported.added());
        assertEquals(1, imported.already());
        assertEquals(List.of(10_001, 10_003), imported.refused().stream().map(Imported.Refused::line).toList());
        assertEquals(10_001, lists.list(ADMIN, news).members());
        Submitted.Accepted accepted = accepted(post("a@else.test", MESSAGE));
        assertEquals(10_000, queued(accepted).recipients().size());
        assertEquals(1, server.contents(desk, "INBOX").size());
        server.store.queue().releaseLeases(server.store.writer().node());
        server.store.waitingRecipients().cancel(Doer.MERCURY, accepted.id().value(), "m", Optional.empty());
    }

    private Submitted send(String local, String sender, String text) {
        return server.submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope(sender, local + "@" + server.domain), body(text));
    }

    private List<String> members() {
        return lists.members(ADMIN, news, "", Optional.empty(), 10).stream().map(m -> m.address().toString()).toList();
    }

    private static String leaveLink(String copy) {
        return find(copy, "List-Unsubscribe: <http://127\\.0\\.0\\.1:8080/lists/leave/([^>]+)>,");
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }
}
