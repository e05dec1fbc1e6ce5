package org.mercurymail.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The table of configuration keys as the properties file tells it: sections ({@code ##}), what a key means ({@code #}
 * lines right above it), the key and its default. Knows which keys there are; never what their values are now.
 *
 * @param keys in the order of the file
 */
public record ConfigurationTable(List<Key> keys) {

    static final String RESOURCE = "META-INF/microprofile-config.properties";

    /** Heeded by the start script, the launcher and the command line, no keys of the table. */
    private static final Set<String> OF_THE_START = Set.of("MERCURY_CONFIG", "MERCURY_JAVA_OPTS",
            "MERCURY_API", "MERCURY_USER", "MERCURY_PASSWORD_FILE");

    /**
     * One row.
     *
     * @param section the heading it stands under
     * @param meaning its text, lines joined by blanks
     */
    public record Key(String section, String name, String standard, String meaning) {

        /** How the environment spells it: {@code MERCURY_X_Y} (MicroProfile Config §5.3.1). */
        public String environment() {
            return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        }
    }

    public ConfigurationTable {
        keys = List.copyOf(keys);
    }

    /** The table that this archive carries; other archives may have a file of the same name. */
    public static ConfigurationTable load() {
        try {
            for (URL url : Collections.list(ConfigurationTable.class.getClassLoader().getResources(RESOURCE))) {
                try (InputStream in = url.openStream()) {
                    ConfigurationTable table = parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    if (table.find("mercury.mode").isPresent()) {
                        return table;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("Mercury's " + RESOURCE + " is not in its archive");
    }

    static ConfigurationTable parse(String text) {
        List<Key> keys = new ArrayList<>();
        List<String> meaning = new ArrayList<>();
        String section = "";
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("#")) {
                meaning.add(line.substring(1).strip());
            } else if (line.isBlank()) {
                meaning.clear();
            } else if (equals > 0) {
                keys.add(new Key(section, line.substring(0, equals).strip(), line.substring(equals + 1).strip(),
                        String.join(" ", meaning)));
                meaning.clear();
            } else {
                throw new IllegalStateException(RESOURCE + ": neither key nor comment: " + line);
            }
        }
        return new ConfigurationTable(keys);
    }

    public Optional<Key> find(String name) {
        return keys.stream().filter(key -> key.name.equals(name)).findFirst();
    }

    /**
     * Refuses names that look like ours and are none, since a misspelt key would silently do nothing.
     *
     * @param names every property name that the configuration sources hold
     */
    void refuseUnknown(Iterable<String> names) {
        for (String name : names) {
            boolean dotted = name.startsWith("mercury.");
            boolean known = dotted ? find(name).isPresent()
                    : keys.stream().anyMatch(key -> key.environment().equals(name));
            boolean ours = dotted || name.startsWith("MERCURY_") && !OF_THE_START.contains(name);
            if (ours && !known) {
                throw new ConfigurationRefused("unknown configuration key " + name + nearest(name, dotted));
            }
        }
    }

    private String nearest(String name, boolean dotted) {
        return keys.stream()
                .map(key -> dotted ? key.name : key.environment())
                .min(java.util.Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= 4)
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** Letters to change, add or leave out to make one word of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
