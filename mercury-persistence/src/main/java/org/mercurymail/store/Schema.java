package org.mercurymail.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the database up to this build's schema, by the numbered migrations beside this package. What a build brought
 * up to date it marks, so that its next start need not load the machinery to find nothing to do.
 */
final class Schema {

    /** All migrations; a test compares with what lies there. */
    static final List<String> MIGRATIONS = List.of("V1__store.sql", "V2__directory.sql", "V3__lists.sql",
            "V4__submitted.sql", "V5__collector.sql", "V6__submitter.sql", "V7__reach.sql", "V8__outcome.sql",
            "V9__collector2.sql", "V10__lists2.sql", "V11__strangers.sql", "V12__scram.sql", "V13__terms.sql",
            "V14__closed_domains.sql", "V15__limits.sql", "V16__acme.sql", "V21__texts.sql", "V23__sharing.sql",
            "V24__undelete.sql", "V33__recent.sql", "V34__metadata.sql");

    private static final String PLACE = "/db/migration/";
    private static final String MARK = "SELECT obj_description(to_regclass('flyway_schema_history'))";

    private Schema() { }

    static void migrate(DataSource database) throws SQLException {
        String build = fingerprint();
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            if (mark(statement).filter(build::equals).isPresent()) {
                return;
            }
            Flyway.configure(Schema.class.getClassLoader()).dataSource(database)
                    .locations("classpath:db/migration").load().migrate();
            statement.execute("COMMENT ON TABLE flyway_schema_history IS '" + build + "'");
        } catch (FlywayException e) {
            throw new SQLException("the schema cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    private static Optional<String> mark(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(MARK)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private static String fingerprint() throws SQLException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String migration : MIGRATIONS) {
                try (InputStream in = Schema.class.getResourceAsStream(PLACE + migration)) {
                    digest.update(in.readAllBytes());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new SQLException("the migrations cannot be read", e);
        }
    }
}
