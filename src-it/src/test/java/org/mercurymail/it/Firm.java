package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;

/** A domain of a test's own on a running server, under a name that nobody else has, and what REST makes in it. */
final class Firm {

    /** Of every account that is made here. */
    static final String PASSWORD = "correct horse";

    final String domain = "firm" + Mail.token().substring(0, 8) + ".test";
    private final MercuryServer server;
    private final Rest admin;

    /** A secret that the server made, and its number. */
    record Key(String id, String secret) { }

    private Firm(MercuryServer server) {
        this.server = server;
        this.admin = Rest.of(server, "admin@mercury.test");
        make("domains", "{\"name\":\"" + domain + "\"}");
    }

    static Firm on(MercuryServer server) {
        return new Firm(server);
    }

    String at(String localPart) {
        return localPart + "@" + domain;
    }

    /** Another domain that is another name of this one. */
    String otherName() {
        return otherName("other-" + domain);
    }

    String otherName(String name) {
        make("domains", "{\"name\":\"" + name + "\",\"aliasOf\":\"" + domain + "\"}");
        return name;
    }

    /** An account with {@link #PASSWORD} and these roles; its address. */
    String account(String localPart, String... roles) {
        String listed = roles.length == 0 ? "" : '"' + String.join("\",\"", roles) + '"';
        make("accounts", "{\"address\":\"" + at(localPart) + "\",\"password\":\"" + PASSWORD + "\",\"roles\":[" + listed
                + "]}");
        return at(localPart);
    }

    JsonObject make(String collection, String json) {
        Rest.Answer made = admin.post(collection, json);
        assertEquals(201, made.status(), collection + " " + json + " -> " + made);
        return made.json();
    }

    void change(String path, String json) {
        Rest.Answer changed = admin.patch(path, json);
        assertEquals(200, changed.status(), path + " " + json + " -> " + changed);
    }

    void close(String address) {
        change("accounts/" + address, "{\"active\":false}");
    }

    /** Made by the account itself. */
    Key applicationPassword(String address, String label) {
        Rest.Answer made = rest(address, PASSWORD).post("accounts/" + address + "/passwords",
                "{\"label\":\"" + label + "\"}");
        assertEquals(201, made.status(), made.toString());
        return new Key(made.json().get("id").toString(), made.json().getString("password"));
    }

    void revoke(String address, Key key) {
        assertEquals(204, rest(address, PASSWORD).delete("accounts/" + address + "/passwords/" + key.id()).status());
    }

    Rest admin() {
        return admin;
    }

    Rest rest(String address, String password) {
        return new Rest(server.ports().http(), address, password);
    }

    Inbox inbox(String address) {
        return Inbox.of(server, address, PASSWORD);
    }
}
