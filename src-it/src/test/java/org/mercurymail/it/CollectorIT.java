package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The domain mailbox at a provider, which here is Mercury's own POP3: everything in it comes over once, to whom it is
 * for, octet for octet, and is gone there when it is safe here and not before.
 */
final class CollectorIT {

    private final MercuryServer server = MercuryServer.shared();
    private final Collecting firm = Collecting.firm(server);
    private final Collecting provider = Collecting.firm(server);
    private final String box = provider.account("box");

    @Test
    void theWholeMailboxGoesToOneAccount() {
        String desk = firm.account("desk");
        String head = "From: <a@else.test>\r\nTo: <x@provider.test>\r\nSubject: ";
        List<String> sent = new ArrayList<>(List.of(
                head + "dots\r\n\r\n.\r\n..\r\n...\r\n.x\r\n. \r\n\r\n.\r\n",
                head + "ends with dots\r\n\r\nx\r\n..\r\n",
                head + "no body\r\n\r\n",
                head + "8 bit\r\n\r\n\u00e9\u00ff\u0080\u0001\r\n",
                head + "one long line\r\n\r\n" + ".".repeat(100_000) + "\r\n",
                new String(Mail.large("a@else.test", box, "large", 2_000_000, 7), StandardCharsets.ISO_8859_1)));
        for (int i = 0; i < 30; i++) {
            sent.add(head + i + "\r\nMessage-ID: <" + Mail.token() + "@else.test>\r\n\r\n" + i + "\r\n");
        }
        put(sent);
        long id = firm.collector(atMercury(desk, "none"));
        assertWell(firm.first(id));
        assertEquals(sent, firm.collected(desk));
        assertEquals(0, left());
        assertWell(firm.visit(id));
        assertEquals(sent.size(), firm.collected(desk).size(), "nothing comes twice");
        assertEquals(sent.size(), firm.seen(id).getInt("collected"));
        firm.forget(id);
    }

    @Test
    void aDomainsMailIsSortedAndWhatFitsNobodyGoesToTheDefaultAccount() {
        String d = "@" + firm.domain();
        String desk = firm.account("desk");
        String boss = firm.account("boss");
        String rest = firm.account("rest");
        Collecting.ok(201, firm.admin().post("domains",
                "{\"name\":\"also-" + firm.domain() + "\",\"aliasOf\":\"" + firm.domain() + "\"}"));
        Collecting.ok(201, firm.admin().post("aliases",
                "{\"address\":\"info" + d + "\",\"targets\":[\"" + desk + "\",\"" + boss + "\"]}"));
        Map<String, List<String>> sent = new LinkedHashMap<>();
        sent.put("Delivered-To: " + box + "\r\nDelivered-To: DESK" + d + "\r\nTo: " + boss, List.of(desk));
        sent.put("Delivered-To: " + box + "\r\nX-Original-To: " + boss + "\r\nTo: " + desk, List.of(boss));
        sent.put("Envelope-To: desk+orders" + d + "\r\nTo: " + boss, List.of(desk));
        sent.put("X-Original-To: boss@also-" + firm.domain(), List.of(boss));
        sent.put("X-Original-To: info" + d, List.of(desk, boss));
        sent.put("To: \"The desk\" <desk" + d + ">, x@away.test\r\nCc: Boss <" + boss + ">", List.of(desk, boss));
        sent.put("Delivered-To: gone" + d + "\r\nTo: " + desk, List.of(desk));
        sent.put("Delivered-To: gone" + d + "\r\nTo: nobody" + d, List.of(rest));
        sent.put("To: undisclosed-recipients:;", List.of(rest));
        sent.put("To: desk" + d + "x, <<>>, \"" + desk + "\r\nSubject: broken", List.of(rest));
        sent.put("Subject: no recipient", List.of(rest));
        sent.put("Delivered-To: " + rest + "\r\nX-Original-To: " + desk, List.of(desk));
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        List.of(desk, boss, rest).forEach(account -> wanted.put(account, new ArrayList<>()));
        List<String> messages = new ArrayList<>();
        sent.forEach((header, takers) -> {
            String message = header + "\r\nFrom: a@else.test\r\n\r\n" + messages.size() + "\r\n";
            messages.add(message);
            takers.forEach(taker -> wanted.get(taker).add(message));
        });
        put(messages);
        long id = firm.collector(atMercury(rest, "none").add("domain", firm.domain()));
        assertWell(firm.first(id));
        wanted.forEach((account, its) -> assertEquals(its, firm.collected(account), account));
        assertEquals(0, left());
        firm.forget(id);
    }

    @Test
    void whatAFullMailboxCannotTakeStaysThereUntilItCan() {
        String desk = firm.account("desk");
        String full = firm.account("full", 1000);
        String large = "Delivered-To: " + full + "\r\n\r\n" + "x".repeat(60) + "\r\n" + "y".repeat(900) + "\r\n";
        String second = large.replace('x', 'z');
        String other = "Delivered-To: " + desk + "\r\n\r\nfits\r\n";
        put(List.of(large, second, other));
        long id = firm.collector(atMercury(desk, "none").add("domain", firm.domain()));
        JsonObject seen = firm.first(id);
        assertEquals("stays-refused", seen.getString("trouble"), seen.toString());
        assertTrue(seen.getString("outcome").matches("Messages that stay there: 1; the last because of .*full@.*"),
                seen.toString());
        assertEquals(10, Collecting.waits(seen), "the others' mail does not wait longer for it");
        assertEquals(List.of(large), firm.collected(full));
        assertEquals(List.of(other), firm.collected(desk));
        assertEquals(1, left());
        Collecting.ok(200, firm.admin().patch("accounts/" + full, "{\"quotaBytes\":0}"));
        assertWell(firm.visit(id));
        assertEquals(List.of(large, second), firm.collected(full));
        assertEquals(0, left());
        firm.forget(id);
    }

