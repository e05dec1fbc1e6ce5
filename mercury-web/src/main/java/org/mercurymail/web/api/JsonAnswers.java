package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the record that a resource answers as a JSON object. JSON-B would sort its members by name, and people read
 * answers: here they come in the order of the record. What an {@code Optional} does not hold is not there.
 */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class JsonAnswers implements MessageBodyWriter<Record> {

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public void writeTo(Record answer, Class<?> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, Object> headers, OutputStream out) {
        try (JsonGenerator json = Json.createGeneratorFactory(Map.of()).createGenerator(out, StandardCharsets.UTF_8)) {
            write(json, answer);
        }
    }

    private static void write(JsonGenerator json, Object value) {
        if (value instanceof Record record) {
            json.writeStartObject();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object member = member(record, component);
                Object present = member instanceof Optional<?> optional ? optional.orElse(null) : member;
                if (present != null) {
                    json.writeKey(component.getName());
                    write(json, present);
                }
            }
            json.writeEnd();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(element -> write(json, element));
            json.writeEnd();
        } else if (value instanceof Long || value instanceof Integer) {
            json.write(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            json.write(truth);
        } else {
            json.write(value.toString()); // text, and points in time as RFC 3339 has them
        }
    }

    private static Object member(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
