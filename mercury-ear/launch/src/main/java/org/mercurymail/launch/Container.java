package org.mercurymail.launch;

import fish.payara.micro.PayaraMicro;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Payara Micro with Mercury's three archives, in this process. Its root is made anew at each start, below the data
 * directory: nothing in it is worth keeping, and a killed server may have left it half written.
 */
final class Container {

    /** In this order: the application needs both adapters. */
    private static final List<String> APPLICATIONS = List.of("broker", "mercury-rar", "mercury");

    private static final List<String> POOL_ADAPTERS = List.of("__ds_jdbc_ra", "__xa_jdbc_ra", "__cp_jdbc_ra",
            "__dm_jdbc_ra");

    private Container() { }

    /** Returns when every archive is deployed. */
    static void start(Path home, Settings settings) throws Unfit {
        Path root = settings.data().resolve("server");
        Port http = Port.of(settings).stream().filter(port -> "http".equals(port.service())).findFirst().orElseThrow();
        try {
            deleteAll(root);
            // Native libraries are unpacked there; a killed server leaves none behind in the machine's own.
            System.setProperty("java.io.tmpdir", Files.createDirectories(root.resolve("tmp")).toString());
            layPoolAdapters(home, root);
            Path logging = root.resolve("mercury-logging.properties");
            try (InputStream ours = Container.class.getResourceAsStream("logging.properties")) {
                Files.copy(ours, logging, StandardCopyOption.REPLACE_EXISTING);
            }
            Path commands = Files.write(root.resolve("mercury-preboot"), commands(settings, http));
            boot(home, List.of("--rootdir", root.toString(), "--nohazelcast", "--disablephonehome",
                    "--port", Integer.toString(http.number()),
                    "--logproperties", logging.toString(),
                    "--prebootcommandfile", commands.toString(),
                    "--deploy", home.resolve("applications/broker.rar").toString(),
                    "--deploy", home.resolve("applications/mercury-rar.rar").toString(),
                    "--deploy", home.resolve("applications/mercury.war").toString(),
                    "--contextroot", "/"));
        } catch (IOException e) {
            throw new Unfit("mercury.data: cannot write to " + root + ": " + e);
        }
        allDeployed();
    }

    private static List<String> commands(Settings settings, Port http) {
        String server = "set configs.config.server-config.";
        return List.of(
                server + "network-config.network-listeners.network-listener.http-listener.address=" + http.address(),
                // a proxy in front that speaks TLS says so; then cookies are Secure and addresses begin with https
                server + "network-config.protocols.protocol.http-listener.http.scheme-mapping=X-Forwarded-Proto",
                server + "transaction-service.tx-log-dir=" + settings.data().resolve("transactions"),
                server + "availability-service.availability-enabled=false");
    }

    /** The container's own adapters, through which it pools database connections, must lie open below its root. */
    private static void layPoolAdapters(Path home, Path root) throws IOException {
        for (String adapter : POOL_ADAPTERS) {
            Path open = root.resolve("lib/install/applications").resolve(adapter);
            try (ZipFile archive = new ZipFile(home.resolve("runtime/" + adapter + ".rar").toFile())) {
                for (ZipEntry entry : Collections.list(archive.entries())) {
                    Path target = open.resolve(entry.getName());
                    if (entry.isDirectory()) {
                        Files.createDirectories(target);
                        continue;
                    }
                    Files.createDirectories(target.getParent());
                    try (InputStream bytes = archive.getInputStream(entry)) {
                        Files.copy(bytes, target);
                    }
                }
            }
        }
    }

    /** As Payara's own launcher of an unpacked container does, which however insists on a root beside it. */
    private static void boot(Path home, List<String> arguments) throws Unfit {
        System.setProperty("fish.payara.micro.BootJar", home.resolve("mercury.jar").toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", home.toString());
        try {
            Class.forName("fish.payara.micro.impl.PayaraMicroImpl").getMethod("main", String[].class)
                    .invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new Unfit("the container does not start: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new Unfit("the container is not complete beside mercury.jar: " + e);
        }
    }

    private static void allDeployed() throws Unfit {
        try {
            Collection<String> deployed = PayaraMicro.getInstance().getRuntime().getDeployedApplicationNames();
            for (String application : APPLICATIONS) {
                if (!deployed.contains(application)) {
                    throw new Unfit(application + " was not deployed: " + LogLine.firstFailure());
                }
            }
        } catch (IllegalStateException e) {
            throw new Unfit("the container is not running: " + e.getMessage());
        }
    }

    private static void deleteAll(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
