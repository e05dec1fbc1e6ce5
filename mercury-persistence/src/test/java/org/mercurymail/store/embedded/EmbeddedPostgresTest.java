package org.mercurymail.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's life: made, started, stopped, left behind, killed. */
class EmbeddedPostgresTest {

    /** One set of files for all tests: making it is what takes time. */
    @TempDir
    static Path data;

    private EmbeddedPostgres server;

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
        Files.deleteIfExists(data.resolve("postgresql/local.conf"));
    }

    @Test
    void syncsAndListensOnLoopbackAndAsksForAPassword() throws Exception {
        start();
        assertEquals("on", show("fsync"));
        assertEquals("on", show("synchronous_commit"));
        assertEquals("on", show("full_page_writes"));
        assertEquals("127.0.0.1", show("listen_addresses"));
        assertEquals("", show("unix_socket_directories"));
        Path password = data.resolve("postgresql.password");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
        assertEquals(server.password(), Files.readString(password).strip());
        assertEquals("28P01", assertThrows(SQLException.class, () -> connect("wrong")).getSQLState());
    }

    @Test
    void keepsItsDataOverStopsAndAnswersToTheSamePassword() throws Exception {
        start();
        execute("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 42 AS x");
        long pid = serverPid();
        server.stop();
        assertTrue(ProcessHandle.of(pid).isEmpty());
        start();
        assertEquals("42", query("SELECT x FROM t"));
        server.start();
        assertEquals("42", query("SELECT x FROM t"));
    }

    @Test
    void refusesDataThatAnotherMercuryUses() throws Exception {
        start();
        EmbeddedPostgres second = new EmbeddedPostgres(data, 0);
        assertEquals("mercury.data: " + data + " is in use by another Mercury",
                assertThrows(EmbeddedException.class, second::start).getMessage());
        assertEquals("1", query("SELECT 1"));
    }

    @Test
    void endsWithAKilledJvm() throws Exception {
        Process jvm = startElsewhere();
        ProcessHandle postgres = ProcessHandle.of(serverPid()).orElseThrow();
        jvm.destroyForcibly();
        postgres.onExit().get(30, TimeUnit.SECONDS);
        start();
        assertEquals("7", query("SELECT x FROM t"));
    }

    @Test
    void stopsAServerThatWasLeftBehind() throws Exception {
        Process jvm = startElsewhere();
        ProcessHandle postgres = ProcessHandle.of(serverPid()).orElseThrow();
        List<ProcessHandle> shells = jvm.descendants().filter(p -> p.info().command().orElse("").contains("sh"))
                .toList();
        assertEquals(2, shells.size());
        shells.forEach(ProcessHandle::destroyForcibly);
        jvm.destroyForcibly();
        jvm.waitFor();
        assertTrue(postgres.isAlive());
        start();
        assertTrue(!postgres.isAlive());
        assertEquals("7", query("SELECT x FROM t"));
    }

    @Test
    void comesUpAgainAfterEverythingWasKilled() throws Exception {
        Process jvm = startElsewhere();
        ProcessHandle postgres = ProcessHandle.of(serverPid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(jvm.descendants().toList());
        all.addAll(postgres.descendants().toList());
        all.add(postgres);
        jvm.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        jvm.waitFor();
        start();
        assertEquals("7", query("SELECT x FROM t"));
    }

    @Test
    void leavesAnotherProgramWithTheOldNumberAlone() throws Exception {
        start();
        server.stop();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(data.resolve("postgresql/postmaster.pid"), other.pid() + "\n" + data + "\n");
            start();
            assertEquals("1", query("SELECT 1"));
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void comesUpAgainWhenTheServerIsKilledUnderIt() throws Exception {
        start();
        execute("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 7 AS x");
        ProcessHandle postgres = ProcessHandle.of(serverPid()).orElseThrow();
        postgres.destroyForcibly();
        postgres.onExit().get(30, TimeUnit.SECONDS);
        server.start();
        assertEquals("7", query("SELECT x FROM t"));
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        start();
        server.stop();
        Path file = Files.writeString(data.resolve("file"), "");
        assertTrue(message(new EmbeddedPostgres(file.resolve("data"), 0))
                .startsWith("mercury.data: cannot write to " + file.resolve("data")));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals("mercury.db.port: port " + taken.getLocalPort() + " of 127.0.0.1 is in use",
                    message(new EmbeddedPostgres(data, taken.getLocalPort())));
        }
        Files.createDirectories(data.resolve("b/postgresql"));
        Files.createSymbolicLink(data.resolve("b").resolve(programs()), data.resolve(programs()));
        Files.writeString(data.resolve("b/postgresql/PG_VERSION"), "9\n");
        assertTrue(message(new EmbeddedPostgres(data.resolve("b"), 0)).contains("is of PostgreSQL 9"));
        Files.writeString(data.resolve("postgresql/local.conf"), "shared_buffers = lots\n");
        String said = message(new EmbeddedPostgres(data, 0));
        assertTrue(said.startsWith("mercury.data: PostgreSQL does not start: ") && said.contains("FATAL"), said);
    }

    /** The directory of the unpacked programs. */
    private static Path programs() throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.map(Path::getFileName).filter(f -> f.toString().startsWith("postgresql-")).findFirst()
                    .orElseThrow();
        }
    }

    private static String message(EmbeddedPostgres broken) {
        return assertThrows(EmbeddedException.class, broken::start).getMessage();
    }

    private void start() throws EmbeddedException {
        server = new EmbeddedPostgres(data, 0);
        server.start();
    }

    /** A JVM that starts the server, makes a table, says so and waits. */
    private Process startElsewhere() throws IOException {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals("ready", new BufferedReader(new InputStreamReader(jvm.getInputStream())).readLine());
        return jvm;
    }

    /** The other JVM. */
    static final class Holder {

        public static void main(String[] args) throws Exception {
            EmbeddedPostgres held = new EmbeddedPostgres(Path.of(args[0]), 0);
            held.start();
            try (Connection connection = connect(held, held.password())) {
                connection.createStatement().execute("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 7 AS x");
            }
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    private long serverPid() throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postgresql/postmaster.pid")).get(0));
    }

    private Connection connect(String password) throws SQLException {
        return connect(server, password);
    }

    private static Connection connect(EmbeddedPostgres server, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                EmbeddedPostgres.USER, password);
    }

    private String show(String setting) throws SQLException {
        return query("SHOW " + setting);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(server.password())) {
            connection.createStatement().execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect(server.password());
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
