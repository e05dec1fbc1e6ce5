package org.mercurymail.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that is not Mercury's own: it asks for a password, and knows the user and the database `mercury`. */
final class OutsidePostgres implements AutoCloseable {

    static final String PASSWORD = "right-secret";

    private final EmbeddedPostgres postgres;

    private OutsidePostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static OutsidePostgres start() {
        try {
            Path data = Files.createTempDirectory(MercuryServer.TARGET, "outside-postgres");
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().setDataDirectory(data).setPort(FreePorts.take())
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("max_prepared_transactions", "50").start();
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE mercury LOGIN PASSWORD '" + PASSWORD + "'");
                statement.execute("CREATE DATABASE mercury OWNER mercury");
                Path rules = data.resolve("pg_hba.conf");
                Files.writeString(rules, "host all mercury 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
                statement.execute("SELECT pg_reload_conf()");
            }
            return new OutsidePostgres(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/mercury";
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
