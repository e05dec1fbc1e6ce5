package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Describes resources as an OpenAPI 3.1 document. Made from the very classes that answer and from the records that
 * they read and write, so it tells of nothing that is not there. Payara's own generator knows our strict reading of
 * records no better, and answers outside the interface.
 */
final class Description {

    private static final String PROBLEM = "#/components/schemas/Problem";

    private final String version;
    private final Map<String, JsonObject> schemas = new TreeMap<>();

    Description(String version) {
        this.version = version;
    }

    JsonObject of(List<Class<?>> resources) {
        Map<String, Map<String, JsonObjectBuilder>> paths = new LinkedHashMap<>();
        for (Class<?> resource : resources) {
            Arrays.stream(resource.getDeclaredMethods()).filter(method -> verb(method).isPresent())
                    .sorted(Comparator.comparing((Method method) -> path(resource, method)).thenComparing(Method::getName))
                    .forEach(method -> paths.computeIfAbsent(path(resource, method), path -> new LinkedHashMap<>())
                            .merge(verb(method).orElseThrow(), operation(resource, method), Description::joined));
        }
        JsonObjectBuilder all = Json.createObjectBuilder();
        paths.forEach((path, operations) -> {
            JsonObjectBuilder item = Json.createObjectBuilder();
            operations.forEach(item::add);
            all.add(path, item);
        });
        JsonObjectBuilder components = Json.createObjectBuilder();
        schemas.forEach(components::add);
        components.add("Problem", problem());
        return Json.createObjectBuilder().add("openapi", "3.1.0")
                .add("info", object("title", "Mercury").add("version", version).add("description",
                        "Errors are application/problem+json (RFC 9457); `field` names what is to blame."))
                .add("servers", Json.createArrayBuilder().add(object("url", "/api/v1")))
                .add("security", Json.createArrayBuilder().add(Json.createObjectBuilder()
                        .add("basic", Json.createArrayBuilder())))
                .add("paths", all)
                .add("components", Json.createObjectBuilder().add("schemas", components)
                        .add("securitySchemes", Json.createObjectBuilder().add("basic",
                                object("type", "http").add("scheme", "basic")))).build();
    }

    /** Two methods of one verb differ in what they read. */
    private static JsonObjectBuilder joined(JsonObjectBuilder one, JsonObjectBuilder two) {
        JsonObject first = one.build();
        JsonObject second = two.build();
        JsonObjectBuilder content = Json.createObjectBuilder(content(first));
        content(second).forEach(content::add);
        JsonObjectBuilder joined = Json.createObjectBuilder(first);
        joined.add("summary", first.getString("summary") + " | " + second.getString("summary"));
        joined.add("requestBody", Json.createObjectBuilder().add("required", true).add("content", content));
        JsonObjectBuilder answers = Json.createObjectBuilder(first.getJsonObject("responses"));
        second.getJsonObject("responses").forEach(answers::add);
        joined.add("responses", answers);
        if (second.getJsonArray("parameters").size() > first.getJsonArray("parameters").size()) {
            joined.add("parameters", second.getJsonArray("parameters"));
        }
        return joined;
    }

    private static JsonObject content(JsonObject operation) {
        return operation.getJsonObject("requestBody").getJsonObject("content");
    }

    private JsonObjectBuilder operation(Class<?> resource, Method method) {
        JsonArrayBuilder parameters = Json.createArrayBuilder();
        JsonObjectBuilder operation = object("summary", method.getAnnotation(Operation.class).summary())
                .add("tags", Json.createArrayBuilder().add(tag(resource)));
        for (Parameter parameter : method.getParameters()) {
            parameter(parameters, parameter);
            if (isBody(parameter)) {
                operation.add("requestBody", body(method, parameter));
            }
        }
        return operation.add("parameters", parameters).add("responses", responses(method));
    }

    private static void parameter(JsonArrayBuilder parameters, Parameter parameter) {
        Optional.ofNullable(parameter.getAnnotation(PathParam.class)).ifPresent(path ->
                parameters.add(parameter("path", path.value(), "string").add("required", true)));
        Optional.ofNullable(parameter.getAnnotation(HeaderParam.class)).ifPresent(header ->
                parameters.add(parameter("header", header.value(), "string")));
        Optional.ofNullable(parameter.getAnnotation(QueryParam.class)).ifPresent(query ->
                parameters.add(parameter("query", query.value(), "string")));
        if (parameter.isAnnotationPresent(BeanParam.class)) {
            parameters.add(parameter("query", "after", "string")).add(parameter("query", "limit", "integer"));
        }
    }

