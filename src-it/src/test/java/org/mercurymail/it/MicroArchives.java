package org.mercurymail.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tells Arquillian how to start Payara Micro: both resource adapters come by a command file before the WAR, Mercury's
 * configuration as system properties. Stands before ArquillianExtension, which reads {@code payara.micro.*} in
 * arquillian.xml.
 */
final class MicroArchives implements BeforeAllCallback {

    static final Path MICRO = MercuryServer.TARGET.resolve("payara-micro.jar");

    private static ServerPorts ports;

    static ServerPorts ports() {
        return ports;
    }

    static Path application(String file) {
        return MercuryServer.ROOT.resolve("mercury-ear/launch/target/classes/applications").resolve(file);
    }

    /** The words behind {@code -jar payara-micro.jar} for the adapters, and then for what {@code more} commands. */
    static List<String> options(ServerPorts ports, Path work, String... more) throws IOException {
        Trees.delete(work.resolve("root"));
        Files.createDirectories(work);
        Path before = Files.write(work.resolve("preboot"), List.of(
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener"
                        + ".address=127.0.0.1",
                "set configs.config.server-config.transaction-service.tx-log-dir=" + work.resolve("transactions"),
                "set configs.config.server-config.transaction-service.automatic-recovery=true"));
        List<String> commands = new ArrayList<>(List.of("deploy --name broker " + application("broker.rar"),
                "deploy --name mercury-rar " + application("mercury-rar.rar")));
        commands.addAll(List.of(more));
        Path after = Files.write(work.resolve("postboot"), commands);
        return List.of("--nohazelcast", "--disablephonehome", "--port", Integer.toString(ports.http()),
                "--addlibs", libraries(), "--contextroot", "/", "--rootdir", work.resolve("root").toString(),
                "--prebootcommandfile", before.toString(), "--postbootcommandfile", after.toString());
    }

    /** What Mercury's launcher lays beside the container's own jars, since the WAR has only our classes. */
    private static String libraries() throws IOException {
        Path runtime = MercuryServer.ROOT.resolve("mercury-ear/launch/target/classes/MICRO-INF/runtime");
        try (ZipFile micro = new ZipFile(MICRO.toFile()); Stream<Path> jars = Files.list(runtime)) {
            return jars.filter(jar -> micro.getEntry("MICRO-INF/runtime/" + jar.getFileName()) == null)
                    .map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (ports != null) {
            return;
        }
        ports = ServerPorts.free();
        Path work = MercuryServer.TARGET.resolve("payara-micro");
        try {
            Trees.delete(work);
            System.setProperty("payara.micro.jar", MICRO.toString());
            System.setProperty("payara.micro.options", String.join(" ", options(ports, work)));
            System.setProperty("payara.micro.jvm", ports.settings(work.resolve("data")).entrySet().stream()
                    .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                    .collect(Collectors.joining(" ", "-Xmx512m ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
