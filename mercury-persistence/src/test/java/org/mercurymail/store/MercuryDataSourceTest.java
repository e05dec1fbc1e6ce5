package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.Persistence;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which database is behind the data source, and what it says when there is none. */
class MercuryDataSourceTest {

    private final TestStore store = TestStore.get();

    @Test
    void anOutsideDatabaseServesWhenAUrlIsSet() throws SQLException {
        MercuryDataSource outside = outside(url(), "mercury", password());
        try (Connection connection = outside.getConnection();
                var row = connection.createStatement().executeQuery("SELECT count(*) FROM flyway_schema_history")) {
            row.next();
            assertEquals(Schema.MIGRATIONS.size(), row.getInt(1));
        }
    }

    @Test
    void unresolvedSettingsAreUnset() throws SQLException {
        MercuryDataSource unset = outside("${MPCONFIG=mercury.db.url}", "${MPCONFIG=mercury.db.user}", "");
        unset.setPort("${MPCONFIG=mercury.db.port}");
        assertEquals("mercury.data: no data directory set", message(unset));
    }

    @Test
    void saysWhatIsWrongWithAnOutsideDatabase() throws Exception {
        String url = url();
        String plain = url.replaceFirst("\\?.*", "");
        MercuryDataSource wrong = outside(url, "mercury", "s3cret-wrong");
        assertEquals("mercury.db.user, mercury.db.password: " + plain + " refuses the login", message(wrong));
        assertEquals("mercury.db.url: no such database: " + plain.replace("/postgres", "/none"),
                message(outside(url.replace("/postgres", "/none"), "mercury", password())));
        assertTrue(message(outside("jdbc:mysql://x", "", "")).startsWith("mercury.db.url: not a PostgreSQL URL"));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            closed = socket.getLocalPort();
        }
        String nowhere = "jdbc:postgresql://127.0.0.1:" + closed + "/mail";
        String said = message(outside(nowhere + "?password=hidden", "", ""));
        assertTrue(said.startsWith("mercury.db.url: cannot reach " + nowhere), said);
        assertFalse(said.contains("hidden"));
        assertEquals("mercury.db.url: the server is PostgreSQL 14, Mercury needs 15 or later",
                assertThrows(SQLException.class, () -> MercuryDataSource.requireMajor(14)).getMessage());
        MercuryDataSource.requireMajor(15);
    }

    @Test
    void aStoreWithoutDatabaseIsUnavailable() {
        MercuryDataSource nowhere = outside("jdbc:postgresql://127.0.0.1:1/mail", "", "");
        Transactions away = new Transactions(nowhere, Persistence.createEntityManagerFactory("mercury", Map.of(
                "jakarta.persistence.transactionType", "RESOURCE_LOCAL", "jakarta.persistence.jtaDataSource", "")));
        assertThrows(StoreUnavailable.class, () -> new Ledger(away).of(1));
        assertThrows(StoreUnavailable.class, () -> new GroupWriter(away)
                .write(Messages.arrival(new byte[1], java.util.List.of(), java.util.List.of())));
    }

    private String url() throws SQLException {
        try (Connection connection = store.dataSource.getConnection()) {
            return connection.getMetaData().getURL();
        }
    }

    private String password() {
        return store.password();
    }

    private static String message(MercuryDataSource broken) {
        return assertThrows(SQLException.class, broken::getConnection).getMessage();
    }

    private static MercuryDataSource outside(String url, String user, String password) {
        MercuryDataSource outside = new MercuryDataSource();
        outside.setUrl(url);
        outside.setUser(user);
        outside.setPassword(password);
        return outside;
    }
}
