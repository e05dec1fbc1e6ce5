package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

/**
 * Reads a JSON object into the record that a resource asks for: text, numbers, truth values and lists of text. Strict
 * where JSON-B is generous: an unknown member, a missing one, and one of another type are refused by name (422), for
 * a misspelt wish that is silently not heard does harm. {@code Optional} may be missing, {@link Patched} may be null.
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, JsonWishes.MERGE_PATCH})
public final class JsonWishes implements MessageBodyReader<Record> {

    static final String MERGE_PATCH = "application/merge-patch+json"; // RFC 7396 §4

    private static final int MOST_OCTETS = 1 << 20;
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(Class<Record> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, String> headers, InputStream in) throws IOException {
        return read(type, new Bounded(in, MOST_OCTETS).readAllBytes());
    }

    static <T extends Record> T read(Class<T> type, byte[] json) {
        return read(type, members(json));
    }

    private static Map<String, JsonValue> members(byte[] json) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        try (JsonParser parser = PARSERS.createParser(new ByteArrayInputStream(json), StandardCharsets.UTF_8)) {
            boolean object = parser.next() == JsonParser.Event.START_OBJECT;
            while (object && parser.next() == JsonParser.Event.KEY_NAME) {
                String name = parser.getString();
                parser.next();
                if (members.put(name, parser.getValue()) != null) {
                    throw new BadRequestException("The body names " + name + " twice");
                }
            }
            if (object && !parser.hasNext()) {
                return members;
            }
        } catch (WebApplicationException told) {
            throw told;
        } catch (RuntimeException malformed) { // the parser throws plain ones too, for what is too deep
            throw new BadRequestException("The body is not JSON", malformed);
        }
        throw new BadRequestException("The body is not a JSON object");
    }

    private static <T extends Record> T read(Class<T> type, Map<String, JsonValue> object) {
        RecordComponent[] components = type.getRecordComponents();
        Set<String> known = Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                throw new Invalid(name, Refusal.NO_FIELD, Arrays.stream(components)
                        .map(RecordComponent::getName).collect(Collectors.joining(", ")));
            }
        }
        Object[] values = Arrays.stream(components).map(component -> value(component.getName(),
                component.getGenericType(), Optional.ofNullable(object.get(component.getName())))).toArray();
        return make(type, components, values);
    }

    private static Object value(String field, Type type, Optional<JsonValue> given) {
        Optional<JsonValue> value = given.filter(one -> one.getValueType() != JsonValue.ValueType.NULL);
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        if (raw == Optional.class) {
            return value.map(one -> plain(field, argument(type), one));
        }
        if (raw == Patched.class) {
            return new Patched<>(given.isPresent(), value.map(one -> plain(field, argument(type), one)));
        }
        return plain(field, type, value.orElseThrow(() -> new Invalid(field, Refusal.FIELD_NEEDED)));
    }

    private static Object plain(String field, Type type, JsonValue value) {
        if (type == String.class && value instanceof JsonString text) {
            return text.getString();
        }
        if ((type == Long.class || type == long.class) && value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException tooLarge) {
                throw new Invalid(field, Refusal.NUMBER_TOO_LARGE);
            }
        }
        if ((type == Boolean.class || type == boolean.class)
                && (value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE))) {
            return value.equals(JsonValue.TRUE);
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class
                && value instanceof JsonArray array) {
            List<String> texts = new ArrayList<>();
            for (JsonValue element : array) {
                texts.add((String) plain(field, String.class, element));
            }
            return List.copyOf(texts);
        }
        throw new Invalid(field, Refusal.WRONG_TYPE, wanted(type));
    }

    private static String wanted(Type type) {
        if (type == String.class) {
            return "text";
        }
        return type instanceof ParameterizedType ? "a list of texts"
                : type == Long.class || type == long.class ? "a whole number" : "true or false";
    }

    static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static <T extends Record> T make(Class<T> type, RecordComponent[] components, Object[] values) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }
}
