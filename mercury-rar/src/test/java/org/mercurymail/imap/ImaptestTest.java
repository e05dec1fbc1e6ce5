package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The scripts of Dovecot's imaptest, where a copy of them lies; they are read, and no part of Mercury. */
class ImaptestTest {

    private static final Path SCRIPTS = Path.of(System.getProperty("mercury.imaptest",
            "/work/shared/data/imap-dialogues/imaptest"));

    /** Scripts that ask for what Mercury does not do, each with the reason. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "append-binary", "asks for a message that is stored otherwise than it came");

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        if (!Files.isDirectory(SCRIPTS)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> scripts = files.filter(f -> Files.isRegularFile(f) && !f.getFileName().toString().contains(".")
                    && !f.getFileName().toString().equals("COPYING")).sorted().toList();
            return scripts.stream().map(script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> {
                ImaptestScript run = new ImaptestScript(script);
                assumeTrue(run.missing().isEmpty(), () -> "needs " + run.missing().get());
                if (OTHERWISE.containsKey(script.getFileName().toString())) {
                    assertThrows(AssertionError.class, run::run, "passes now: take it off the list");
                } else {
                    run.run();
                }
            }));
        }
    }
}
