package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody who calls REST; with an empty name a stranger. */
record Rest(int port, String user, String password) {

    static final String JSON = "application/json";
    static final String PASSWORD = "correct horse";

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    /** An answer, with its body as JSON where it is. */
    record Answer(int status, String type, HttpResponse<String> raw) {

        JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(raw.body()))) {
                return reader.readObject();
            }
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + raw.body();
        }
    }

    static Rest of(MercuryServer server, String user) {
        return new Rest(server.ports().http(), user, "secret");
    }

    /** A new account of this name and something, which logs in with {@link #PASSWORD}; its address. */
    static String account(MercuryServer server, String name) {
        String address = name + "-" + Mail.token().substring(0, 8) + "@mercury.test";
        Answer made = of(server, "admin@mercury.test").post("accounts", Json.createObjectBuilder()
                .add("address", address).add("displayName", "").add("password", PASSWORD).build().toString());
        assertEquals(201, made.status(), made.toString());
        return address;
    }

    Answer get(String path) {
        return call("GET", path, JSON, BodyPublishers.noBody());
    }

    Answer delete(String path) {
        return call("DELETE", path, JSON, BodyPublishers.noBody());
    }

    Answer post(String path, String json, String... headers) {
        return call("POST", path, JSON, BodyPublishers.ofString(json), headers);
    }

    Answer patch(String path, String json) {
        return call("PATCH", path, "application/merge-patch+json", BodyPublishers.ofString(json));
    }

    Answer call(String verb, String path, String type, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(60)).header("Content-Type", type).method(verb, body);
        if (!user.isEmpty()) {
            request.header("Authorization", "Basic " + Smtp.base64(user + ":" + password));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), answer);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(verb + " " + path, e);
        }
    }
}
