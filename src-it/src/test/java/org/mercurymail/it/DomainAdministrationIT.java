package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an administrator of a domain sees and changes by the pages: his domain. By whatever address or forged form he
 * asks, nothing of another is shown or changed, and what is there looks like what is not.
 */
final class DomainAdministrationIT {

    private static final List<String> PAGES = List.of("/admin/domains.xhtml", "/admin/accounts.xhtml",
            "/admin/aliases.xhtml", "/admin/lists.xhtml");

    private final MercuryServer server = MercuryServer.shared();
    private final Rest admin = Rest.of(server, "admin@mercury.test");
    private final Firm firm = Firm.on(server);
    private final Firm other = Firm.on(server);
    private final Webmail chief = Webmail.of(server);
    private String desk;
    private String foreign;

    @BeforeEach
    void people() {
        desk = id(firm.account("desk"));
        foreign = id(other.account("desk"));
        other.make("aliases", "{\"address\":\"" + other.at("info") + "\",\"targets\":[\"" + other.at("desk") + "\"]}");
        other.make("lists", "{\"address\":\"" + other.at("news") + "\"}");
        chief.login(firm.account("chief", "admin:" + firm.domain), Firm.PASSWORD);
    }

    private String id(String address) {
        return Integer.toString(admin.get("accounts/" + address).json().getInt("id"));
    }

    @Test
    void hisDomainAloneIsShown() {
        HttpResponse<String> first = chief.get("/admin/");
        assertEquals("/admin/domains.xhtml", first.uri().getPath());
        assertTrue(first.body().contains(firm.domain), first.body());
        for (String path : PAGES) {
            HttpResponse<String> page = chief.get(path);
            assertEquals(200, page.statusCode(), path);
            assertFalse(page.body().contains(other.domain) || page.body().contains("mercury.test"), page.body());
        }
        for (String path : List.of("/admin/account.xhtml?id=" + desk, "/admin/domain.xhtml?name=" + firm.domain)) {
            assertEquals(200, chief.get(path).statusCode(), path);
        }
    }

    @Test
    void noAddressLeadsElsewhere() {
        for (String path : List.of("/admin/queue.xhtml", "/admin/trace.xhtml", "/admin/collectors.xhtml",
                "/admin/audit.xhtml", "/admin/nothing.xhtml", "/admin/account.xhtml?id=" + foreign,
                "/admin/account.xhtml?id=987654321", "/admin/accounts.xhtml?domain=" + other.domain,
                "/admin/accounts.xhtml?domain=nowhere.test", "/admin/aliases.xhtml?domain=" + other.domain,
                "/admin/alias.xhtml?address=" + other.at("info"), "/admin/alias.xhtml?address=" + other.at("none"),
                "/admin/domain.xhtml?name=" + other.domain, "/admin/domain.xhtml?name=nowhere.test",
                "/admin/list.xhtml?address=" + other.at("news"), "/admin/list.xhtml?address=" + other.at("none"))) {
            assertEquals(403, chief.get(path).statusCode(), path);
        }
        assertFalse(chief.get("/admin/lists.xhtml?domain=" + other.domain).body().contains(other.at("news")));
    }

