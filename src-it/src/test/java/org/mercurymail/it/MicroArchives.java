package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
                    + " --contextroot / --rootdir " + work.resolve("root")
                    + " --prebootcommandfile " + before + " --postbootcommandfile " + after);
            System.setProperty("payara.micro.jvm", ports.settings(work.resolve("data")).entrySet().stream()
                    .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                    .collect(Collectors.joining(" ", "-Xmx512m ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