    private JsonObjectBuilder body(Method method, Parameter parameter) {
        JsonObjectBuilder content = Json.createObjectBuilder();
        for (String type : method.getAnnotation(Consumes.class).value()) {
            content.add(type, Json.createObjectBuilder().add("schema", parameter.getType().isRecord()
                    ? schema(parameter.getParameterizedType()) : object("type", "string").build()));
        }
        return Json.createObjectBuilder().add("required", true).add("content", content);
    }

    private JsonObjectBuilder responses(Method method) {
        boolean add = method.getName().matches("add|make");
        String status = method.getReturnType() == void.class ? "204" : add ? "201"
                : method.getReturnType() == jakarta.ws.rs.core.Response.class ? "202" : "200";
        JsonObjectBuilder good = object("description", "Done");
        if (method.getReturnType() != void.class) {
            good.add("content", Json.createObjectBuilder().add(MediaType.APPLICATION_JSON,
                    Json.createObjectBuilder().add("schema", answer(method))));
        }
        return Json.createObjectBuilder().add(status, good).add("default", object("description", "Not done")
                .add("content", Json.createObjectBuilder().add(Problem.TYPE, Json.createObjectBuilder()
                        .add("schema", object("$ref", PROBLEM)))));
    }

    /** A Response hides what is in it: the record of its class that is named for that. */
    private JsonObject answer(Method method) {
        if (method.getReturnType() != jakarta.ws.rs.core.Response.class) {
            return schema(method.getGenericReturnType());
        }
        List<String> names = method.getName().matches("write|send") ? List.of("Taken") : List.of("Made", "Shown");
        return names.stream().flatMap(name -> Arrays.stream(method.getDeclaringClass().getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals(name))).findFirst().map(this::schema).orElseThrow();
    }

    private JsonObject schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type raw = generic.getRawType();
            if (raw == List.class) {
                return object("type", "array").add("items", schema(JsonWishes.argument(type))).build();
            }
            if (raw == Page.class) {
                return object("type", "object").add("properties", Json.createObjectBuilder()
                        .add("items", object("type", "array").add("items", schema(JsonWishes.argument(type))))
                        .add("next", object("type", "string"))).build();
            }
            return schema(JsonWishes.argument(type)); // Optional and Patched
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            String name = (tag(Optional.<Class<?>>ofNullable(plain.getDeclaringClass()).orElse(plain)) + "."
                    + plain.getSimpleName()).replaceFirst("^(.*)\\.\\1$", "$1");
            if (!schemas.containsKey(name)) {
                schemas.put(name, JsonObject.EMPTY_JSON_OBJECT); // for records that hold their like
                schemas.put(name, members(plain));
            }
            return object("$ref", "#/components/schemas/" + name).build();
        }
        return simple(plain);
    }

    private JsonObject members(Class<?> record) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        JsonArrayBuilder required = Json.createArrayBuilder();
        for (RecordComponent component : record.getRecordComponents()) {
            properties.add(component.getName(), schema(component.getGenericType()));
            if (component.getType() != Optional.class && component.getType() != Patched.class) {
                required.add(component.getName());
            }
        }
        return object("type", "object").add("additionalProperties", false).add("properties", properties)
                .add("required", required).build();
    }

    private static JsonObject simple(Class<?> type) {
        if (type == Instant.class) {
            return object("type", "string").add("format", "date-time").build();
        }
        return object("type", type == long.class || type == int.class || type == Long.class ? "integer"
                : type == boolean.class || type == Boolean.class ? "boolean"
                : type == String.class ? "string" : "object").build();
    }

    private static JsonObject problem() {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        for (String name : List.of("type", "title", "detail", "field")) {
            properties.add(name, object("type", "string"));
        }
        return object("type", "object").add("properties", properties.add("status", object("type", "integer"))).build();
    }

    private static boolean isBody(Parameter parameter) {
        return Arrays.stream(parameter.getAnnotations()).map(Annotation::annotationType).noneMatch(type ->
                type == Context.class || type.getPackage() == PathParam.class.getPackage());
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations()).flatMap(annotation -> Optional.ofNullable(
                annotation.annotationType().getAnnotation(HttpMethod.class)).stream())
                .map(verb -> verb.value().toLowerCase(Locale.ROOT)).findFirst();
    }

    private static String path(Class<?> resource, Method method) {
        return "/" + resource.getAnnotation(Path.class).value() + Optional.ofNullable(method.getAnnotation(Path.class))
                .map(path -> "/" + path.value()).orElse("");
    }

    private static String tag(Class<?> resource) {
        return resource.getSimpleName().replaceFirst("Resource$", "");
    }

    private static JsonObjectBuilder parameter(String in, String name, String type) {
        return object("in", in).add("name", name).add("schema", object("type", type));
    }

    private static JsonObjectBuilder object(String name, String value) {
        return Json.createObjectBuilder().add(name, value);
    }
}
