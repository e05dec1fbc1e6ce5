package org.mercurymail.it;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A form of a page, filled and sent as a browser without scripts does it: its hidden fields, one button. */
final class WebForm {

    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<(?:input|button)\\b[^>]*>");

    private final URI target;
    private final String body;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private WebForm(URI target, String body) {
        this.target = target;
        this.body = body;
        inputs().filter(tag -> !attribute(tag, "name").isEmpty() && !attribute(tag, "type").equals("submit"))
                .forEach(tag -> fields.put(attribute(tag, "name"), attribute(tag, "value")));
    }

    /** The first one. */
    static WebForm of(HttpResponse<String> page) {
        return of(page, "");
    }

    static WebForm of(HttpResponse<String> page, String id) {
        Matcher form = FORM.matcher(page.body());
        do {
            if (!form.find()) {
                throw new AssertionError("no form " + id + ":\n" + page.body());
            }
        } while (!id.isEmpty() && !attribute(form.group(1), "id").equals(id));
        String action = attribute(form.group(1), "action"); // without one it goes to the page itself
        return new WebForm(action.isEmpty() ? page.uri() : page.uri().resolve(action), form.group(2));
    }

    /** Every field of that type. */
    WebForm type(String type, String value) {
        inputs().filter(tag -> attribute(tag, "type").equals(type))
                .forEach(tag -> fields.put(attribute(tag, "name"), value));
        return this;
    }

    /** This field, be it in the form or not: a forger writes what he likes. */
    WebForm with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** The request that the button with this label sends. */
    HttpRequest.Builder press(String label) {
        String button = inputs().filter(tag -> attribute(tag, "type").equals("submit")
                && List.of(attribute(tag, "value"), attribute(tag, "aria-label")).contains(label)).findFirst()
                .orElseThrow(() -> new AssertionError("no button " + label + ":\n" + body));
        if (!attribute(button, "name").isEmpty()) {
            fields.put(attribute(button, "name"), attribute(button, "value"));
        }
        return send();
    }

    /** The same without a button. */
    HttpRequest.Builder send() {
        return HttpRequest.newBuilder(target).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"))));
    }

    private Stream<String> inputs() {
        return INPUT.matcher(body).results().map(MatchResult::group);
    }

    private static String attribute(String tag, String name) {
        Matcher found = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(tag);
        return found.find() ? found.group(1).replace("&amp;", "&") : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
