package org.mercurymail.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the database up to this build's schema, by the numbered migrations beside this package. */
final class Schema {

    private Schema() { }

    static void migrate(DataSource database) throws SQLException {
        try {
            Flyway.configure(Schema.class.getClassLoader()).dataSource(database)
                    .locations("classpath:db/migration").load().migrate();
        } catch (FlywayException e) {
            throw new SQLException("the schema cannot be brought up to date: " + e.getMessage(), e);
        }
    }
}
