package org.mercurymail.mime;

import java.util.List;
import java.util.Optional;

/**
 * The parameters of a Content-Type or Content-Disposition field, as they were written (RFC 2045 §5.1); {@link #value}
 * reads them as a person would, continuations joined and charsets decoded (RFC 2231).
 *
 * @param list in the order they came, names in lower case
 */
public record Parameters(List<Parameter> list) {

    public static final Parameters NONE = new Parameters(List.of());

    /** One attribute and its value, unquoted but otherwise raw: {@code filename*0*} is a name of its own. */
    public record Parameter(String name, String value) { }

    public Parameters {
        list = List.copyOf(list);
    }

    /** The value as written, of the parameter with exactly this name. */
    public Optional<String> raw(String name) {
        for (Parameter parameter : list) {
            if (parameter.name.equalsIgnoreCase(name)) {
                return Optional.of(parameter.value);
            }
        }
        return Optional.empty();
    }

    /** The value for people: {@code name*}, {@code name*0…} or {@code name}, decoded; encoded words too, as seen. */
    public Optional<String> value(String name) {
        return ExtendedValue.of(this, name).or(() -> raw(name).map(DecodedWords::decode));
    }
}
