package org.mercurymail.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs the dialogues of the resource files: C: we say, S: it answers, = what must be true. */
final class TranscriptTest {

    @ParameterizedTest
    @ValueSource(strings = {"session", "errors", "plain", "stls", "in-use", "throttled", "utf8"})
    void lineByLine(String name) throws IOException {
        List<String> script = script(name);
        Pump pump = pump(script);
        StringBuilder expected = new StringBuilder();
        for (String line : script) {
            if (line.startsWith("S: ")) {
                expected.append(line.substring(3)).append("\r\n");
            } else if (line.startsWith("C: ")) {
                assertEquals(expected.toString(), pump.said(), "before " + line);
                expected.setLength(0);
                pump.send(line.substring(3) + "\r\n");
            } else if (line.startsWith("= ")) {
                check(pump, line.substring(2));
            }
        }
        assertEquals(expected.toString(), pump.said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "errors", "plain", "in-use", "throttled", "utf8"})
    void pipelinedAndSplitAnywhere(String name) throws IOException {
        List<String> script = script(name);
        byte[] said = lines(script, "C: ").getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= said.length; split++) {
            Pump pump = pump(script);
            pump.send(java.util.Arrays.copyOf(said, split));
            pump.send(java.util.Arrays.copyOfRange(said, split, said.length));
            assertEquals(lines(script, "S: "), pump.said(), "split at " + split);
            assertTrue(pump.isClosed());
        }
        Pump pump = pump(script);
        for (byte b : said) {
            pump.send(new byte[] {b});
        }
        assertEquals(lines(script, "S: "), pump.said(), "octet by octet");
    }

    private static Pump pump(List<String> script) {
        Pump pump = new Pump(script.contains("= demand TLS"));
        if (script.contains("= locked by another")) {
            pump.door.lockedBy = Optional.of("c0");
        }
        return pump.open();
    }

    private static void check(Pump pump, String fact) {
        if (fact.startsWith("messages ")) {
            assertEquals(fact, "messages " + pump.door.messages.keySet().stream().map(String::valueOf)
                    .collect(Collectors.joining(" ")));
            return;
        }
        switch (fact) {
            case "closed" -> assertTrue(pump.isClosed());
            case "unlocked" -> assertTrue(pump.door.lockedBy.isEmpty() && pump.door.watching.isEmpty());
            case "secured", "demand TLS", "locked by another" -> { } // said to the pump before
            default -> throw new AssertionError("unknown fact " + fact);
        }
    }

    private static String lines(List<String> script, String kind) {
        return script.stream().filter(l -> l.startsWith(kind)).map(l -> l.substring(3) + "\r\n")
                .collect(Collectors.joining());
    }

    private static List<String> script(String name) throws IOException {
        try (InputStream in = TranscriptTest.class.getResourceAsStream(name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
