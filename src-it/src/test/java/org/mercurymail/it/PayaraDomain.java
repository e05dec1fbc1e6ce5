package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the unpacked Payara Server fit for a test before Arquillian starts it: every listener on 127.0.0.1 and a free
 * port, no Hazelcast, and Mercury's configuration as JVM options of the domain. Stands before ArquillianExtension,
 * which reads {@code payara.home} and {@code payara.admin.port} in arquillian.xml.
 */
final class PayaraDomain implements BeforeAllCallback {

    private static final Path HOME = Path.of(System.getProperty("mercury.it.target", "target"), "payara6")
            .toAbsolutePath();
    private static final Pattern LISTENER = Pattern.compile(
            "<(iiop-listener|jmx-connector|network-listener)\\b[^>]*>");

    private static final String NO_BROKER = "<jms-service type=\"REMOTE\" default-jms-host=\"default_JMS_host\">"
            + "<jms-host name=\"default_JMS_host\" host=\"127.0.0.1\" port=\"7676\"/></jms-service>";

    private static ServerPorts ports;

    /** The ports that the ear's Mercury was told to use. */
    static ServerPorts ports() {
        return ports;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (ports != null) {
            return;
        }
        ports = ServerPorts.free();
        int admin = FreePorts.take();
        try {
            Path xml = HOME.resolve("glassfish/domains/domain1/config/domain.xml");
            Path pristine = xml.resolveSibling("domain.xml.unpacked");
            if (!Files.exists(pristine)) {
                Files.copy(xml, pristine);
            }
            Path data = HOME.resolveSibling("payara-server-data");
            Trees.delete(data);
            Files.writeString(xml, configured(Files.readString(pristine), admin, ports.settings(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty("payara.home", HOME.toString());
        System.setProperty("payara.admin.port", Integer.toString(admin));
    }

    private static String configured(String domain, int admin, Map<String, String> settings) {
        int template = domain.indexOf("<config name=\"default-config\"");
        String server = onLoopback(domain.substring(0, template), admin)
                .replace("-Dosgi.shell.telnet.port=6666", "-Dosgi.shell.telnet.port=" + FreePorts.take())
                .replace("<hazelcast-config-specific-configuration>",
                        "<hazelcast-config-specific-configuration enabled=\"false\">")
                // Mercury brings its own broker: the server's stays away, it would listen on every address
                .replaceFirst("(<config name=\"server-config\"[^>]*>)", "$1" + NO_BROKER);
        StringBuilder options = new StringBuilder();
        settings.forEach((key, value) -> options.append("<jvm-options>-D").append(key).append('=').append(value)
                .append("</jvm-options>\n"));
        int end = server.lastIndexOf("</java-config>");
        return server.substring(0, end) + options + server.substring(end) + domain.substring(template);
    }

    private static String onLoopback(String config, int admin) {
        return LISTENER.matcher(config).replaceAll(found -> {
            String tag = found.group().replaceAll(" address=\"[^\"]*\"", "").replaceAll(" port=\"[^\"]*\"", "");
            int port = found.group().contains("name=\"admin-listener\"") ? admin
                    : found.group().contains("name=\"http-listener-1\"") ? ports.http() : FreePorts.take();
            return Matcher.quoteReplacement(tag.replaceFirst("^<(\\S+)",
                    "<$1 address=\"127.0.0.1\" port=\"" + port + "\""));
        });
    }
}
