package org.mercurymail.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One PostgreSQL server on 127.0.0.1 with its files below a data directory. It ends with this JVM however that ends: a
 * shell between them stops it when the JVM's pipe closes. A server that an earlier run left behind is stopped first.
 * Never touches a server that another living Mercury uses, nor a process that is not ours.
 */
public final class EmbeddedPostgres {

    /** The superuser of the embedded server; its database is {@code postgres}. */
    public static final String USER = "mercury";

    private static final System.Logger LOG = System.getLogger("org.mercurymail.store");
    private static final long LOCK_MILLIS = 3_000;
    private static final long START_MILLIS = 120_000; // a crash recovery takes its time
    private static final long STOP_MILLIS = 60_000;
    private static final long POLL_MILLIS = 5;
    private static final int READY_LINE = 7;
    private static final long LOG_LIMIT = 16 << 20;
    /** Its standard input is a pipe from the JVM. Ctrl-C reaches the shell and must not reach the server. */
    private static final String SUPERVISE = """
            trap '' INT TERM HUP
            exec 3<&0
            setsid "$1" -D "$2" -p "$3" </dev/null 3<&- &
            server=$!
            ( read -r line <&3; kill -INT $server ) &
            watcher=$!
            wait $server
            code=$?
            kill -KILL $watcher 2>/dev/null
            exit $code
            """;

    private final Path data;
    private final Path cluster;
    private final Path log;
    private final int wantedPort;
    private FileChannel lockFile;
    private Binaries binaries;
    private Process supervisor;
    private int port;
    private String password = "";

    /** @param port 0 for any free one */
    public EmbeddedPostgres(Path data, int port) {
        this.data = data.toAbsolutePath().normalize();
        this.cluster = this.data.resolve("postgresql");
        this.log = this.data.resolve("postgresql.log");
        this.wantedPort = port;
    }

    public synchronized int port() {
        return port;
    }

    public synchronized String password() {
        return password;
    }

