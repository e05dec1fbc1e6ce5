package org.mercurymail.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** The description tells of every call that there is, each call says who may make it. */
class DescriptionTest {

    private final JsonObject description = new Description("1").of(ApiV1.RESOURCES);

    @Test
    void everyCallIsTold() {
        Map<String, Set<String>> told = new TreeMap<>();
        description.getJsonObject("paths").forEach((path, item) ->
                told.put(path, new TreeSet<>(item.asJsonObject().keySet())));
        Map<String, Set<String>> calls = new TreeMap<>();
        methods().forEach(method -> calls.computeIfAbsent(path(method), path -> new TreeSet<>()).add(
                verb(method).orElseThrow().toLowerCase()));
        assertEquals(calls, told);
        assertTrue(told.keySet().containsAll(Set.of("/domains/{name}", "/accounts", "/lists/{list}/members",
                "/messages/{id}", "/queue/{id}/retry")), told.toString());
    }

    @Test
    void everyCallSaysWhatItDoesAndForWhom() {
        methods().forEach(method -> {
            assertNotNull(method.getAnnotation(Operation.class), method.toString());
            assertTrue(method.isAnnotationPresent(AllowedTo.class)
                    || method.getDeclaringClass().isAnnotationPresent(AllowedTo.class), method.toString());
        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Set<String> schemas = description.getJsonObject("components").getJsonObject("schemas").keySet();
        Matcher references = Pattern.compile("#/components/schemas/([^\"]+)").matcher(description.toString());
        int found = 0;
        while (references.find()) {
            assertTrue(schemas.contains(references.group(1)), references.group());
            found++;
        }
        assertTrue(found > 50);
    }

    @Test
    void twoMediaTypesOfOneCallStandTogether() {
        JsonObject post = description.getJsonObject("paths").getJsonObject("/messages").getJsonObject("post");
        assertEquals(Set.of("application/json", "message/rfc822"),
                post.getJsonObject("requestBody").getJsonObject("content").keySet());
        assertTrue(post.getJsonArray("parameters").toString().contains("Idempotency-Key"));
    }

    private static Stream<Method> methods() {
        return ApiV1.RESOURCES.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> verb(method).isPresent());
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations()).map(annotation ->
                annotation.annotationType().getAnnotation(HttpMethod.class)).filter(verb -> verb != null)
                .map(HttpMethod::value).findFirst();
    }

    private static String path(Method method) {
        String below = Optional.ofNullable(method.getAnnotation(Path.class)).map(path -> "/" + path.value()).orElse("");
        return "/" + method.getDeclaringClass().getAnnotation(Path.class).value() + below;
    }
}
