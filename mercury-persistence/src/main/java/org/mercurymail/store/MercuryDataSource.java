package org.mercurymail.store;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.mercurymail.store.embedded.EmbeddedException;
import org.mercurymail.store.embedded.EmbeddedPostgres;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database behind {@code java:app/jdbc/mercury}: an outside PostgreSQL when a URL is set, else the embedded one,
 * started by the first connection and again should it have died. The first connection also brings the schema up to
 * date. Never pools: the container does. What it throws names the setting at fault.
 */
public final class MercuryDataSource implements DataSource {

    private static final int OLDEST_MAJOR = 15; // range_agg of multiranges
    private static final int CONNECT_SECONDS = 10;
    private static final Map<Path, EmbeddedPostgres> SERVERS = new HashMap<>();

    private String url = "";
    private String user = "";
    private String password = "";
    private String data = "";
    private int port;
    private PGSimpleDataSource target; // guarded by this, null until the schema stands
    private EmbeddedPostgres server; // guarded by this, null with an outside database

    /** {@code jdbc:postgresql://…}; empty for the embedded server. */
    public void setUrl(String url) {
        this.url = set(url);
    }

    public void setUser(String user) {
        this.user = set(user);
    }

    public void setPassword(String password) {
        this.password = set(password);
    }

    /** The data directory of the embedded server. */
    public void setData(String data) {
        this.data = set(data);
    }

    /** The embedded server's port; empty or 0 for any free one. */
    public void setPort(String port) {
        this.port = set(port).isEmpty() ? 0 : Integer.parseInt(set(port));
    }

    /** Stops every embedded server that this class started; the files are free then. */
    public static void stopEmbedded() {
        synchronized (SERVERS) {
            SERVERS.values().forEach(EmbeddedPostgres::stop);
            SERVERS.clear();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return ready().getConnection();
        } catch (SQLException e) {
            if (!isAway(e) || !url.isEmpty()) {
                throw explained(e);
            }
            return restarted().getConnection();
        }
    }

    @Override
    public Connection getConnection(String username, String secret) throws SQLException {
        return getConnection();
    }

    private synchronized DataSource ready() throws SQLException {
        if (target == null) {
            PGSimpleDataSource found = url.isEmpty() ? embedded() : outside();
            requireVersion(found);
            Schema.migrate(found);
            target = found;
        }
        return target;
    }

    /** The embedded server may have been killed: it comes up again on another port. */
    private synchronized DataSource restarted() throws SQLException {
        target = null;
        return ready();
    }

    private PGSimpleDataSource outside() throws SQLException {
        PGSimpleDataSource outside = new PGSimpleDataSource();
        try {
            outside.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new SQLException("mercury.db.url: not a PostgreSQL URL, jdbc:postgresql://HOST:PORT/DATABASE", e);
        }
        if (!user.isEmpty()) {
            outside.setUser(user);
            outside.setPassword(password);
        }
        return tuned(outside);
    }

    private PGSimpleDataSource embedded() throws SQLException {
        if (data.isEmpty()) {
            throw new SQLException("mercury.data: no data directory set");
        }
        Path directory = Path.of(data).toAbsolutePath().normalize();
        EmbeddedPostgres embedded;
        synchronized (SERVERS) {
            embedded = SERVERS.computeIfAbsent(directory, d -> new EmbeddedPostgres(d, port));
        }
        try {
            embedded.start();
        } catch (EmbeddedException e) {
            throw new SQLException(e.getMessage(), e);
        }
        PGSimpleDataSource inside = new PGSimpleDataSource();
        inside.setServerNames(new String[] {"127.0.0.1"});
        inside.setPortNumbers(new int[] {embedded.port()});
        inside.setDatabaseName("postgres");
        inside.setUser(EmbeddedPostgres.USER);
        inside.setPassword(embedded.password());
        return tuned(inside);
    }

    private static PGSimpleDataSource tuned(PGSimpleDataSource database) {
        database.setApplicationName("mercury");
        database.setPrepareThreshold(1);
        database.setConnectTimeout(CONNECT_SECONDS);
        database.setTcpKeepAlive(true);
        return database;
    }

    private static void requireVersion(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            requireMajor(connection.getMetaData().getDatabaseMajorVersion());
        }
    }

    static void requireMajor(int major) throws SQLException {
        if (major < OLDEST_MAJOR) {
            throw new SQLException("mercury.db.url: the server is PostgreSQL " + major + ", Mercury needs "
                    + OLDEST_MAJOR + " or later");
        }
    }

    private static boolean isAway(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** One sentence with the setting's name in front. */
    private SQLException explained(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String place = url.replaceFirst("\\?.*", "");
        if (state.startsWith("28")) {
            return new SQLException("mercury.db.user, mercury.db.password: " + place + " refuses the login", state, e);
        }
        if (state.startsWith("08")) {
            return new SQLException("mercury.db.url: cannot reach " + place + " (" + e.getMessage() + ")", state, e);
        }
        if (state.equals("3D000")) {
            return new SQLException("mercury.db.url: no such database: " + place, state, e);
        }
        return e;
    }

    /** An unset configuration value comes as nothing or as its own unresolved expression. */
    private static String set(String value) {
        return value == null || value.startsWith("${") ? "" : value.strip();
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(PrintWriter.nullWriter());
    }

    @Override
    public void setLogWriter(PrintWriter out) { }

    @Override
    public void setLoginTimeout(int seconds) { }

    @Override
    public int getLoginTimeout() {
        return CONNECT_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