    @Test
    void overTlsWithTheCertificateThatIsTrusted() throws Exception {
        String desk = firm.account("desk");
        String pem = Files.readString(certificate());
        for (String tls : List.of("tls", "stls")) {
            put(List.of("Subject: over " + tls + "\r\n\r\nx\r\n"));
            long refused = firm.collector(atMercury(desk, tls));
            JsonObject seen = firm.first(refused);
            assertEquals("certificate-refused", seen.getString("trouble"), seen.toString());
            assertEquals(1, left());
            assertEquals(422, firm.admin().patch("collectors/" + refused, patch(pem).build().toString()).status(),
                    "trust in another server needs the password again");
            JsonObject trusted = Collecting.ok(200, firm.admin().patch("collectors/" + refused,
                    patch(pem).add("secret", provider.password()).build().toString())).json();
            String fingerprint = trusted.getString("certificate").lines().findFirst().orElseThrow();
            assertTrue(fingerprint.matches("SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}"), fingerprint);
            assertTrue(seen.getString("outcome").contains(fingerprint.substring(8)),
                    "what was refused is what is trusted now: " + seen);
            assertWell(firm.visit(refused));
            assertEquals(0, left());
            firm.forget(refused);
        }
        assertEquals(List.of("Subject: over tls\r\n\r\nx\r\n", "Subject: over stls\r\n\r\nx\r\n"), firm.collected(desk));
    }

    @Test
    void aWrongPasswordIsSaidAndTheWaitGrows() {
        String desk = firm.account("desk");
        put(List.of("Subject: hello\r\n\r\nx\r\n"));
        long id = firm.collector(atMercury(desk, "none").add("secret", "wrong horse"));
        JsonObject seen = firm.first(id);
        assertEquals("login-refused", seen.getString("trouble"), seen.toString());
        assertTrue(seen.getString("outcome").startsWith("The server refuses the login: "), seen.toString());
        assertEquals(1, seen.getInt("failures"));
        assertEquals(20, Collecting.waits(seen));
        JsonObject again = Await.value(() -> "the second visit, by itself: " + firm.seen(id), Collecting.SOON,
                () -> java.util.Optional.of(firm.seen(id)).filter(now -> now.getInt("failures") == 2));
        assertEquals(40, Collecting.waits(again));
        assertEquals(1, firm.visit(id).getInt("failures"), "who asks for a visit begins anew");
        assertFalse(server.log().contains("wrong horse"), "no secret in the log");
        Collecting.ok(200, firm.admin().patch("collectors/" + id, "{\"secret\":\"" + provider.password() + "\"}"));
        assertWell(Await.value(() -> "a good visit: " + firm.seen(id), Collecting.SOON,
                () -> java.util.Optional.of(firm.seen(id)).filter(now -> now.getInt("collected") == 1)));
        assertEquals(10, Collecting.waits(firm.seen(id)));
        firm.forget(id);
    }

    @Test
    void changesAreInTheAuditLogWithoutTheSecret() throws Exception {
        String desk = firm.account("desk");
        long id = firm.collector(atMercury(desk, "tls").add("certificate", Files.readString(certificate())));
        firm.forget(id);
        String audit = Collecting.ok(200, firm.admin().get("audit?subject="
                + java.net.URLEncoder.encode(box + " at 127.0.0.1", StandardCharsets.UTF_8))).toString();
        assertTrue(audit.contains("collector.add") && audit.contains("collector.delete"), audit);
        assertTrue(audit.contains("SHA-256 "), audit);
        assertFalse(audit.contains(provider.password()) || audit.contains("BEGIN CERTIFICATE"), audit);
    }

    /** Into the provider's mailbox, exactly so. */
    private void put(List<String> messages) {
        try (Imap imap = provider.imap(box)) {
            for (String message : messages) {
                Imap.Answer answer = imap.append("INBOX", "", message.getBytes(StandardCharsets.ISO_8859_1));
                assertTrue(answer.ok(), answer.status());
            }
        }
    }

    private int left() {
        try (Pop3 pop3 = Pop3.connect(server.ports().pop3())) {
            pop3.ok("USER " + box);
            pop3.ok("PASS " + provider.password());
            int count = pop3.count();
            pop3.quit();
            return count;
        }
    }

    private JsonObjectBuilder atMercury(String account, String tls) {
        return firm.wanted(tls.equals("tls") ? server.ports().pop3s() : server.ports().pop3(), account)
                .add("tls", tls).add("login", box).add("secret", provider.password());
    }

    private static JsonObjectBuilder patch(String pem) {
        return Json.createObjectBuilder().add("certificate", pem);
    }

    /** What the server made for itself. */
    private Path certificate() throws Exception {
        try (Stream<Path> files = Files.find(server.data(), 3, (path, facts) -> path.endsWith("certificate.pem"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void assertWell(JsonObject seen) {
        assertEquals("", seen.getString("outcome"), seen.toString());
        assertFalse(seen.containsKey("trouble"), seen.toString());
        assertEquals(0, seen.getInt("failures"));
    }
}
