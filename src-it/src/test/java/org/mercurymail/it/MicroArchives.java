package org.mercurymail.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static ServerPorts ports;

    static ServerPorts ports() {
        return ports;
    }

    static Path application(String file) {
        return MercuryServer.ROOT.resolve("mercury-ear/launch/target/classes/applications").resolve(file);
    }

    /** What Mercury's launcher lays beside the container's own jars, since the WAR has only our classes. */
    private static String libraries() throws IOException {
        Path runtime = MercuryServer.ROOT.resolve("mercury-ear/launch/target/classes/MICRO-INF/runtime");
        try (ZipFile micro = new ZipFile(MercuryServer.TARGET.resolve("payara-micro.jar").toFile());
                Stream<Path> jars = Files.list(runtime)) {
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
            Files.createDirectories(work);
            Path before = Files.write(work.resolve("preboot"), List.of("set configs.config.server-config.network-config"
                    + ".network-listeners.network-listener.http-listener.address=127.0.0.1"));
            Path after = Files.write(work.resolve("postboot"), List.of(
                    "deploy --name broker " + application("broker.rar"),
                    "deploy --name mercury-rar " + application("mercury-rar.rar")));
            System.setProperty("payara.micro.jar", MercuryServer.TARGET.resolve("payara-micro.jar").toString());
            System.setProperty("payara.micro.options", "--nohazelcast --disablephonehome --port " + ports.http()
                    + " --addlibs " + libraries() + " --contextroot / --rootdir " + work.resolve("root")
                    + " --prebootcommandfile " + before + " --postbootcommandfile " + after);
            System.setProperty("payara.micro.jvm", ports.settings(work.resolve("data")).entrySet().stream()
                    .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                    .collect(Collectors.joining(" ", "-Xmx512m ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
