package org.mercurymail.command;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Calls of the server's REST interface. What it refuses becomes {@link Failed}, in its own words. */
final class Api {

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST_PAGE = 500;

    private final Access access;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    Api(Access access) {
        this.access = access;
    }

    /** A part of a path or query, as a URL has it. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) throws Failed {
        return call("GET", path, JSON, BodyPublishers.noBody());
    }

    JsonObject post(String path, JsonObject body) throws Failed {
        return call("POST", path, JSON, BodyPublishers.ofString(body.toString()));
    }

    JsonObject patch(String path, JsonObject body) throws Failed {
        return call("PATCH", path, MERGE_PATCH, BodyPublishers.ofString(body.toString()));
    }

    JsonObject delete(String path) throws Failed {
        return call("DELETE", path, JSON, BodyPublishers.noBody());
    }

    /** The whole of a collection. */
    JsonObject all(String path) throws Failed {
        JsonArrayBuilder items = Json.createArrayBuilder();
        String base = path + (path.contains("?") ? "&" : "?") + "limit=" + LARGEST_PAGE;
        String next = "";
        do {
            JsonObject page = get(next.isEmpty() ? base : base + "&after=" + part(next));
            page.getJsonArray("items").forEach(items::add);
            next = page.getString("next", "");
        } while (!next.isEmpty());
        return Json.createObjectBuilder().add("items", items).build();
    }

    /** An empty object where there is no answer but that it was done. */
    JsonObject call(String verb, String path, String type, BodyPublisher body) throws Failed {
        String login = Base64.getEncoder().encodeToString(
                (access.user() + ":" + access.password()).getBytes(StandardCharsets.UTF_8));
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(access.api() + "/" + path)).timeout(PATIENCE)
                    .header("Authorization", "Basic " + login).header("Content-Type", type)
                    .header("User-Agent", "mercury-command").method(verb, body).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() < 300 ? json(answer.body()) : refused(answer);
        } catch (IOException e) {
            throw new Failed(Failed.TEMPORARY, "cannot reach the server at " + access.api()
                    + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (InterruptedException e) {
            throw new Failed(Failed.TEMPORARY, "interrupted");
        } catch (IllegalArgumentException e) {
            throw new Failed(Failed.USAGE, "MERCURY_API is no address of a server: " + access.api());
        }
    }

    private static JsonObject refused(HttpResponse<String> answer) throws Failed {
        int code = answer.statusCode();
        int status = code == 401 || code == 403 ? Failed.NO_PERMISSION
                : code == 400 || code == 413 || code == 422 ? Failed.DATA
                : code == 429 || code == 502 || code == 503 || code == 504 ? Failed.TEMPORARY : Failed.OTHERWISE;
        String detail;
        try {
            JsonObject problem = json(answer.body());
            if (status == Failed.DATA && problem.getString("field", "").equals("to")) {
                status = Failed.NO_USER; // of a message: nobody takes it there
            }
            detail = (problem.containsKey("field") ? problem.getString("field") + ": " : "")
                    + problem.getString("detail", "HTTP " + code);
        } catch (JsonException noProblem) {
            detail = "the server answers HTTP " + code;
        }
        throw new Failed(status, detail);
    }

    private static JsonObject json(String text) {
        if (text.isBlank()) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
