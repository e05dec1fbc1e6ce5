package org.mercurymail.broker;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;

/**
 * The adapter through which the container reaches the broker, and which is the broker: it starts one before it
 * connects and stops it after the last connection. Its journal is in {@code broker} below {@code mercury.data}.
 */
public final class BrokerAdapter extends ActiveMQResourceAdapter {

    private static final long serialVersionUID = 1L;
    private static final Pattern ENDPOINT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\s]+):(\\d{1,5})");
    private static final Logger LOG = System.getLogger(BrokerAdapter.class.getName());

    /** Held so that their levels last: Artemis tells ten things at a start, and audits each session, at INFO. */
    private static final java.util.logging.Logger ARTEMIS =
            java.util.logging.Logger.getLogger("org.apache.activemq");
    private static final java.util.logging.Logger AUDIT =
            java.util.logging.Logger.getLogger("org.apache.activemq.audit");

    private transient EmbeddedActiveMQ broker;

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        long began = System.nanoTime();
        ARTEMIS.setLevel(java.util.logging.Level.WARNING);
        AUDIT.setLevel(java.util.logging.Level.OFF);
        Path directory = directory();
        broker = new EmbeddedActiveMQ()
                .setConfiguration(BrokerConfiguration.in(directory, listen()))
                .setSecurityManager(new BrokerLogin());
        try {
            broker.start();
            BrokerUsers.listen(new OpenConnections(broker.getActiveMQServer())::changed);
        } catch (Exception e) {
            throw new ResourceAdapterInternalException("the broker does not start in " + directory, e);
        }
        setConnectorClassName(InVMConnectorFactory.class.getName());
        setConnectionParameters("serverId=" + BrokerConfiguration.SERVER_ID);
        setUseJNDI(false);
        setUseGlobalPools(false);
        // No session keeps messages that another one could have at once: one that hangs would hold up the urgent ones.
        setConsumerWindowSize(0);
        setThreadPoolMaxSize(BrokerConfiguration.THREADS);
        setScheduledThreadPoolMaxSize(1);
        super.start(context);
        LOG.log(Level.INFO, "event=broker-started directory={0} ms={1}", directory,
                Long.toString((System.nanoTime() - began) / 1_000_000));
    }

    @Override
    public void stop() {
        super.stop();
        BrokerUsers.listen(account -> { });
        try {
            broker.stop();
            LOG.log(Level.INFO, "event=broker-stopped");
        } catch (Exception e) {
            LOG.log(Level.WARNING, "event=broker-stop-failed", e);
        }
    }

    private static Path directory() {
        return Path.of(configured("mercury.data").orElse(".mercury"), "broker").toAbsolutePath().normalize();
    }

    /** Passwords cross it in clear, so only this machine may. */
    private static Optional<InetSocketAddress> listen() throws ResourceAdapterInternalException {
        Optional<String> text = configured("mercury.broker.listen");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = ENDPOINT.matcher(text.get());
        if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= 65_535) {
            InetSocketAddress at =
                    new InetSocketAddress(matcher.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(matcher.group(2)));
            if (!at.isUnresolved() && at.getAddress().isLoopbackAddress()) {
                return Optional.of(at);
            }
        }
        throw new ResourceAdapterInternalException("mercury.broker.listen is '" + text.get()
                + "', but must be ADDRESS:PORT with an address of loopback, such as 127.0.0.1:61616");
    }

    /** As MicroProfile Config would find it, which an adapter of a full server cannot ask. */
    private static Optional<String> configured(String key) {
        String variable = key.replace('.', '_').toUpperCase(Locale.ROOT);
        return Optional.ofNullable(System.getProperty(key)).or(() -> Optional.ofNullable(System.getenv(variable)))
                .map(String::strip).filter(value -> !value.isEmpty());
    }
}
