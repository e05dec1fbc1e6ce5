package org.mercurymail.command;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers as people read them: a collection as a table, an object as lines of name and value. */
final class Printed {

    private Printed() { }

    static String of(JsonObject answer) {
        StringBuilder out = new StringBuilder();
        answer.forEach((name, value) -> {
            if (value instanceof JsonArray array && array.stream().anyMatch(JsonObject.class::isInstance)) {
                out.append(answer.size() > 1 ? name + ":\n" : "").append(table(array));
            } else if (!(value instanceof JsonArray empty && empty.isEmpty())) {
                out.append(String.format("%-12s %s%n", name, text(value)));
            }
        });
        return out.toString();
    }

    private static String table(JsonArray rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.asJsonObject().keySet()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.copyOf(names));
        rows.forEach(row -> cells.add(names.stream().map(name ->
                text(row.asJsonObject().getOrDefault(name, JsonValue.NULL))).toList()));
        StringBuilder out = new StringBuilder();
        for (List<String> line : cells) {
            StringBuilder printed = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = cells.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
                printed.append(line.get(column)).append(" ".repeat(width - line.get(column).length() + 2));
            }
            out.append(printed.toString().stripTrailing()).append(System.lineSeparator());
        }
        return out.toString();
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString().replaceAll("\\p{Cntrl}", "?"); // what a peer wrote drives no terminal
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(Printed::text).collect(Collectors.joining(" "));
        }
        return value.equals(JsonValue.NULL) ? "-" : value.toString();
    }
}
