package org.mercurymail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keeps docs/rfc.md true: its form, and that every "yes" is named by code or a test of some module. */
class RfcTableTest {

    private static final Pattern ROW =
            Pattern.compile("\\| (\\d{3,4}) \\| [^|]+ \\| (yes|partial|no) \\| ([^|]* )?\\|");
    private static final Pattern NAMED = Pattern.compile("RFC (\\d{3,4})");

    private record Row(String rfc, String done, String note) { }

    private static final List<Row> ROWS = new ArrayList<>();
    private static Path root = Path.of("").toAbsolutePath();

    @BeforeAll
    static void read() throws IOException {
        while (!Files.exists(root.resolve("docs/rfc.md"))) {
            root = root.getParent();
        }
        boolean head = false;
        for (String line : Files.readAllLines(root.resolve("docs/rfc.md"))) {
            head = line.startsWith("| RFC ") || head && line.startsWith("| ---");
            if (line.startsWith("|") && !head) {
                Matcher row = ROW.matcher(line);
                assertTrue(row.matches(), "no row of the table: " + line);
                ROWS.add(new Row(row.group(1), row.group(2), row.group(3) == null ? "" : row.group(3).strip()));
            }
        }
    }

    @Test
    void eachRfcIsThereOnceAndWhatIsPartialSaysWhy() {
        assertTrue(ROWS.size() > 10, "the table is missing");
        assertEquals(ROWS.size(), ROWS.stream().map(Row::rfc).distinct().count(), "an RFC is there twice");
        for (Row row : ROWS) {
            assertTrue(!row.done.equals("partial") || !row.note.isEmpty(), row + " does not say what is missing");
        }
    }

    @Test
    void everyYesIsNamedByCodeOrTest() throws IOException {
        Set<String> named = new HashSet<>();
        for (Path source : sources()) {
            Matcher rfc = NAMED.matcher(Files.readString(source, StandardCharsets.UTF_8));
            while (rfc.find()) {
                named.add(rfc.group(1));
            }
        }
        assertTrue(named.contains("5321"), "the sources were not found");
        for (Row row : ROWS) {
            assertTrue(!row.done.equals("yes") || named.contains(row.rfc), "nothing names RFC " + row.rfc);
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src"))).toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
