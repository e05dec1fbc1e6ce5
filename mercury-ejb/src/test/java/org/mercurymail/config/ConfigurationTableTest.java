package org.mercurymail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/configuration.md} what the table says. After a change of the table:
 * {@code mvn -pl mercury-ejb -am test -Dtest=ConfigurationTableTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dmercury-docs=write}
 */
class ConfigurationTableTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void everyKeyHasAMeaning() {
        for (ConfigurationTable.Key key : ConfigurationTable.load().keys()) {
            assertFalse(key.meaning().isEmpty(), key.name());
            assertFalse(key.section().isEmpty(), key.name());
        }
    }

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        String page = page(ConfigurationTable.load());
        if ("write".equals(System.getProperty("mercury-docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE));
    }

    private static String page(ConfigurationTable table) {
        StringBuilder out = new StringBuilder("""
                # Configuration

                Made from `mercury-ejb/src/main/resources/META-INF/microprofile-config.properties` by
                `ConfigurationTableTest`; change that file, not this page. Every key can be set in the environment or as
                a system property of the JVM. An unknown key stops the start.
                """);
        String section = "";
        for (ConfigurationTable.Key key : table.keys()) {
            if (!key.section().equals(section)) {
                section = key.section();
                out.append("\n## ").append(section).append('\n');
            }
            String standard = key.standard().isEmpty() ? "empty" : "`" + key.standard() + "`";
            out.append("\n**`").append(key.name()).append("`** (`").append(key.environment()).append("`), default: ")
                    .append(standard).append("  \n").append(key.meaning()).append('\n');
        }
        return out.toString();
    }
}
