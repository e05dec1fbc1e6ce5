package org.mercurymail.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Settings from the table's defaults, some of them changed. */
public final class TestSettings {

    private TestSettings() { }

    /** @param changes key, value, key, value… */
    public static Settings of(String... changes) {
        Map<String, String> values = new HashMap<>(Map.of("mercury.hostname", "mx.mercury.test"));
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        ConfigurationTable table = ConfigurationTable.load();
        return new Settings(key -> Optional.ofNullable(values.get(key))
                .or(() -> table.find(key).map(ConfigurationTable.Key::standard)));
    }
}
