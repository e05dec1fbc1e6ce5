package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.it.Rest.Answer;

/** The REST interface of the running server: every row of its table, every kind of refusal, everybody's rights. */
final class RestIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String U1 = "u1@mercury.test";
    private static final String U2 = "u2@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final Rest admin = Rest.of(server, "admin@mercury.test");
    private final Rest u1 = Rest.of(server, U1);
    private final Rest stranger = new Rest(server.ports().http(), "", "");
    private final String domain = "d" + Mail.token().substring(0, 8) + ".test";

    @Test
    void domains() {
        Answer made = ok(201, admin.post("domains", "{\"name\":\"" + domain + "\"}"));
        assertEquals(domain, made.json().getString("name"));
        assertTrue(made.header("Location").endsWith("/api/v1/domains/" + domain), made.header("Location"));
        problem(409, "", admin.post("domains", "{\"name\":\"" + domain + "\"}"));
        ok(201, admin.post("domains", "{\"name\":\"other-" + domain + "\",\"aliasOf\":\"" + domain + "\"}"));
        assertEquals(domain, ok(200, admin.get("domains/other-" + domain)).json().getString("aliasOf"));
        problem(409, "", admin.delete("domains/" + domain));
        assertFalse(ok(200, admin.patch("domains/other-" + domain, "{\"aliasOf\":null}")).json()
                .containsKey("aliasOf"));
        account("desk");
        assertEquals("desk@" + domain, ok(200, admin.patch("domains/" + domain,
                "{\"catchAll\":\"desk@" + domain + "\"}")).json().getString("catchAll"));
        problem(422, "catchAll", admin.patch("domains/" + domain, "{\"catchAll\":\"nobody@" + domain + "\"}"));
        ok(204, admin.delete("domains/other-" + domain));
        problem(404, "", admin.get("domains/other-" + domain));
    }

    @Test
    void accounts() {
        domain();
        Answer made = ok(201, admin.post("accounts", "{\"address\":\"desk@" + domain
                + "\",\"password\":\"correct horse\",\"quotaBytes\":1000000}"));
        assertEquals(1_000_000, made.json().getJsonNumber("quotaBytes").longValue());
        problem(409, "", admin.post("accounts", "{\"address\":\"desk@" + domain + "\",\"password\":\"correct horse\"}"));
        problem(422, "password", admin.post("accounts", "{\"address\":\"b@" + domain + "\",\"password\":\"x\"}"));
        problem(422, "address", admin.post("accounts", "{\"address\":\"b@nowhere.test\",\"password\":\"long enough\"}"));
        problem(422, "quotaBytes", admin.post("accounts", "{\"address\":\"b@" + domain
                + "\",\"password\":\"long enough\",\"quotaBytes\":\"1\"}"));
        problem(422, "quota", admin.post("accounts", "{\"address\":\"b@" + domain
                + "\",\"password\":\"long enough\",\"quota\":1}"));
        Rest desk = new Rest(server.ports().http(), "desk@" + domain, "correct horse");
        assertEquals("desk@" + domain, ok(200, desk.get("accounts/desk@" + domain)).json().getString("address"));
        assertEquals("The desk", ok(200, desk.patch("accounts/desk@" + domain, "{\"displayName\":\"The desk\"}"))
                .json().getString("displayName"));
        problem(403, "", desk.patch("accounts/desk@" + domain, "{\"quotaBytes\":0}"));
        problem(422, "currentPassword", desk.patch("accounts/desk@" + domain,
                "{\"currentPassword\":\"wrong one\",\"password\":\"new password\"}"));
        ok(200, desk.patch("accounts/desk@" + domain,
                "{\"currentPassword\":\"correct horse\",\"password\":\"new password\"}"));
        problem(401, "", desk.get("accounts/desk@" + domain));
        Rest renewed = new Rest(server.ports().http(), "desk@" + domain, "new password");
        ok(200, renewed.get("accounts/desk@" + domain));
        assertFalse(ok(200, admin.patch("accounts/desk@" + domain, "{\"active\":false}")).json().getBoolean("active"));
        problem(401, "", renewed.get("accounts/desk@" + domain));
        ok(204, admin.delete("accounts/desk@" + domain));
        problem(404, "", admin.get("accounts/desk@" + domain));
    }

    @Test
    void applicationPasswords() {
        domain();
        account("p");
        Rest owner = new Rest(server.ports().http(), "p@" + domain, "correct horse");
        JsonObject made = ok(201, owner.post("accounts/p@" + domain + "/passwords", "{\"label\":\"phone\"}")).json();
        Rest phone = new Rest(server.ports().http(), "p@" + domain, made.getString("password"));
        ok(200, phone.get("accounts/p@" + domain));
        Answer all = ok(200, owner.get("accounts/p@" + domain + "/passwords"));
        assertEquals("phone", items(all).getJsonObject(0).getString("label"));
        assertFalse(all.raw().body().contains(made.getString("password")));
        problem(403, "", u1.get("accounts/p@" + domain + "/passwords"));
        ok(204, owner.delete("accounts/p@" + domain + "/passwords/" + made.getInt("id")));
        problem(401, "", phone.get("accounts/p@" + domain));
    }

    @Test
    void aliasesAndDevices() {
        domain();
        account("desk");
        ok(201, admin.post("aliases", "{\"address\":\"info@" + domain + "\",\"targets\":[\"desk@" + domain
                + "\",\"x@away.test\"]}"));
        problem(422, "targets", admin.post("aliases", "{\"address\":\"i@" + domain + "\",\"targets\":[]}"));
        assertEquals(1, ok(200, admin.patch("aliases/info@" + domain, "{\"targets\":[\"desk@" + domain + "\"]}"))
                .json().getJsonArray("targets").size());
        assertEquals(1, items(ok(200, admin.get("aliases?domain=" + domain))).size());
        ok(204, admin.delete("aliases/info@" + domain));
        JsonObject device = ok(201, admin.post("devices", "{\"address\":\"printer@" + domain
                + "\",\"senders\":[\"scan@" + domain + "\"],\"networks\":[\"127.0.0.0/8\"]}")).json();
        String id = Integer.toString(device.getJsonObject("device").getInt("id"));
        assertFalse(ok(200, admin.patch("devices/" + id, "{\"active\":false}")).json().getBoolean("active"));
        problem(422, "networks", admin.patch("devices/" + id, "{\"networks\":[\"everywhere\"]}"));
        ok(204, admin.delete("devices/" + id));
    }

    @Test
    void lists() {
        domain();
        account("desk");
        ok(201, admin.post("lists", "{\"address\":\"news@" + domain + "\",\"post\":\"members\",\"owners\":[\"desk@"
                + domain + "\"]}"));
        problem(422, "post", admin.post("lists", "{\"address\":\"n@" + domain + "\",\"post\":\"all\",\"owners\":[]}"));
        String members = "lists/news@" + domain + "/members";
        ok(201, admin.post(members, "{\"address\":\"a@away.test\"}"));
        problem(409, "", admin.post(members, "{\"address\":\"a@away.test\"}"));
        JsonObject loaded = ok(200, admin.call("POST", members, "text/csv",
                BodyPublishers.ofString("b@away.test\nc@away.test\nnot an address\n"))).json();
        assertEquals(2, loaded.getInt("added"));
        assertEquals(3, loaded.getJsonArray("refused").getJsonObject(0).getInt("line"));
        Rest owner = new Rest(server.ports().http(), "desk@" + domain, "correct horse");
        assertEquals(3, items(ok(200, owner.get(members))).size());
        assertEquals(1, items(ok(200, owner.get("lists"))).size());
        problem(403, "", u1.get(members));
        ok(204, owner.delete(members + "/a@away.test"));
        assertEquals("owners", ok(200, admin.patch("lists/news@" + domain, "{\"post\":\"owners\"}")).json()
                .getString("post"));
        ok(204, admin.delete("lists/news@" + domain));
    }

    @Test
    void messagesFromJson() {
        try (Inbox inbox = Inbox.of(server, U2)) {
            String key = Mail.token();
            String json = "{\"from\":\"u1@mercury.test\",\"to\":[\"u2@mercury.test\"],\"subject\":\"Été " + key
                    + "\",\"text\":\"hello\",\"html\":\"<p>hello</p>\"}";
            String id = ok(202, u1.post("messages", json, "Idempotency-Key", key)).json().getString("id");
            assertEquals(id, ok(202, u1.post("messages", json, "Idempotency-Key", key)).json().getString("id"));
            String message = new String(inbox.only(), StandardCharsets.UTF_8);
            assertTrue(message.contains("multipart/alternative") && message.contains("From: u1@mercury.test"), message);
            JsonObject trace = ok(200, u1.get("messages/" + id)).json();
            assertEquals("delivered", trace.getString("state"));
            assertEquals(U2, trace.getJsonArray("recipients").getJsonObject(0).getString("address"));
            ok(200, Rest.of(server, U2).get("messages/" + id));
            problem(404, "", Rest.of(server, "u3@mercury.test").get("messages/" + id));
        }
        problem(403, "from", u1.post("messages", "{\"from\":\"u2@mercury.test\",\"to\":[\"u2@mercury.test\"]}"));
        problem(422, "to", u1.post("messages", "{\"to\":[]}"));
        problem(422, "to", u1.post("messages", "{\"to\":[\"nobody@mercury.test\"]}"));
        problem(422, "subject", u1.post("messages", "{\"to\":[\"u2@mercury.test\"],\"subject\":\"a\\nBcc: b@c.test\"}"));
    }

    @Test
    void messagesAsTheyAre() {
        try (Inbox inbox = Inbox.of(server, U2)) {
            byte[] large = Mail.large(U1, U2, "large", 3_000_000, 7);
            ok(202, rfc822(u1, "messages", large));
            Mail.assertSame(large, inbox.only());
            ok(202, rfc822(u1, "messages?to=" + U2, Mail.of(U1, "somebody@else.test", "other envelope", "x\r\n")));
            assertTrue(new String(inbox.only(), StandardCharsets.UTF_8).contains("somebody@else.test"));
            byte[] blind = ("From: u1\r\nTo: u2\r\nBcc: u1\r\nSubject: bare names\r\n\r\nx\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            ok(202, rfc822(u1, "messages", blind));
            assertFalse(new String(inbox.only(), StandardCharsets.UTF_8).contains("Bcc"));
        }
        problem(422, "message", rfc822(u1, "messages", "no header".getBytes(StandardCharsets.US_ASCII)));
        problem(413, "", rfc822(u1, "messages", Mail.large(U1, U2, "too large", 53_000_000, 8)));
    }

    @Test
    void theQueueWaitsAndObeys() {
        String to = "rest-" + Mail.token() + "@away.test";
        MercuryServer.sharedSink().always(to, Sink.Manners.DEFER);
        String id = ok(202, u1.post("messages", "{\"to\":[\"" + to + "\"],\"text\":\"x\"}")).json().getString("id");
        Await.until("a first attempt", SOON, () -> attempts(id) > 0);
        assertEquals("waiting", ok(200, u1.get("messages/" + id)).json().getString("state"));
        problem(403, "", u1.get("queue"));
        problem(403, "", u1.delete("queue/" + id));
        Await.until("hold", SOON, () -> admin.post("queue/" + id + "/hold", "").status() == 200); // not while it is sent
        JsonObject held = items(ok(200, admin.get("queue?q=" + to))).getJsonObject(0);
        assertEquals(List.of(id, to, "held"), List.of(held.getString("id"), held.getString("recipient"),
                held.getString("state")));
        assertTrue(held.getString("lastReply").startsWith("4"), held.toString());
        int before = attempts(id);
        ok(200, admin.post("queue/" + id + "/retry", ""));
        Await.until("another attempt", SOON, () -> attempts(id) > before);
        Await.until("cancel", SOON, () -> admin.delete("queue/" + id).status() == 200);
        problem(404, "", admin.delete("queue/" + id));
        assertEquals("cancelled", ok(200, u1.get("messages/" + id)).json().getString("state"));
    }

    private int attempts(String id) {
        return ok(200, u1.get("messages/" + id)).json().getJsonArray("recipients").getJsonObject(0).getInt("attempts");
    }

    @Test
    void collectionsComeInPages() {
        domain();
        for (int i = 0; i < 5; i++) {
            ok(201, admin.post("aliases", "{\"address\":\"a" + i + "@" + domain + "\",\"targets\":[\"x@away.test\"]}"));
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonObject page = ok(200, admin.get("aliases?limit=2&domain=" + domain
                    + (next.isEmpty() ? "" : "&after=" + next))).json();
            page.getJsonArray("items").forEach(item -> seen.add(item.asJsonObject().getString("address")));
            next = page.getString("next", "");
        } while (!next.isEmpty());
        assertEquals(Stream.of(0, 1, 2, 3, 4).map(i -> "a" + i + "@" + domain).toList(), seen);
        problem(422, "limit", admin.get("aliases?limit=0"));
        problem(422, "after", admin.get("accounts?after=x"));
    }

    @Test
    void everyChangeIsInTheAuditLog() {
        domain();
        JsonObject last = items(ok(200, admin.get("audit?subject=" + domain))).getJsonObject(0);
        assertEquals("domain.add rest admin@mercury.test", last.getString("what") + " " + last.getString("via") + " "
                + last.getString("who"));
        problem(403, "", u1.get("audit"));
    }

    @Test
    void badRequestsAreToldApart() {
        Answer asked = problem(401, "", stranger.get("domains"));
        assertTrue(asked.header("WWW-Authenticate").startsWith("Basic "));
        problem(401, "", new Rest(server.ports().http(), "admin@mercury.test", "wrong").get("domains"));
        problem(404, "", admin.get("nothing"));
        problem(405, "", admin.call("PUT", "domains", Rest.JSON, BodyPublishers.ofString("{}")));
        problem(415, "", admin.call("POST", "domains", "text/plain", BodyPublishers.ofString("{}")));
        problem(400, "", admin.post("domains", "{"));
        problem(413, "", admin.post("domains", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}"));
    }

    @Test
    void noOtherSiteComesIn() {
        Answer asked = admin.call("GET", "domains", Rest.JSON, BodyPublishers.noBody(), "Origin", "http://evil.test");
        problem(403, "", asked);
        assertEquals("", asked.header("Access-Control-Allow-Origin"));
        assertEquals("", admin.get("domains").header("Set-Cookie"));
    }

    @Test
    void theDescriptionIsThereForEverybody() {
        JsonObject description = ok(200, stranger.get("openapi")).json();
        assertTrue(description.getString("openapi").startsWith("3."));
        assertTrue(description.getJsonObject("paths").containsKey("/messages/{id}"));
    }

    /** Every call of the description, by everybody: a stranger gets nothing, an account nothing of another's. */
    @TestFactory
    Stream<DynamicTest> everyCallAsksWhoAsks() {
        JsonObject paths = ok(200, stranger.get("openapi")).json().getJsonObject("paths");
        return paths.keySet().stream().filter(path -> !path.equals("/openapi")).flatMap(path ->
                paths.getJsonObject(path).keySet().stream().map(verb -> DynamicTest.dynamicTest(verb + " " + path,
                        () -> asks(verb.toUpperCase(Locale.ROOT), path))));
    }

    private void asks(String verb, String path) {
        boolean message = path.startsWith("/queue") || path.startsWith("/messages");
        String concrete = path.substring(1).replace("{address}", U2).replace("{name}", "mercury.test")
                .replace("{list}", "news@mercury.test").replace("{id}", message ? "1m87cgnfacqgk" : "1");
        boolean body = verb.equals("POST") || verb.equals("PATCH");
        concrete += path.equals("/shared-folders") && !body ? "?domain=mercury.test&name=x" : "";
        problem(401, "", stranger.call(verb, concrete, type(verb),
                body ? BodyPublishers.ofString("{}") : BodyPublishers.noBody()));
        if (path.equals("/messages") || path.equals("/lists") && verb.equals("GET")) {
            return; // everybody's, about nobody else
        }
        Answer answer = u1.call(verb, concrete, type(verb),
                body ? BodyPublishers.ofString(good(path)) : BodyPublishers.noBody());
        boolean hidden = path.equals("/messages/{id}");
        problem(hidden ? 404 : 403, "", answer);
    }

    /** A body that reaches the service. */
    private static String good(String path) {
        if (path.contains("passwords")) {
            return "{\"label\":\"x\"}";
        }
        return switch (path) {
            case "/domains" -> "{\"name\":\"x.test\"}";
            case "/accounts" -> "{\"address\":\"x@mercury.test\",\"password\":\"long enough\"}";
            case "/accounts/{address}" -> "{\"displayName\":\"x\"}";
            case "/aliases" -> "{\"address\":\"x@mercury.test\",\"targets\":[\"u1@mercury.test\"]}";
            case "/aliases/{address}" -> "{\"targets\":[\"u1@mercury.test\"]}";
            case "/devices" -> "{\"address\":\"x@mercury.test\",\"senders\":[\"x@mercury.test\"]}";
            case "/lists" -> "{\"address\":\"x@mercury.test\"}";
            case "/accounts/{address}/expunged" -> "{\"ids\":[\"1-1-1\"]}";
            case "/shared-folders" -> "{\"domain\":\"mercury.test\",\"name\":\"x\"}";
            case "/shared-folders/access" -> "{\"domain\":\"mercury.test\",\"name\":\"x\",\"identifier\":\"anyone\","
                    + "\"rights\":\"r\"}";
            case "/lists/{list}/members" -> "{\"address\":\"x@mercury.test\"}";
            case "/collectors" -> "{\"server\":\"127.0.0.1\",\"login\":\"x\",\"secret\":\"y\",\"account\":\"" + U1 + "\"}";
            default -> "{}";
        };
    }

    private static String type(String verb) {
        return verb.equals("PATCH") ? "application/merge-patch+json" : Rest.JSON;
    }

    private void domain() {
        ok(201, admin.post("domains", "{\"name\":\"" + domain + "\"}"));
    }

    private void account(String name) {
        ok(201, admin.post("accounts", "{\"address\":\"" + name + "@" + domain + "\",\"password\":\"correct horse\"}"));
    }

    private static Answer rfc822(Rest rest, String path, byte[] message) {
        return rest.call("POST", path, "message/rfc822", BodyPublishers.ofByteArray(message));
    }

    private static JsonArray items(Answer answer) {
        return answer.json().getJsonArray("items");
    }

    private static Answer ok(int status, Answer answer) {
        assertEquals(status, answer.status(), answer.toString());
        return answer;
    }

    private static Answer problem(int status, String field, Answer answer) {
        ok(status, answer);
        assertEquals("application/problem+json", answer.type(), answer.toString());
        assertEquals(field, answer.json().getString("field", ""), answer.toString());
        assertEquals(status, answer.json().getInt("status"));
        assertFalse(answer.json().getString("title").isEmpty() || answer.json().getString("detail").isEmpty());
        return answer;
    }
}
