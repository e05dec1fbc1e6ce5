package org.mercurymail.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path directory;
    private Keys keys;
    private final Properties properties = new Properties();

    @BeforeEach
    void table() {
        Properties table = new Properties();
        table.setProperty("mercury.data", directory.toString());
        table.setProperty("mercury.http.listen", "127.0.0.1:8080");
        table.setProperty("mercury.smtp.max-size", "52428800");
        table.setProperty("mercury.pop-before-smtp", "false");
        keys = new Keys(table);
    }

    private String listen(Map<String, String> environment) throws Unfit {
        return Settings.resolve(keys, properties, environment).get("mercury.http.listen");
    }

    @Test
    void theNearerSourceWins() throws Exception {
        assertEquals("127.0.0.1:8080", listen(Map.of()));
        Files.writeString(directory.resolve("mercury.properties"), "mercury.http.listen = file:1\n");
        assertEquals("file:1", listen(Map.of()));
        assertEquals("env:2", listen(Map.of("MERCURY_HTTP_LISTEN", "env:2")));
        properties.setProperty("mercury.http.listen", "property:3");
        assertEquals("property:3", listen(Map.of("MERCURY_HTTP_LISTEN", "env:2")));
    }

    @Test
    void aNamedFileMustBeThere() throws IOException {
        Path named = directory.resolve("named");
        Map<String, String> environment = Map.of("MERCURY_CONFIG", named.toString());
        assertTrue(assertThrows(Unfit.class, () -> listen(environment)).getMessage().contains(named.toString()));
        Files.writeString(named, "mercury.http.listen = named:4\n");
        assertEquals("named:4", assertDoesNotFail(environment));
    }

    private String assertDoesNotFail(Map<String, String> environment) {
        try {
            return listen(environment);
        } catch (Unfit e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUnknownKeyIsNamedWhereverItStands() throws IOException {
        assertTrue(assertThrows(Unfit.class, () -> listen(Map.of("MERCURY_HTTP_LISTN", "x"))).getMessage()
                .startsWith("unknown key MERCURY_HTTP_LISTN in the environment"));
        Path file = Files.writeString(directory.resolve("mercury.properties"), "mercury.htpp.listen = x\n");
        assertTrue(assertThrows(Unfit.class, () -> listen(Map.of())).getMessage()
                .startsWith("unknown key mercury.htpp.listen in " + file));
        Files.delete(file);
        properties.setProperty("mercury.listen", "x");
        assertTrue(assertThrows(Unfit.class, () -> listen(Map.of())).getMessage()
                .startsWith("unknown key mercury.listen in -Dmercury.listen"));
    }

    @Test
    void aNumberIsANumberAndASwitchASwitch() {
        assertEquals("mercury.smtp.max-size: \"many\" is not a number",
                assertThrows(Unfit.class, () -> listen(Map.of("MERCURY_SMTP_MAX_SIZE", "many"))).getMessage());
        assertEquals("mercury.pop-before-smtp: \"yes\" is neither true nor false",
                assertThrows(Unfit.class, () -> listen(Map.of("MERCURY_POP_BEFORE_SMTP", "yes"))).getMessage());
    }

    @Test
    void whatIsNotMercurysDoesNotMatter() throws Unfit {
        properties.setProperty("java.home", "x");
        assertEquals("127.0.0.1:8080", listen(Map.of("PATH", "/bin", "MERCURY_JAVA_OPTS", "-Xmx1g")));
    }
}
