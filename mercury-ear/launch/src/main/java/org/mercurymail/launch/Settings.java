package org.mercurymail.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is configured: a {@code -D} property, or else the environment, or else the file, or else the table's default.
 * The file is the one that MERCURY_CONFIG names, or mercury.properties in the data directory if there is one.
 */
final class Settings {

    /** Heeded by the start script, this class and the command line, no keys of the table. */
    private static final Set<String> OF_THE_START = Set.of("MERCURY_CONFIG", "MERCURY_JAVA_OPTS",
            "MERCURY_API", "MERCURY_USER", "MERCURY_PASSWORD_FILE");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    static Settings ofThisProcess() throws Unfit {
        return resolve(Keys.packed(), System.getProperties(), System.getenv());
    }

    static Settings resolve(Keys keys, Properties properties, Map<String, String> environment) throws Unfit {
        for (String name : environment.keySet()) {
            if (name.startsWith("MERCURY_") && !OF_THE_START.contains(name)) {
                keys.mustKnowVariable(name);
            }
        }
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("mercury.")) {
                keys.mustKnow(name, "-D" + name);
            }
        }
        Map<String, String> values = new TreeMap<>(keys.defaults());
        overlay(values, properties, environment);
        Optional<Path> file = file(values.get("mercury.data"), environment);
        if (file.isPresent()) {
            values.putAll(read(keys, file.get()));
            overlay(values, properties, environment);
        }
        for (Map.Entry<String, String> key : keys.defaults().entrySet()) {
            mustBeLike(key.getValue(), key.getKey(), values.get(key.getKey()));
        }
        return new Settings(values);
    }

    /** The default of a key tells whether it is a number or a switch; the application checks the rest. */
    private static void mustBeLike(String example, String key, String value) throws Unfit {
        if (example.matches("\\d+") && !value.matches("\\d{1,18}")) {
            throw Unfit.configured(key + ": \"" + value + "\" is not a number");
        }
        if (example.matches("true|false") && !value.matches("true|false")) {
            throw Unfit.configured(key + ": \"" + value + "\" is neither true nor false");
        }
    }

    private static void overlay(Map<String, String> values, Properties properties, Map<String, String> environment) {
        values.replaceAll((key, value) -> {
            String variable = environment.getOrDefault(Keys.variable(key), value);
            return properties.getProperty(key, variable).strip();
        });
    }

    private static Optional<Path> file(String data, Map<String, String> environment) {
        String named = environment.getOrDefault("MERCURY_CONFIG", "");
        if (!named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Optional.of(Path.of(data, "mercury.properties")).filter(Files::exists);
    }

    private static Map<String, String> read(Keys keys, Path file) throws Unfit {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw Unfit.configured("cannot read the configuration " + file + ": " + e);
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            keys.mustKnow(key, file.toString());
            values.put(key, properties.getProperty(key).strip());
        }
        return values;
    }

    /** Makes them system properties, so that the adapters and the application see exactly these. */
    void publish() {
        values.forEach(System::setProperty);
        System.setProperty("mercury.data", data().toString());
    }

    /** The value, empty when nothing is configured. A key that is not in the table is a mistake of ours. */
    String get(String key) {
        return Optional.ofNullable(values.get(key)).orElseThrow(() -> new IllegalArgumentException(key));
    }

    Path data() {
        return Path.of(get("mercury.data")).toAbsolutePath().normalize();
    }
}
