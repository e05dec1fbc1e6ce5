package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How people come to a list of the running server and leave it: by mail, by page, in one click, by the file full. */
final class ListMembersIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POSTER = "u4@mercury.test";
    private static final String ANN = "u6@mercury.test";
    private static final String BOB = "u7@mercury.test";
    private static final String NO_SUCH_TOKEN = "0123456789abcdefghjkmnpqrs";

    private final MercuryServer server = MercuryServer.shared();
    private final Sink sink = MercuryServer.sharedSink();
    /** Neither cookies nor redirects, like a mail program that unsubscribes. */
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @Test
    void byMailFromAnAccount() {
        MailingList list = MailingList.make(server, "\"post\":\"members\",\"name\":\"The news\"");
        try (Inbox ann = Inbox.of(server, ANN)) {
            assertEquals(250, list.sent(ANN, list.own("-subscribe"), wish(ANN)).code());
            Arrived question = Arrived.of(ann.only());
            assertEquals("Please confirm: The news", question.field("Subject"));
            assertEquals("auto-replied", question.field("Auto-Submitted"));
            assertTrue(question.text().startsWith("Return-Path: <>\r\n"), question.text());
            assertTrue(question.content().contains(list.address) && question.content().contains(ANN));
            assertEquals(List.of(), list.members(), "nothing before it is confirmed");

            String confirm = answered(question);
            assertTrue(confirm.startsWith(list.own("-confirm+").split("@")[0]), confirm);
            Smtp.Reply unknown = list.sent(ANN, list.own("-confirm+" + NO_SUCH_TOKEN), wish(ANN));
            assertEquals("550 5.1.1 Nothing is to be confirmed here any more", unknown.toString());
            assertEquals(550, list.sent(ANN, list.own("-confirm"), wish(ANN)).code(), "no token at all");
            MailingList other = MailingList.make(server, "\"post\":\"anyone\"");
            assertEquals(List.of(), other.members());

            assertEquals(250, list.sent(ANN, confirm, wish(ANN)).code());
            assertEquals("Welcome: The news", Arrived.of(ann.only()).field("Subject"));
            assertEquals(List.of(ANN), list.members());
            assertEquals(550, list.sent(ANN, confirm, wish(ANN)).code(), "a token is good once");
            assertEquals(250, list.postedBy(ANN, Mail.of(ANN, list.address, "a member now", "hello\r\n")).code());
            ann.only();

            assertEquals(250, list.sent(ANN, list.own("-unsubscribe"), wish(ANN)).code());
            question = Arrived.of(ann.only());
            assertEquals("Please confirm that you leave: The news", question.field("Subject"));
            assertEquals(List.of(ANN), list.members());
            assertEquals(250, list.sent(ANN, answered(question), wish(ANN)).code());
            assertEquals("You have left: The news", Arrived.of(ann.only()).field("Subject"));
            assertEquals(List.of(), list.members());
            ann.assertNothing();
        }
    }

    /** A foreigner, a French list; the token is worth the same whoever brings it, and a machine's answer is none. */
    @Test
    void byMailFromAway() {
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server,
                "\"post\":\"anyone\",\"language\":\"fr\",\"name\":\"Les nouvelles\"");
        assertEquals(250, list.comes(cid, list.own("-subscribe"), wish(cid)).code());
        Arrived question = Arrived.of(sink.await(cid, SOON).message());
        assertEquals("\u00c0 confirmer : Les nouvelles", question.field("Subject"));
        assertTrue(question.content().contains("Si c\u2019est exact, r\u00e9pondez \u00e0 ce message tel quel"),
                question.content());
        assertEquals("MAIL FROM:<>", sink.await(cid, SOON).mail().split(" [A-Z]+=")[0]);
        String confirm = answered(question);

        byte[] notice = ("Auto-Submitted: auto-replied\r\n" + text(wish(cid))).getBytes(StandardCharsets.US_ASCII);
        assertEquals(250, list.comes(cid, confirm, notice).code());
        assertEquals(550, list.comes("", confirm, wish(cid)).code(), "nobody's answer");
        assertEquals(List.of(), list.members(), "an absence notice is no consent");
        assertEquals(250, list.comes(cid, list.own("-subscribe"), wish(cid)).code(), "asked again, taken again");
        assertEquals(250, list.comes(cid, confirm.toUpperCase(java.util.Locale.ROOT), wish(cid)).code());
        assertEquals(List.of(cid), list.members());
        Await.until("the question and the welcome, and no second question", SOON, () -> sink.count(cid) == 2);
        assertEquals("Bienvenue : Les nouvelles", Arrived.of(last(cid)).field("Subject"));

        assertEquals(250, list.comes(cid, list.own("-unsubscribe"), wish(cid)).code());
        Await.until("the next question", SOON, () -> sink.count(cid) == 3);
        question = Arrived.of(last(cid));
        assertEquals("D\u00e9part \u00e0 confirmer : Les nouvelles", question.field("Subject"));
        assertEquals(250, list.comes(cid, answered(question), wish(cid)).code());
        assertEquals(List.of(), list.members());
        Await.until("the goodbye", SOON, () -> sink.count(cid) == 4);
        assertEquals("Vous avez quitt\u00e9 : Les nouvelles", Arrived.of(last(cid)).field("Subject"));
    }

    @Test
    void aClosedListTakesNobodyIn() throws Exception {
        MailingList list = MailingList.make(server, "\"post\":\"anyone\",\"open\":false").with(BOB);
        assertEquals("550 5.7.1 This list is not open: ask its owners",
                list.sent(ANN, list.own("-subscribe"), wish(ANN)).toString());
        HttpResponse<String> page = get(page("/lists/of/" + list.address), "en");
        assertFalse(page.body().contains("\"Subscribe\""), page.body());
        assertEquals(404, send(HttpRequest.newBuilder(page.uri()).POST(BodyPublishers.ofString("address=" + ANN))
                .header("Content-Type", "application/x-www-form-urlencoded"), "en").statusCode());
        assertEquals(200, send(WebForm.of(page).type("text", ANN).press("Unsubscribe"), "en").statusCode());
        try (Inbox bob = Inbox.of(server, BOB)) {
            assertEquals(250, list.sent(BOB, list.own("-unsubscribe"), wish(BOB)).code(), "leaving is always possible");
            assertEquals(250, list.sent(BOB, answered(Arrived.of(bob.only())), wish(BOB)).code());
        }
        assertEquals(List.of(), list.members());
    }

    /** The form of the page named in List-Subscribe, a mail, the link in it, a button; in the visitor's language. */
    @Test
    void byPage() throws Exception {
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\",\"name\":\"News & more\"");
        HttpResponse<String> page = get(page("/lists/of/" + list.address), "fr-FR, en;q=0.5");
        assertTrue(page.body().contains("<html lang=\"fr\">") && page.body().contains("Votre adresse"), page.body());
        page = get(page("/lists/of/" + list.address), "en");
        assertTrue(page.body().contains("<h1>News &amp; more</h1>") && page.body().contains("Your address"),
                page.body());
        HttpResponse<String> asked = send(WebForm.of(page).type("text", cid).press("Subscribe"), "en");
        assertEquals(200, asked.statusCode());
        assertTrue(asked.body().contains("<h1>A mail is on its way.</h1>"), asked.body());
        Arrived question = Arrived.of(sink.await(cid, SOON).message());
        assertEquals("Please confirm: News & more", question.field("Subject"));

        URI link = URI.create(question.link(question.content(), "/lists/confirm/"));
        HttpResponse<String> button = get(link, "fr");
        assertTrue(button.body().contains(cid) && button.body().contains("S\u2019abonner"), button.body());
        assertEquals(List.of(), list.members(), "a program that follows links subscribes nobody");
        HttpResponse<String> done = send(WebForm.of(button).press("S\u2019abonner"), "fr");
        assertTrue(done.body().contains("Vous \u00eates abonn\u00e9."), done.body());
        assertEquals(List.of(cid), list.members());
        assertEquals(404, send(WebForm.of(button).press("S\u2019abonner"), "fr").statusCode(), "the link is used up");
        assertEquals(404, get(link, "fr").statusCode());
        assertEquals(404, get(page("/lists/confirm/" + NO_SUCH_TOKEN), "en").statusCode());
        assertEquals(List.of(cid), list.members());

        Await.until("the welcome", SOON, () -> sink.count(cid) == 2);
        send(WebForm.of(page).type("text", cid).press("Unsubscribe"), "en");
        Await.until("the question whether to leave", SOON, () -> sink.count(cid) == 3);
        question = Arrived.of(last(cid));
        button = get(URI.create(question.link(question.content(), "/lists/confirm/")), "en");
        assertTrue(send(WebForm.of(button).press("Unsubscribe"), "en").body().contains("You are unsubscribed."));
        assertEquals(List.of(), list.members());
    }

    @Test
    void nobodyLearnsWhoIsAMember() throws Exception {
        String member = "member-" + Mail.token() + "@away.test";
        String other = "other-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\"").with(member);
        HttpResponse<String> page = get(page("/lists/of/" + list.address), "en");
        for (String label : List.of("Subscribe", "Unsubscribe")) {
            HttpResponse<String> toMember = send(WebForm.of(page).type("text", member).press(label), "en");
            HttpResponse<String> toOther = send(WebForm.of(page).type("text", other).press(label), "en");
            HttpResponse<String> again = send(WebForm.of(page).type("text", other).press(label), "en");
            assertEquals(200, toMember.statusCode());
            assertEquals(toMember.statusCode() + toMember.body(), toOther.statusCode() + toOther.body());
            assertEquals(toMember.body(), again.body());
        }
        Await.until("two mails to each, the repeated wish having made none", SOON,
                () -> sink.count(member) == 2 && sink.count(other) == 2);
        assertEquals(list.sent(ANN, list.own("-unsubscribe"), wish(member)).toString().replaceAll("Message \\S+", ""),
                list.sent(ANN, list.own("-unsubscribe"), wish(other)).toString().replaceAll("Message \\S+", ""));
        HttpResponse<String> wrong = send(WebForm.of(page).type("text", "no address").press("Subscribe"), "en");
        assertEquals(400, wrong.statusCode(), wrong.body());
        assertEquals(404, get(page("/lists/of/nothing@lists.test"), "en").statusCode());
        assertEquals(404, get(page("/lists/of/" + ANN), "en").statusCode());
    }

    @Test
    void inOneClick() throws Exception {
        String cid = "cid-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\"").with(ANN, BOB, cid);
        try (Inbox ann = Inbox.of(server, ANN); Inbox bob = Inbox.of(server, BOB)) {
            assertEquals(250, list.postedBy(POSTER, Mail.of(POSTER, list.address, "one", "hello\r\n")).code());
            Arrived copy = Arrived.of(ann.only());
            assertEquals("List-Unsubscribe=One-Click", copy.field("List-Unsubscribe-Post"));
            URI link = URI.create(copy.link(copy.field("List-Unsubscribe"), "/lists/leave/"));
            URI bobs = URI.create(copy.link(Arrived.of(bob.only()).field("List-Unsubscribe"), "/lists/leave/"));
            assertNotEquals(link, bobs);
            assertFalse(link.toString().contains("u6"), "says nothing about whose it is: " + link);

            HttpResponse<String> page = get(link, "en");
            assertTrue(page.body().contains("Unsubscribe") && page.body().contains(ANN), page.body());
            String path = link.toString();
            for (int i = path.indexOf("/leave/") + 7; i < path.length() - 1; i += 5) {
                char other = path.charAt(i) == 'A' ? 'B' : 'A';
                assertEquals(404, oneClick(URI.create(path.substring(0, i) + other + path.substring(i + 1))).statusCode());
            }
            assertEquals(404, oneClick(page("/lists/leave/")).statusCode());
            assertEquals(3, list.members().size(), "neither a GET nor a link that is not ours changes anything");

            HttpResponse<String> left = oneClick(link);
            assertEquals(200, left.statusCode(), left.body());
            assertEquals(List.of(), left.headers().allValues("Set-Cookie"));
            assertEquals(List.of(cid, BOB), list.members());
            assertEquals(200, oneClick(link).statusCode(), "once more does no harm");
            assertEquals(List.of(cid, BOB), list.members());

            Arrived away = Arrived.of(sink.await(cid, SOON).message());
            assertEquals("List-Unsubscribe=One-Click", away.field("List-Unsubscribe-Post"));
            assertEquals(200, oneClick(URI.create(away.link(away.field("List-Unsubscribe"), "/lists/leave/")))
                    .statusCode());
            assertEquals(List.of(BOB), list.members());

            assertEquals(250, list.postedBy(POSTER, Mail.of(POSTER, list.address, "two", "hello\r\n")).code());
            assertEquals("two", Arrived.of(bob.only()).field("Subject"));
            ann.assertNothing();
            list.with(ANN);
            oneClick(link);
            assertEquals(List.of(ANN, BOB), list.members(), "an old link does not end a new membership");
        }
    }

    /** A small list: to each his own message. A shared one has the page's link, since it could not tell who clicks. */
    @Test
    void everyMemberOfASmallListHasHisOwnLink() throws Exception {
        String cid = "cid-" + Mail.token() + "@away.test";
        String dan = "dan-" + Mail.token() + "@away.test";
        MailingList list = MailingList.make(server, "\"post\":\"anyone\"").with(cid, dan);
        assertEquals(250, list.postedBy(POSTER, Mail.of(POSTER, list.address, "own", "hello\r\n")).code());
        sink.await(cid, SOON);
        assertEquals(List.of(dan), sink.await(dan, SOON).recipients());
        Arrived copy = Arrived.of(last(dan));
        assertEquals(200, oneClick(URI.create(copy.link(copy.field("List-Unsubscribe"), "/lists/leave/"))).statusCode());
        assertEquals(List.of(cid), list.members());

        list.with(dan).change("\"copies\":\"shared\"");
        assertEquals(250, list.postedBy(POSTER, Mail.of(POSTER, list.address, "shared", "hello\r\n")).code());
        Await.until("the shared copy", SOON, () -> sink.count(dan) == 2);
        assertSame(last(cid), last(dan), "one message for both");
        copy = Arrived.of(last(dan));
        assertEquals("", copy.field("List-Unsubscribe-Post"));
        URI link = URI.create(copy.link(copy.field("List-Unsubscribe"), "/lists/of/"));
        assertTrue(get(link, "en").body().contains("Your address"));
        assertTrue(oneClick(link).statusCode() >= 400, "a page for all unsubscribes nobody in one click");
        assertEquals(List.of(cid, dan), list.members());
    }

    /** Whoever owns a list finds it in the webmail and keeps its members; nobody else sees it. */
    @Test
    void anOwnerKeepsTheMembersByPage() throws Exception {
        MailingList list = MailingList.make(server, "\"post\":\"owners\",\"owners\":[\"" + BOB + "\"]")
                .with("a@away.test", "b@away.test", "other@else.test");
        HttpClient bob = loggedIn(BOB);
        assertTrue(get(bob, "/mail/").body().contains(">Lists</a>"));
        assertTrue(get(bob, "/mail/lists.xhtml").body().contains(list.address));
        String path = "/mail/list.xhtml?address=" + list.address;
        HttpResponse<String> page = get(bob, path);
        assertTrue(page.body().contains("other@else.test"), page.body());
        assertFalse(page.body().contains("Remove the list"), "its settings are the administrator's");
        send(bob, WebForm.of(page, "addMember").type("text", "new@away.test").press("Add member"));
        send(bob, WebForm.of(get(bob, path), "rows").press("Remove: b@away.test"));
        assertEquals(List.of("a@away.test", "new@away.test", "other@else.test"), list.members());
        page = get(bob, path + "&q=AWAY");
        assertTrue(page.body().contains("new@away.test") && !page.body().contains("other@else.test"), page.body());
        assertEquals(403, get(bob, "/mail/list.xhtml?address=x" + list.address).statusCode(), "nor whether there is one");
        assertEquals(403, get(bob, "/admin/list.xhtml?address=" + list.address).statusCode());

        HttpClient ann = loggedIn(ANN);
        assertFalse(get(ann, "/mail/").body().contains(">Lists</a>"), "she keeps none");
        assertFalse(get(ann, "/mail/lists.xhtml").body().contains(list.address));
        assertEquals(403, get(ann, path).statusCode());
    }

    @Test
    void fromAFile() {
        MailingList list = MailingList.make(server, "\"post\":\"anyone\"").with("here@away.test");
        JsonObject loaded = load(list, "Nom;Courriel;Ville\r\n\"L\u00e9a; dite L\u00e9\";LEA@away.test;Orl\u00e9ans\r\n"
                + "Jean;jean@;Paris\r\n\r\n# partis\r\nNo\u00ebl;noel@away.test\r\nIci;here@away.test\r\nPersonne\r\n",
                StandardCharsets.ISO_8859_1);
        assertEquals(2, loaded.getInt("added"));
        assertEquals(1, loaded.getInt("already"));
        assertRefused(loaded, 3, "'jean@' is not an address");
        assertRefused(loaded, 8, "'' is not an address");
        assertEquals(2, loaded.getJsonArray("refused").size());
        loaded = load(list, "# un par ligne\nZo\u00e9 <zoe@away.test>\n\u00e9t\u00e9\nu6@mercury.test\nnobody@mercury.test\n"
                + list.address + "\nx@[127.0.0.1]\nzoe@away.test", StandardCharsets.UTF_8);
        assertEquals(2, loaded.getInt("added"));
        assertRefused(loaded, 3, "'\u00e9t\u00e9' is not an address");
        assertRefused(loaded, 5, "nobody@mercury.test is not an address of this server");
        assertRefused(loaded, 6, list.address + " is a list");
        assertRefused(loaded, 7, "network address");
        assertEquals(4, loaded.getJsonArray("refused").size());
        assertEquals(List.of("here@away.test", "lea@away.test", "noel@away.test", ANN, "zoe@away.test"),
                list.members());
    }

    @Test
    void tenThousandFromAFileInSeconds() {
        MailingList list = MailingList.make(server, "\"post\":\"owners\"");
        String lines = IntStream.range(0, 10_000).mapToObj(i -> i % 1000 == 500 ? "bad line " + i
                : "\"Number " + i + "\",n" + i + "@d" + i % 300 + ".test").collect(Collectors.joining("\n", "name,email\n", ""));
        long start = System.nanoTime();
        JsonObject loaded = load(list, lines, StandardCharsets.UTF_8);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("imported " + loaded.getInt("added") + " members in " + took.toMillis() + " ms");
        assertEquals(9_990, loaded.getInt("added"));
        assertEquals(10, loaded.getJsonArray("refused").size());
        assertEquals(502, loaded.getJsonArray("refused").getJsonObject(0).getInt("line"));
        assertTrue(took.toSeconds() < 20, "some seconds, on a busy machine too, not " + took);
        assertEquals(9_990, list.members().size());
    }

    private JsonObject load(MailingList list, String lines, Charset charset) {
        Rest.Answer answer = Rest.of(server, "admin@mercury.test").call("POST", list.path() + "/members", "text/csv",
                BodyPublishers.ofByteArray(lines.getBytes(charset)));
        assertEquals(200, answer.status(), answer.toString());
        return answer.json();
    }

    private static void assertRefused(JsonObject loaded, int line, String why) {
        assertTrue(loaded.getJsonArray("refused").getValuesAs(JsonObject.class).stream().anyMatch(refused ->
                refused.getInt("line") == line && refused.getString("reason").contains(why)),
                line + ": " + why + " in " + loaded);
    }

    private static byte[] wish(String from) {
        return Mail.of(from, "whatever@lists.test", "", "");
    }

    /** Where an answer to the question goes. */
    private static String answered(Arrived question) {
        String from = question.field("From");
        return from.substring(from.lastIndexOf('<') + 1, from.lastIndexOf('>'));
    }

    private byte[] last(String recipient) {
        return sink.taken().stream().filter(taken -> taken.recipients().contains(recipient))
                .reduce((first, second) -> second).orElseThrow().message();
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.US_ASCII);
    }

    private URI page(String path) {
        return URI.create("http://127.0.0.1:" + server.ports().http() + path);
    }

    private HttpResponse<String> get(URI link, String languages) throws Exception {
        return send(HttpRequest.newBuilder(link), languages);
    }

    /** RFC 8058 §3.2: nothing but the body, no cookie, no login. */
    private HttpResponse<String> oneClick(URI link) throws Exception {
        return send(HttpRequest.newBuilder(link).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")), "en");
    }

    private HttpClient loggedIn(String account) throws Exception {
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(10)).build();
        send(browser, WebForm.of(get(browser, "/login.xhtml")).type("text", account).type("password", "secret")
                .press("Log in"));
        return browser;
    }

    private HttpResponse<String> get(HttpClient browser, String path) throws Exception {
        return send(browser, HttpRequest.newBuilder(page(path)));
    }

    private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request) throws Exception {
        return browser.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String languages) throws Exception {
        return http.send(request.header("Accept-Language", languages).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
