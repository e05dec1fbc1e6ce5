package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A firm whose mail is collected: a domain of its own on a Mercury, its accounts, and its collectors over REST.
 *
 * @param password of every account
 */
record Collecting(MercuryServer server, Rest admin, String domain, String password) {

    static final Duration SOON = Duration.ofSeconds(60);

    /** What Mercury puts before a message that it collected. */
    private static final Pattern TRACE = Pattern.compile("Return-Path: <[^\r\n]*>\r\nDelivered-To: [^\r\n]*\r\n"
            + "Received: (from [^\r\n]*\r\n\t)?by [^\r\n]* \\(Mercury collector\\) with POP3 id [^\r\n]*\r\n"
            + "(\t[^\r\n]*\r\n)+");

    static Collecting firm(MercuryServer server) {
        Collecting firm = new Collecting(server, Rest.of(server, "admin@mercury.test"),
                "firm" + Mail.token().substring(0, 8) + ".test", "correct horse");
        ok(201, firm.admin.post("domains", "{\"name\":\"" + firm.domain + "\"}"));
        return firm;
    }

    String account(String name) {
        return account(name, 0);
    }

    String account(String name, long quota) {
        String address = name + "@" + domain;
        ok(201, admin.post("accounts", Json.createObjectBuilder().add("address", address).add("password", password)
                .add("quotaBytes", quota).build().toString()));
        return address;
    }

    /** A collector without TLS at a server of the tests. */
    JsonObjectBuilder wanted(int port, String account) {
        return Json.createObjectBuilder().add("server", "127.0.0.1").add("port", port).add("tls", "none")
                .add("login", "box").add("secret", "right").add("account", account).add("intervalSeconds", 10);
    }

    long collector(JsonObjectBuilder wanted) {
        return ok(201, admin.post("collectors", wanted.build().toString())).json().getJsonNumber("id").longValue();
    }

    JsonObject seen(long id) {
        return ok(200, admin.get("collectors/" + id)).json();
    }

    /** Its next visit's end. */
    JsonObject visit(long id) {
        String before = seen(id).getString("visited", "");
        ok(204, admin.post("collectors/" + id + "/visit", "{}"));
        return Await.value(() -> "the visit's end: " + seen(id), SOON, () -> java.util.Optional.of(seen(id))
                .filter(now -> now.containsKey("nextVisit") && !now.getString("visited", "").equals(before)));
    }

    /** Its first visit's end. */
    JsonObject first(long id) {
        return Await.value(() -> "the first visit: " + seen(id), SOON,
                () -> java.util.Optional.of(seen(id)).filter(now -> now.containsKey("visited")));
    }

    void forget(long id) {
        ok(204, admin.delete("collectors/" + id));
    }

    static long waits(JsonObject collector) {
        return Duration.between(Instant.parse(collector.getString("visited")),
                Instant.parse(collector.getString("nextVisit"))).toSeconds();
    }

    /** What lies in the account's INBOX, in the order it came, without what the collector put before it. */
    List<String> collected(String account) {
        List<String> all = new ArrayList<>();
        try (Imap imap = imap(account)) {
            if (imap.ok("SELECT INBOX").has("\\* 0 EXISTS")) {
                return all;
            }
            for (long uid : imap.search("ALL")) {
                String text = new String(imap.body(uid), StandardCharsets.ISO_8859_1);
                Matcher trace = TRACE.matcher(text);
                assertTrue(trace.lookingAt(), text.substring(0, Math.min(600, text.length())));
                all.add(text.substring(trace.end()));
            }
        }
        return all;
    }

    Imap imap(String account) {
        Imap imap = Imap.connect(server.ports().imap());
        imap.ok("LOGIN " + account + " \"" + password + "\"");
        return imap;
    }

    static Rest.Answer ok(int status, Rest.Answer answer) {
        assertEquals(status, answer.status(), answer.toString());
        return answer;
    }
}
