package org.mercurymail.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of a command, the options of sendmail, and who asks; no server is needed for that. */
class CommandTest {

    @TempDir
    private Path data;

    @Test
    void wordsAndOptions() throws Failed {
        Words words = new Words(List.of("a", "--owner", "x", "--owner=y", "--post=", "b", "--", "--c"),
                Set.of("owner", "post"));
        assertEquals(List.of("a", "b", "--c"), words.exactly("A", "B", "C"));
        assertEquals(List.of("x", "y"), words.options("owner"));
        assertEquals(Optional.of(""), words.option("post"));
        assertEquals(64, assertThrows(Failed.class, () -> words.exactly("A")).status());
        assertEquals(64, assertThrows(Failed.class, () -> new Words(List.of("--what"), Set.of())).status());
        assertEquals(64, assertThrows(Failed.class, () -> new Words(List.of("--post"), Set.of("post"))).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "-t -i", "-ti", "-t -oi -oem", "-t -fa@b.test", "-i -f a@b.test x@y.test", "x@y.test",
        "-FCronDaemon -i -odi -oem -oi -t -f root", "-B 8BITMIME -t", "-bm -- -odd@y.test"})
    void sendmailTakesWhatProgramsWrite(String line) throws Failed {
        new Sendmail(List.of(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i", "-t x@y.test", "-bs", "-bd", "-q", "-f", "-z", "-t -f"})
    void sendmailRefusesTheRest(String line) {
        assertEquals(64, assertThrows(Failed.class, () -> new Sendmail(List.of(line.split(" ")))).status());
    }

    @Test
    void whoAsks() throws Exception {
        Files.writeString(data.resolve("admin-token"), "api=http\\://127.0.0.1\\:1/api/v1\nuser=a@b.test\npassword=p w\n");
        assertEquals(new Access("http://127.0.0.1:1/api/v1", "a@b.test", "p w"),
                Access.find(Optional.of(data.toString()), Map.of()));
        assertEquals("http://x/api/v1", Access.find(Optional.empty(), Map.of("MERCURY_DATA", data.toString(),
                "MERCURY_API", "http://x/api/v1")).api());
        Path password = data.resolve("password");
        Files.writeString(password, "geheim\nmore\n");
        Access named = Access.find(Optional.of(data.toString()),
                Map.of("MERCURY_USER", "u", "MERCURY_PASSWORD_FILE", password.toString()));
        assertEquals(new Access("http://127.0.0.1:8080/api/v1", "u", "geheim"), named);
        assertFalse(named.toString().contains("geheim"));
        assertEquals(77, assertThrows(Failed.class, () ->
                Access.find(Optional.of(data.resolve("none").toString()), Map.of())).status());
    }
}
