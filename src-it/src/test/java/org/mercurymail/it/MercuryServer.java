package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Mercury in its own process: what {@code ./mercury dev --data DIR} starts, on free ports, with its data under
 * target/. Can be stopped like a service, killed like a machine without power, and started again on the same data.
 */
final class MercuryServer implements AutoCloseable {

    static final Path ROOT = Path.of(System.getProperty("mercury.root", "..")).toAbsolutePath().normalize();
    static final Path TARGET = Path.of(System.getProperty("mercury.it.target", "target")).toAbsolutePath();

    private static final String READY = ".*mercury ready in ([0-9.]+) s.*";
    private static final Duration START = Duration.ofSeconds(600);
    private static final Duration STOP = Duration.ofSeconds(60);

    private static MercuryServer shared;
    private static Sink sharedSink;

    private final ServerPorts ports;
    private final Path data;
    private final Path log;
    private final Map<String, String> environment;
    private Process process;

    private MercuryServer(String name, ServerPorts ports, Map<String, String> more) {
        this.ports = ports;
        this.data = TARGET.resolve("data-" + name);
        this.log = TARGET.resolve("mercury-" + name + ".log");
        this.environment = new HashMap<>(ports.environment(data));
        environment.putAll(more);
    }

    /** A server of a test's own, on fresh data, not yet started. */
    static MercuryServer fresh(String name, Map<String, String> more) {
        return fresh(name, ServerPorts.free(), more);
    }

    static MercuryServer fresh(String name, ServerPorts ports, Map<String, String> more) {
        MercuryServer server = new MercuryServer(name, ports, more);
        try {
            Trees.delete(server.data);
            Files.deleteIfExists(server.log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server;
    }

    /** The server that most tests share, with {@link #sharedSink()} as its next hop; it ends with this JVM. */
    static synchronized MercuryServer shared() {
        String outside = System.getProperty("mercury.it.against", "");
        if (shared == null && !outside.isEmpty()) {
            shared = new MercuryServer("outside", ServerPorts.outside(outside), Map.of());
            sharedSink = new Sink(shared.ports.sink());
        }
        if (shared == null) {
            MercuryServer server = fresh("shared", Map.of());
            sharedSink = new Sink(server.ports.sink());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.start();
            shared = server;
        }
        return shared;
    }

    static synchronized Sink sharedSink() {
        shared();
        return sharedSink;
    }

    ServerPorts ports() {
        return ports;
    }

    Path data() {
        return data;
    }

    /** Starts and waits until it says that it is ready; returns the seconds that it says it took. */
    double start() {
        try {
            return started();
        } catch (AssertionError tooLate) {
            close(); // nobody else would
            throw tooLate;
        }
    }

    private double started() {
        long from = log().length();
        process = launch();
        return Await.value(() -> "mercury ready; the log's end:\n" + tail(), START, () -> {
            Optional<String> ready = log().substring((int) Math.min(from, log().length())).lines()
                    .filter(line -> line.matches(READY)).findFirst();
            if (ready.isEmpty() && !process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + " before it was ready:\n" + tail());
            }
            return ready.map(line -> Double.parseDouble(
                    line.replaceAll(READY, "$1")));
        });
    }

    /** Starts and waits for the end: for starts that must fail. Returns the exit code. */
    int startAndEnd(Duration atMost) {
        process = launch();
        try {
            if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
                killAll();
                throw new AssertionError("still runs after " + atMost.toSeconds() + " s:\n" + tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM to the launcher, as a service manager sends it. */
    void terminate() {
        process.destroy();
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                killAll();
                throw new AssertionError("did not stop within " + STOP.toSeconds() + " s:\n" + tail());
            }
            Await.until("PostgreSQL to end", STOP, () -> postmaster().isEmpty());
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** kill -9 of the Java process (and of the launcher's shell); PostgreSQL lives on as an orphan. */
    void killJvm() {
        end(javaProcesses());
    }

    /** kill -9 of everything that it started, PostgreSQL too. */
    void killAll() {
        List<ProcessHandle> doomed = new ArrayList<>(javaProcesses());
        postmaster().ifPresent(postmaster -> {
            doomed.add(postmaster);
            postmaster.descendants().forEach(doomed::add);
        });
        end(doomed);
    }

    /** Resident KiB of everything that it started. */
    long residentKib() {
        List<ProcessHandle> all = new ArrayList<>(javaProcesses());
        postmaster().ifPresent(postmaster -> {
            all.add(postmaster);
            postmaster.descendants().forEach(all::add);
        });
        return all.stream().mapToLong(handle -> proportionalKib(handle.pid())).sum();
    }

    /** Resident KiB of the Java process alone. */
    long javaResidentKib() {
        return javaProcesses().stream().mapToLong(handle -> statusKib(handle.pid(), "VmRSS")).max().orElseThrow();
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String tail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        if (process.isAlive()) {
            terminate();
            try {
                process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        killAll();
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("mercury").toString(), "dev", "--data",
                data.toString());
        builder.directory(ROOT.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MERCURY_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> javaProcesses() {
        if (process == null) {
            return List.of();
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.removeIf(handle -> handle.info().command().orElse("").contains("postgres"));
        if (process.isAlive()) {
            all.add(process.toHandle());
        }
        return all;
    }

    /** The PostgreSQL whose postmaster.pid lies under the data directory. */
    private Optional<ProcessHandle> postmaster() {
        if (!Files.exists(data)) {
            return Optional.empty();
        }
        try (Stream<Path> walk = Files.find(data, 4, (path, facts) -> path.endsWith("postmaster.pid"))) {
            Optional<Path> file = walk.findFirst();
            if (file.isEmpty()) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(file.get()).get(0).trim());
            return ProcessHandle.of(pid).filter(handle -> handle.info().command().orElse("").contains("postgres"));
        } catch (IOException | UncheckedIOException | IndexOutOfBoundsException vanished) {
            return Optional.empty();
        }
    }

    private static void end(List<ProcessHandle> doomed) {
        doomed.forEach(ProcessHandle::destroyForcibly);
        Await.until("the killed to be gone", STOP, () -> doomed.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Shared pages counted in proportion, or PostgreSQL's shared memory would count once a backend. */
    private static long proportionalKib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", ""))).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long statusKib(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", ""))).sum();
        } catch (IOException gone) {
            return 0;
        }
    }
}
