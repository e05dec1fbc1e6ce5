package org.mercurymail.launch;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Lays the jars of the container and Mercury's archives beside mercury.jar, once for each build of it. The manifest's
 * Class-Path names them there, so they form an ordinary class path, which class-data sharing needs. A list of what
 * lies there, with checksums, saves looking into 180 MB at every start.
 */
final class Unpacked {

    private static final String CONTAINER = "MICRO-INF/runtime/";
    private static final String APPLICATIONS = "applications/";

    private final Path home;
    private final Set<String> lying;
    private final List<String> list = new ArrayList<>();

    private Unpacked(Path home) throws IOException {
        this.home = home;
        Path file = home.resolve("unpacked");
        this.lying = Files.exists(file) ? new HashSet<>(Files.readAllLines(file)) : Set.of();
    }

    /** The directory of mercury.jar, with everything in its place. */
    static Path besideMercuryJar() throws Unfit {
        File file = mercuryJar();
        Path home = file.toPath().getParent();
        try (JarFile jar = new JarFile(file)) {
            new Unpacked(home).layAll(jar);
        } catch (IOException e) {
            throw new Unfit("cannot unpack beside " + file + " (" + e + "); run \"java -jar " + file
                    + " --unpack\" once as its owner");
        }
        return home;
    }

    private static File mercuryJar() throws Unfit {
        try {
            return new File(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getAbsoluteFile();
        } catch (URISyntaxException e) {
            throw new Unfit("cannot find my own file: " + e.getMessage());
        }
    }

    private void layAll(JarFile jar) throws IOException {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
            JarEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.startsWith(CONTAINER) && !entry.isDirectory()) {
                lay(jar, entry, "runtime/" + name.substring(CONTAINER.length()));
            } else if (name.startsWith(APPLICATIONS) && !entry.isDirectory()) {
                lay(jar, entry, name);
            }
        }
        if (!lying.equals(Set.copyOf(list))) {
            Files.write(home.resolve("unpacked"), list);
        }
    }

    private void lay(JarFile jar, JarEntry entry, String name) throws IOException {
        String line = name + " " + entry.getSize() + " " + Long.toHexString(entry.getCrc());
        list.add(line);
        Path target = home.resolve(name);
        if (lying.contains(line) && target.toFile().length() == entry.getSize()) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path fresh = Path.of(target + "." + ProcessHandle.current().pid());
        try (InputStream bytes = jar.getInputStream(entry)) {
            Files.copy(bytes, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