    @Test
    void noForgedFormOfAnAccountChangesAnothers() {
        String before = admin.get("accounts/" + other.at("desk")).toString();
        String path = "/admin/account.xhtml?id=" + desk;
        chief.send(form(path, "change").with("id", foreign).with("change:displayName", "forged")
                .with("change:password", "taken over").press("Save"));
        for (String deed : List.of("close", "reopen", "revoke")) {
            chief.send(form(path, "change").with("id", foreign).with(deed, "1").send());
        }
        HttpResponse<String> made = chief.send(form(path, "make").with("id", foreign).with("make:label", "forged")
                .press("Make an application password"));
        assertEquals(403, made.statusCode());
        Webmail root = Webmail.of(server);
        root.login("admin@mercury.test", "secret");
        chief.send(WebForm.of(root.get("/admin/account.xhtml?id=" + foreign), "change") // with the state of his view
                .with("change:displayName", "forged").press("Save"));
        assertEquals(before, admin.get("accounts/" + other.at("desk")).toString());
        assertEquals(200, firm.rest(other.at("desk"), Firm.PASSWORD).get("accounts/" + other.at("desk")).status());
        assertEquals(0, admin.get("accounts/" + other.at("desk") + "/passwords").json().getJsonArray("items").size());
        chief.send(form("/admin/accounts.xhtml", "add").with("add:address", other.at("new"))
                .with("add:password", Firm.PASSWORD).press("Create"));
        assertEquals(404, admin.get("accounts/" + other.at("new")).status());
    }

    @Test
    void noForgedFormGivesARole() {
        chief.send(form("/admin/account.xhtml?id=" + desk, "change").with("change:admin", "on")
                .with("change:maildrop", "on").press("Save"));
        chief.send(form("/admin/accounts.xhtml", "add").with("add:address", firm.at("new")).with("add:admin", "on")
                .with("add:password", Firm.PASSWORD).press("Create"));
        for (String address : List.of(firm.at("desk"), firm.at("new"))) {
            assertEquals(0, admin.get("accounts/" + address).json().getJsonArray("roles").size(), address);
        }
        String path = "/admin/domain.xhtml?name=" + firm.domain;
        chief.send(form(path, "change").with("naming", "naming").with("naming:administrator", firm.at("desk"))
                .with("naming:nameOne", "x").send());
        chief.send(form(path, "change").with("dismiss", id(firm.at("chief"))).send());
        assertEquals("[]", admin.get("accounts/" + firm.at("desk")).json().getJsonArray("roles").toString());
        assertEquals(1, admin.get("accounts/" + firm.at("chief")).json().getJsonArray("roles").size());
    }

    @Test
    void noForgedFormChangesADomainAnAliasOrAList() {
        List<String> things = List.of("domains/" + firm.domain, "domains/" + other.domain,
                "aliases/" + other.at("info"), "lists/" + other.at("news"));
        List<String> before = things.stream().map(thing -> admin.get(thing).toString()).toList();
        String path = "/admin/domain.xhtml?name=" + firm.domain;
        assertEquals(403, chief.send(form(path, "change").with("name", other.domain)
                .with("change:catchAll", firm.at("desk")).press("Save")).statusCode());
        assertTrue(chief.send(form(path, "change").with("change:catchAll", other.at("desk")).press("Save")).body()
                .contains("is not an open account"));
        chief.send(form(path, "change").with("limits", "limits").with("limits:accounts", "9")
                .with("limits:limit", "x").send());
        chief.send(form(path, "change").with("close", "1").send());
        chief.send(form("/admin/domains.xhtml", "rows").with("remove", other.domain).send());
        firm.make("aliases", "{\"address\":\"" + firm.at("info") + "\",\"targets\":[\"" + firm.at("desk") + "\"]}");
        chief.send(form("/admin/aliases.xhtml", "rows").with("remove", other.at("info")).send());
        chief.send(form("/admin/alias.xhtml?address=" + firm.at("info"), "change").with("address", other.at("info"))
                .with("change:targets", firm.at("desk")).press("Save"));
        firm.make("lists", "{\"address\":\"" + firm.at("news") + "\"}");
        for (String button : List.of("Save", "Remove the list")) {
            chief.send(form("/admin/list.xhtml?address=" + firm.at("news"), button.equals("Save") ? "change" : "removal")
                    .with("address", other.at("news")).with("change:name", "forged").with("removal:sure", "on")
                    .press(button));
        }
        assertEquals(before, things.stream().map(thing -> admin.get(thing).toString()).toList());
    }

    private WebForm form(String path, String id) {
        return WebForm.of(chief.get(path), id);
    }
}
