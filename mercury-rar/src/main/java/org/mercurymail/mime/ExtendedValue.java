package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Joins and decodes a parameter written by RFC 2231: {@code name*}, {@code name*0}, {@code name*0*} and so on. Encodes one. */
public final class ExtendedValue {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String charset = "utf-8";

    private ExtendedValue() { }

    /** In UTF-8, without the charset in front (RFC 8187 §3.2). */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    /** The value, or empty when the parameter is not written in this way. */
    static Optional<String> of(Parameters parameters, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + '*';
        Map<String, String> sections = new HashMap<>();
        for (Parameters.Parameter parameter : parameters.list()) {
            if (parameter.name().startsWith(prefix)) {
                sections.putIfAbsent(parameter.name().substring(prefix.length()), parameter.value());
            }
        }
        if (sections.isEmpty()) {
            return Optional.empty();
        }
        ExtendedValue value = new ExtendedValue();
        if (sections.containsKey("")) {
            value.encoded(sections.get(""), true);
        } else if (!value.sections(sections)) {
            return Optional.empty();
        }
        return Optional.of(Charsets.text(value.bytes.toByteArray(), value.charset));
    }

    private boolean sections(Map<String, String> sections) {
        int n = 0;
        for (; n < sections.size(); n++) { // RFC 2231 §3: in the order of their numbers, none left out
            String plain = sections.get(Integer.toString(n));
            String encoded = sections.get(n + "*");
            if (encoded != null) {
                encoded(encoded, n == 0);
            } else if (plain != null) {
                bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
            } else {
                break;
            }
        }
        return n > 0;
    }

    private void encoded(String text, boolean first) {
        int from = 0;
        int language = first ? text.indexOf('\'') : -1;
        int end = language >= 0 ? text.indexOf('\'', language + 1) : -1;
        if (end >= 0) { // RFC 2231 §4: charset'language'value
            charset = text.substring(0, language);
            from = end + 1;
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
