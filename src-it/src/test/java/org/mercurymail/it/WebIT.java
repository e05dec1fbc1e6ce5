package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The web tier over HTTP, without a browser: log in, see the inbox; REST, health, metrics. */
final class WebIT {

    private static final String U1 = "u1@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(10)).build();

    @Test
    void loginShowsTheInbox() throws Exception {
        String subject = "webmail " + Mail.token();
        try (Smtp smtp = Smtp.submission(server.ports().submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, Mail.of(U1, U1, subject, "hello\r\n"), U1).code());
        }
        HttpResponse<String> login = get("/");
        assertEquals(200, login.statusCode());
        assertFalse(login.body().contains(subject));
        assertTrue(login.body().contains("Address") && login.body().contains("Password"), login.body());

        HttpResponse<String> inbox = submit(login, U1, "secret");
        assertEquals(200, inbox.statusCode());
        assertTrue(get("/mail/").body().contains(subject), inbox.body());
    }

    /** Behind a proxy that speaks TLS, the cookie never leaves in the clear, and the browser never asks so again. */
    @Test
    void overTlsTheCookieIsSecure() throws Exception {
        HttpResponse<String> plain = get("/login.xhtml");
        assertEquals("", plain.headers().firstValue("Strict-Transport-Security").orElse(""));
        HttpResponse<String> secure = HttpClient.newHttpClient().send(request("/login.xhtml")
                .header("X-Forwarded-Proto", "https").build(), HttpResponse.BodyHandlers.ofString());
        assertEquals("max-age=31536000", secure.headers().firstValue("Strict-Transport-Security").orElse(""));
        String cookie = secure.headers().allValues("Set-Cookie").stream().filter(c -> c.startsWith("mercury="))
                .findFirst().orElseThrow();
        for (String flag : List.of("secure", "httponly", "samesite=lax")) {
            assertTrue(List.of(cookie.toLowerCase(Locale.ROOT).split("; ")).contains(flag), cookie);
        }
    }

    /** Without its database a page says so, and that it comes back. */
    @Test
    void withoutItsDatabaseItSaysSo() throws Exception {
        try (OutsidePostgres postgres = OutsidePostgres.start();
                MercuryServer own = MercuryServer.fresh("web-database", Map.of("MERCURY_DB_URL", postgres.url(),
                        "MERCURY_DB_USER", "mercury", "MERCURY_DB_PASSWORD", OutsidePostgres.PASSWORD))) {
            own.start();
            Webmail user = Webmail.of(own);
            assertEquals(200, user.login(U1, "secret").statusCode());
            assertTrue(user.isIn());
            postgres.close();
            for (String path : List.of("/mail/", "/mail/compose.xhtml", "/mail/message.xhtml?uid=1", "/admin/")) {
                HttpResponse<String> answer = user.get(path);
                assertEquals(503, answer.statusCode(), path);
                assertTrue(answer.body().contains("cannot reach its database"), answer.body());
            }
            assertTrue(Webmail.of(own).login(U1, "secret").body().contains("not possible at the moment"));
        }
    }

    @Test
    void wrongPasswordShowsNothing() throws Exception {
        HttpResponse<String> answer = submit(get("/mail/"), U1, "wrong");
        assertTrue(answer.body().contains("Password"), "still at the login page");
        assertTrue(get("/mail/").body().contains("Password"), "and not let in");
    }

    @Test
    void statusNeedsALogin() throws Exception {
        assertEquals(401, get("/api/v1/status").statusCode());
        assertEquals(401, basic("/api/v1/status", "admin@mercury.test", "wrong").statusCode());
        HttpResponse<String> status = basic("/api/v1/status", "admin@mercury.test", "secret");
        assertEquals(200, status.statusCode());
        assertTrue(status.headers().firstValue("Content-Type").orElse("").startsWith("application/json"));
        assertTrue(status.body().trim().startsWith("{"), status.body());
        int other = basic("/api/v1/status", U1, "secret").statusCode();
        assertTrue(other == 403 || other == 200, "an account without the role: " + other);
    }

    @Test
    void healthAndMetrics() throws Exception {
        HttpResponse<String> health = get("/health");
        assertEquals(200, health.statusCode());
        assertTrue(health.body().contains("\"UP\""), health.body());
        HttpResponse<String> metrics = get("/metrics");
        assertEquals(200, metrics.statusCode());
        assertTrue(metrics.body().contains("mercury_"), "Mercury's own figures");
    }

    @Test
    void nothingBesides() throws Exception {
        assertEquals(404, get("/nothing-here").statusCode());
        for (String hidden : List.of("/WEB-INF/web.xml", "/META-INF/microprofile-config.properties",
                "/mail/..%2f..%2fWEB-INF/web.xml")) {
            HttpResponse<String> answer = get(hidden);
            assertTrue(answer.statusCode() >= 400, hidden + " " + answer.statusCode());
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> basic(String path, String user, String password) throws Exception {
        return http.send(request(path).header("Authorization", "Basic " + Smtp.base64(user + ":" + password)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> submit(HttpResponse<String> page, String user, String password) throws Exception {
        return http.send(WebForm.of(page).type("text", user).type("password", password).press("Log in").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.ports().http() + path))
                .timeout(Duration.ofSeconds(30));
    }
}