    /** Starts the server unless it runs, also after it died. Answers within milliseconds when it runs. */
    public synchronized void start() throws EmbeddedException {
        if (supervisor != null && supervisor.isAlive() && pid().flatMap(ProcessHandle::of).isPresent()) {
            return;
        }
        long began = System.nanoTime();
        try {
            prepare();
            stopLeftover();
            if (!Files.exists(cluster.resolve("PG_VERSION"))) {
                initialise();
            }
            requireVersion();
            configure();
            launch();
        } catch (EmbeddedException e) {
            stop();
            throw e;
        }
        LOG.log(System.Logger.Level.INFO, "event=postgresql-started port={0} pid={1} ms={2}",
                Integer.toString(port), Long.toString(pid().orElse(0L)),
                Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
    }

    /** Stops the server: open transactions end in nothing, committed ones are kept. */
    public synchronized void stop() {
        try {
            if (supervisor != null) {
                supervisor.getOutputStream().close();
                if (!supervisor.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.log(System.Logger.Level.WARNING, "event=postgresql-stops-slowly");
                }
                supervisor = null;
            }
            if (lockFile != null) {
                lockFile.close();
                lockFile = null;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=postgresql-stop-failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void prepare() throws EmbeddedException {
        try {
            Files.createDirectories(data);
            if (lockFile == null) {
                lockFile = FileChannel.open(data.resolve("postgresql.lock"), StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                requireLock();
            }
            if (supervisor != null) {
                supervisor.destroyForcibly(); // what it watched is dead
            }
            password = password(data.resolve("postgresql.password"));
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
                Files.move(log, log.resolveSibling("postgresql.log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EmbeddedException("mercury.data: cannot write to " + data + " (" + e.getMessage() + ")", e);
        }
        binaries = Binaries.in(data);
    }

    /** A JVM that was killed a moment ago may still hold the lock while it dies. */
    private void requireLock() throws EmbeddedException {
        String complaint = data + " is in use by another Mercury";
        try {
            await(() -> isLocked(lockFile), LOCK_MILLIS, complaint);
        } catch (OverlappingFileLockException thisJvm) {
            throw new EmbeddedException("mercury.data: " + complaint, thisJvm);
        }
    }

    private static boolean isLocked(FileChannel file) {
        try {
            return file.tryLock() != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made at first start, readable by its owner alone. */
    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    /** Whatever server still has our files: its JVM is dead, for we hold the lock. */
    private void stopLeftover() throws EmbeddedException {
        Optional<Long> pid = pid();
        if (pid.isEmpty()) {
            return;
        }
        Path pidFile = cluster.resolve("postmaster.pid");
        Optional<ProcessHandle> server = pid.flatMap(ProcessHandle::of).filter(this::isOurs);
        if (server.isPresent()) {
            LOG.log(System.Logger.Level.INFO, "event=postgresql-leftover pid={0}", Long.toString(pid.get()));
            run(List.of("kill", "-INT", Long.toString(pid.get())), "stop the server of an earlier run");
            await(() -> !server.get().isAlive(), STOP_MILLIS, "the PostgreSQL of an earlier run does not stop");
        }
        try {
            Files.deleteIfExists(pidFile); // nobody's, or another program's number since a reboot
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot write to " + data + " (" + reason(e) + ")", e);
        }
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
            return line.contains("postgres") && line.contains("-D " + cluster);
        } catch (IOException gone) {
            return false;
        }
    }

    private void initialise() throws EmbeddedException {
        Path draft = cluster.resolveSibling("postgresql.draft");
        run(List.of("rm", "-rf", draft.toString()), "make " + draft);
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(binaries.program("initdb").toString(), "-D", draft.toString(), "-U", USER,
                "--pwfile=" + data.resolve("postgresql.password"), "--auth=scram-sha-256", "-E", "UTF8",
                "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"));
        run(command, "set up the database in " + data);
        try {
            Files.writeString(draft.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot write to " + cluster + " (" + reason(e) + ")", e);
        }
    }

    private void requireVersion() throws EmbeddedException {
        try {
            String found = Files.readString(cluster.resolve("PG_VERSION")).strip();
            if (!found.equals(Binaries.major())) {
                throw new EmbeddedException("mercury.data: the database in " + cluster + " is of PostgreSQL " + found
                        + ", this Mercury brings " + Binaries.major() + ": upgrade it with pg_upgrade first");
            }
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot read " + cluster + " (" + reason(e) + ")", e);
        }
    }

    private void configure() throws EmbeddedException {
        try (InputStream in = EmbeddedPostgres.class.getResourceAsStream("/META-INF/mercury/postgresql.conf");
                OutputStream out = Files.newOutputStream(cluster.resolve("postgresql.conf"))) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot write to " + cluster + " (" + reason(e) + ")", e);
        }
        port = freePort();
    }

    private static int freePort(int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            return socket.getLocalPort();
        }
    }

    private int freePort() throws EmbeddedException {
        try {
            return freePort(wantedPort);
        } catch (IOException e) {
            throw new EmbeddedException("mercury.db.port: port " + wantedPort + " of 127.0.0.1 is in use", e);
        }
    }

    private void launch() throws EmbeddedException {
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of("/bin/sh", "-c", SUPERVISE, "mercury-postgresql",
                binaries.program("postgres").toString(), cluster.toString(), Integer.toString(port)));
        try {
            supervisor = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot start PostgreSQL (" + reason(e) + ")", e);
        }
        Process started = supervisor;
        await(() -> isReady() || !started.isAlive(), START_MILLIS, "PostgreSQL does not start, see " + log);
        if (!started.isAlive()) {
            throw new EmbeddedException("mercury.data: PostgreSQL does not start: " + lastWords() + " (see " + log
                    + ")");
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping root is nobody. */
    private static List<String> asOrdinaryUser() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
    }

    private boolean isReady() {
        List<String> lines = pidFile();
        return lines.size() > READY_LINE && lines.get(READY_LINE).startsWith("ready");
    }

    private Optional<Long> pid() {
        return pidFile().stream().findFirst().filter(l -> l.matches("\\d{1,9}")).map(Long::valueOf);
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(cluster.resolve("postmaster.pid"));
        } catch (IOException none) {
            return List.of();
        }
    }

    private String lastWords() {
        try (FileChannel in = FileChannel.open(log)) {
            long from = Math.max(0, in.size() - 4096);
            ByteBuffer tail = ByteBuffer.allocate((int) (in.size() - from));
            in.read(tail, from);
            List<String> lines = new String(tail.array(), StandardCharsets.UTF_8).lines().toList();
            return lines.stream().filter(l -> l.contains("FATAL:")).reduce((a, b) -> b)
                    .or(() -> lines.stream().reduce((a, b) -> b)).orElse("it said nothing");
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    private void run(List<String> command, String purpose) throws EmbeddedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                String last = said.lines().filter(l -> l.contains("error") || l.contains("FATAL"))
                        .findFirst().orElse(said.strip());
                throw new EmbeddedException("mercury.data: cannot " + purpose + ": " + last);
            }
        } catch (IOException e) {
            throw new EmbeddedException("mercury.data: cannot " + purpose + " (" + reason(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted", e);
        }
    }

    private static void await(BooleanSupplier done, long millis, String complaint)
            throws EmbeddedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!done.getAsBoolean()) {
                if (System.nanoTime() > until) {
                    throw new EmbeddedException("mercury.data: " + complaint);
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted", e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
