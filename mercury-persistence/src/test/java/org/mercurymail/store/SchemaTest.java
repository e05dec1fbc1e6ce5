package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The migrations, and the mark that spares looking at them. */
class SchemaTest {

    private final TestStore store = TestStore.get();

    @Test
    void everyMigrationIsListed() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(Schema.class.getResource("/db/migration").toURI()))) {
            assertEquals(Schema.MIGRATIONS, files.map(f -> f.getFileName().toString())
                    .sorted(Comparator.comparingInt(SchemaTest::version)).toList());
        }
    }

    private static int version(String file) {
        return Integer.parseInt(file.substring(1, file.indexOf("__")));
    }

    @Test
    void aForeignMarkIsReplacedAndNothingMigratedTwice() throws Exception {
        String mark = "SELECT count(*) FROM pg_description WHERE description LIKE 'stale%'";
        store.transactions.sql(c -> c.createStatement().execute("COMMENT ON TABLE flyway_schema_history IS 'stale'"));
        assertEquals(1, store.number(mark));
        Schema.migrate(store.dataSource);
        assertEquals(0, store.number(mark));
        Schema.migrate(store.dataSource);
        assertEquals(Schema.MIGRATIONS.size(), store.number("SELECT count(*) FROM flyway_schema_history"));
    }
}
