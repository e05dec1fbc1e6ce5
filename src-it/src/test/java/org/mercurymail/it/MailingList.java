package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A distribution list of a server under test, made over REST under a name that nobody else has. */
final class MailingList {

    private static final String DOMAIN = "lists.test";

    final String address;
    private final MercuryServer server;
    private final Rest admin;

    private MailingList(MercuryServer server, String address) {
        this.server = server;
        this.address = address;
        this.admin = Rest.of(server, "admin@mercury.test");
    }

    /** @param settings of {@code POST /lists}, as members of a JSON object */
    static MailingList make(MercuryServer server, String settings) {
        MailingList list = new MailingList(server, "news" + Mail.token().substring(0, 8) + "@" + DOMAIN);
        int domain = list.admin.post("domains", "{\"name\":\"" + DOMAIN + "\"}").status();
        assertTrue(domain == 201 || domain == 409, "made now or by a test before: " + domain);
        Rest.Answer made = list.admin.post("lists", "{\"address\":\"" + list.address + "\"," + settings + "}");
        assertEquals(201, made.status(), made.toString());
        return list;
    }

    /** One of its own addresses: {@code -bounces}, {@code -confirm+TOKEN} and so on. */
    String own(String ending) {
        return address.replace("@", ending + "@");
    }

    /** What its List-Id names: RFC 2919. */
    String id() {
        return address.replace('@', '.');
    }

    MailingList with(String... members) {
        for (String member : members) {
            Rest.Answer added = admin.post(path() + "/members", "{\"address\":\"" + member + "\"}");
            assertEquals(201, added.status(), added.toString());
        }
        return this;
    }

    void change(String settings) {
        Rest.Answer changed = admin.patch(path(), "{" + settings + "}");
        assertEquals(200, changed.status(), changed.toString());
    }

    String path() {
        return "lists/" + address;
    }

    List<String> members() {
        return rows().stream().map(row -> row.getString("address")).toList();
    }

    JsonObject member(String member) {
        Optional<JsonObject> found = rows().stream().filter(row -> row.getString("address").equals(member)).findFirst();
        return found.orElseThrow(() -> new AssertionError(member + " is no member; " + members()));
    }

    /** Posted by an account that logs in: the first reply that is no 250, or that to the message. */
    Smtp.Reply postedBy(String account, byte[] message) {
        return sent(account, address, message);
    }

    /** The same to another of its addresses. */
    Smtp.Reply sent(String account, String to, byte[] message) {
        try (Smtp smtp = Smtp.submission(server.ports().submission(), account)) {
            return attempt(smtp, account, to, message);
        }
    }

    /** Comes from outside to that address: the first reply that is no 250, or that to the message. */
    Smtp.Reply comes(String sender, String to, byte[] message) {
        try (Smtp smtp = Smtp.connect(server.ports().mx())) {
            smtp.ehlo();
            return attempt(smtp, sender, to, message);
        }
    }

    private List<JsonObject> rows() {
        List<JsonObject> rows = new ArrayList<>();
        String after = "";
        do {
            Rest.Answer page = admin.get(path() + "/members?limit=200" + (after.isEmpty() ? "" : "&after=" + after));
            assertEquals(200, page.status(), page.toString());
            page.json().getJsonArray("items").forEach(row -> rows.add(row.asJsonObject()));
            after = page.json().getString("next", "");
        } while (!after.isEmpty());
        return rows;
    }

    private static Smtp.Reply attempt(Smtp smtp, String sender, String to, byte[] message) {
        smtp.expect(250, "MAIL FROM:<" + sender + ">");
        Smtp.Reply recipient = smtp.send("RCPT TO:<" + to + ">");
        return recipient.code() == 250 ? smtp.data(message) : recipient;
    }
}
