package org.mercurymail.it;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody at the pages with a browser that has cookies and no scripts. */
final class Webmail {

    private final int port;
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(10)).build();

    private Webmail(int port) {
        this.port = port;
    }

    static Webmail of(MercuryServer server) {
        return new Webmail(server.ports().http());
    }

    /** Fills the login form; the page that follows. */
    HttpResponse<String> login(String address, String password) {
        return send(WebForm.of(get("/login.xhtml")).type("text", address).type("password", password).press("Log in"));
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    /** Shown the mail, and not the login page. */
    boolean isIn() {
        HttpResponse<String> page = get("/mail/");
        return page.statusCode() == 200 && !page.uri().getPath().endsWith("/login.xhtml");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
