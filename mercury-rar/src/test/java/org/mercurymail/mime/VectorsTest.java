package org.mercurymail.mime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Header fields of the shared data against what other parsers read in them. We say otherwise where they add comments
 * to names, keep white space inside an addr-spec (RFC 5322 §4.4), keep the space between encoded words (RFC 2047
 * §6.2), read a Received field as a date, tell the language of a parameter, or name a type without subtype or with an
 * empty one (the scanner says text/plain to those, RFC 2045 §5.2).
 */
final class VectorsTest {

    private static final Path DATA = Path.of(System.getProperty("mercury.test.data", "/work/shared/data"), "mime");

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(DATA));
    }

    @Test
    void dates() throws Exception {
        compare("date", 36, (header, expected) -> {
            Optional<OffsetDateTime> date = DateField.parse(unfold(header));
            if (expected == null) {
                return List.of("none", date.map(Object::toString).orElse("none"));
            }
            Map<String, Object> e = Json.map(expected);
            String theirs = String.format("%04d-%02d-%02d %02d:%02d:%02d %s%02d%02d", e.get("year"), e.get("month"),
                    e.get("day"), e.get("hour"), e.get("minute"), e.get("second"),
                    (Boolean) e.get("tz_before_gmt") ? "-" : "+", e.get("tz_hour"), e.get("tz_minute"));
            DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx");
            String ours = date.map(d -> d.format(form)).orElse("none");
            return List.of(theirs.replace("-0000", "+0000"), ours);
        });
    }

    @Test
    void contentTypes() throws Exception {
        compare("content_type", 82, (header, expected) -> {
            ContentField field = ContentField.parse(unfold(header));
            if (expected == null) {
                return List.of("", field.value());
            }
            Map<String, Object> e = Json.map(expected);
            String subtype = e.get("c_subtype") == null ? "" : "/" + e.get("c_subtype");
            StringBuilder theirs = new StringBuilder(e.get("c_type") + subtype);
            StringBuilder ours = new StringBuilder(field.value());
            if (e.get("attributes") != null) {
                for (Object a : Json.list(e.get("attributes"))) {
                    String name = (String) Json.list(a).get(0);
                    theirs.append("; ").append(name).append('=').append(Json.list(a).get(1));
                    ours.append("; ").append(name).append('=').append(field.parameters().value(name).orElse("none"));
                }
            }
            return List.of(theirs.toString(), ours.toString());
        });
    }

    @Test
    void unstructured() throws Exception {
        compare("unstructured", 25, (header, expected) ->
                List.of(String.valueOf(expected), DecodedWords.decode(unfold(header)).replaceAll("\\s+", " ")));
    }

    @Test
    void addresses() throws Exception {
        compare("address", 51, (header, expected) -> {
            List<String> ours = new ArrayList<>();
            for (ListedAddress a : AddressList.parse(unfold(header))) {
                ours.add(ours(a));
            }
            List<String> theirs = new ArrayList<>();
            Map<String, Object> e = Json.map(expected);
            if (e.containsKey("List")) {
                Json.list(e.get("List")).forEach(a -> theirs.add(address(a)));
            } else {
                for (Object g : Json.list(e.get("Group"))) {
                    Object name = Json.map(g).get("name");
                    if (name != null) {
                        theirs.add(name + ":");
                    }
                    Json.list(Json.map(g).get("addresses")).forEach(a -> theirs.add(address(a)));
                    if (name != null) {
                        theirs.add(";");
                    }
                }
            }
            return List.of(theirs.toString(), ours.toString());
        });
    }

    private static String ours(ListedAddress a) {
        if (a.isGroupStart()) {
            return DecodedWords.decode(a.mailbox().orElseThrow()) + ":";
        }
        return a.isGroupEnd() ? ";" : a.name().map(DecodedWords::decode).orElse("") + "<" + plain(a) + ">";
    }

    private static String plain(ListedAddress a) {
        return a.mailbox().orElseThrow() + a.host().filter(h -> !h.isEmpty()).map(h -> "@" + h).orElse("");
    }

    /** The address list of Jakarta Mail's tests: those it can read we read alike, but for lists without commas. */
    @Test
    void jakartaMailAddressLists() throws Exception {
        List<String> lines = Files.readAllLines(DATA.resolve("header-vectors/jakarta-mail-api/addrlist"),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        int compared = 0;
        List<String> differ = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("To: ")) {
                continue;
            }
            StringBuilder field = new StringBuilder(lines.get(i).substring(4));
            while (lines.get(i + 1).startsWith(" ") || lines.get(i + 1).startsWith("\t")) {
                field.append(lines.get(++i));
            }
            String expect = lines.get(++i);
            if (!expect.matches("Expect: \\d+")) {
                continue;
            }
            int count = Integer.parseInt(expect.substring(8));
            String theirs = "";
            for (int n = 0; n < count; n++) {
                theirs += (n > 0 ? "," : "") + lines.get(++i).strip();
            }
            String ours = AddressList.parse(field.toString()).stream().filter(a -> a.host().isPresent())
                    .map(VectorsTest::plain).collect(java.util.stream.Collectors.joining(","));
            compared++;
            if (!bare(theirs).equals(bare(ours))) {
                differ.add(theirs + " != " + ours);
            }
        }
        assertEquals(114, compared);
        assertEquals(27, differ.size(), () -> String.join("\n", differ)); // lists by spaces; what is broken in theirs
    }

    /** Without quoting, group syntax and display names, which the two forms write differently. */
    private static String bare(String addresses) {
        return addresses.replaceAll("[^,:;]*:|;", "").replaceAll("[^,<>]*<([^>]*)>", "$1")
                .replaceAll("[\"\\\\\\s]", "");
    }

    private static String address(Object a) {
        Object name = Json.map(a).get("name");
        Object address = Json.map(a).get("address");
        return (name == null ? "" : name) + "<" + (address == null ? "" : address) + ">";
    }

    private static String unfold(String header) {
        byte[] bytes = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int end = 0;
        while (end < bytes.length && (bytes[end] != '\n' || isFolded(bytes, end + 1))) {
            end++;
        }
        return HeaderFields.unfold(bytes, 0, end);
    }

    private static boolean isFolded(byte[] bytes, int lineStart) {
        return lineStart < bytes.length && (bytes[lineStart] == ' ' || bytes[lineStart] == '\t');
    }

    private static void compare(String name, int agreeing, BiFunction<String, Object, List<String>> read)
            throws Exception {
        int same = 0;
        StringBuilder out = new StringBuilder();
        for (Object vector : Json.list(Json.read(DATA.resolve("stalwart-mail-parser/" + name + ".json")))) {
            Map<String, Object> v = Json.map(vector);
            String header = (String) v.get("header");
            List<String> pair = read.apply(header, v.get("expected"));
            if (pair.get(0).equals(pair.get(1))) {
                same++;
            } else {
                out.append("\n").append(header.replace("\n", "\\n"))
                        .append("\n  theirs ").append(pair.get(0)).append("\n  ours   ").append(pair.get(1));
            }
        }
        assertEquals(agreeing, same, out::toString);
    }
}
