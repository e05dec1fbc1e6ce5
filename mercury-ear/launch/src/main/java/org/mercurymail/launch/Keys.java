package org.mercurymail.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The configuration table, packed into mercury.jar from mercury-ejb: every key with its default. A key that is not in
 * it is a mistake, and most mistakes are near something that is.
 */
final class Keys {

    private static final String TABLE = "microprofile-config.properties";

    private final Map<String, String> defaults = new TreeMap<>();

    Keys(Properties table) {
        for (String key : table.stringPropertyNames()) {
            if (key.startsWith("mercury.")) {
                defaults.put(key, table.getProperty(key).strip());
            }
        }
    }

    static Keys packed() {
        try (InputStream table = Keys.class.getResourceAsStream(TABLE)) {
            Properties properties = new Properties();
            properties.load(table);
            return new Keys(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> defaults() {
        return Map.copyOf(defaults);
    }

    /** As MicroProfile Config maps a key to a name in the environment. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    void mustKnow(String key, String source) throws Unfit {
        if (!defaults.containsKey(key)) {
            throw Unfit.configured("unknown key " + key + " in " + source + "; did you mean " + nearest(key) + "?");
        }
    }

    void mustKnowVariable(String name) throws Unfit {
        if (defaults.keySet().stream().noneMatch(key -> variable(key).equals(name))) {
            throw Unfit.configured("unknown key " + name + " in the environment; did you mean "
                    + variable(nearest(name.toLowerCase(Locale.ROOT).replace('_', '.'))) + "?");
        }
    }

    private String nearest(String key) {
        return defaults.keySet().stream().min(Comparator.comparingInt(known -> distance(key, known))).orElse("none");
    }

    /** Insertions, deletions and replacements between two words. */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
