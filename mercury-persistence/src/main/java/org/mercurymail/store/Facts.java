package org.mercurymail.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the audit log keeps of a thing at one moment: names and values, in order, as a JSON object. Never a secret. */
public final class Facts {

    /** Of what does not exist. */
    public static final Facts NOTHING = new Facts(Map.of());

    private final Map<String, Object> values;

    private Facts(Map<String, Object> values) {
        this.values = values;
    }

    public static Facts of(String name, Object value) {
        return NOTHING.and(name, value);
    }

    /** @param value text, number, truth value, a collection of such, or an Optional of one */
    public Facts and(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Facts(more);
    }

    /** Null for nothing, as the column holds it. */
    String json() {
        if (values.isEmpty()) {
            return null;
        }
        StringBuilder out = new StringBuilder("{");
        values.forEach((name, value) -> {
            out.append(out.length() > 1 ? "," : "");
            text(out, name);
            out.append(':');
            value(out, value);
        });
        return out.append('}').toString();
    }

    private static void value(StringBuilder out, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresentOrElse(present -> value(out, present), () -> out.append("null"));
        } else if (value instanceof Collection<?> all) {
            out.append('[');
            int before = out.length();
            for (Object one : all) {
                out.append(out.length() > before ? "," : "");
                value(out, one);
            }
            out.append(']');
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(out, value.toString());
        }
    }

    private static void text(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
