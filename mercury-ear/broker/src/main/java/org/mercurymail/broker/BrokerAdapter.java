package org.mercurymail.broker;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;

/**
 * The adapter through which the container reaches the broker, and which is the broker: it starts one before it
 * connects and stops it after the last connection. Its journal is in {@code broker} below {@code mercury.data}.
 */
public final class BrokerAdapter extends ActiveMQResourceAdapter {

    private static final long serialVersionUID = 1L;
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
                .setConfiguration(BrokerConfiguration.in(directory))
                .setSecurityManager(new BrokerLogin());
        try {
            broker.start();
        } catch (Exception e) {
            throw new ResourceAdapterInternalException("the broker does not start in " + directory, e);
        }
        setConnectorClassName(InVMConnectorFactory.class.getName());
        setConnectionParameters("serverId=" + BrokerConfiguration.SERVER_ID);
        setUseJNDI(false);
        setUseGlobalPools(false);
        setThreadPoolMaxSize(BrokerConfiguration.THREADS);
        setScheduledThreadPoolMaxSize(1);
        super.start(context);
        LOG.log(Level.INFO, "event=broker-started directory={0} ms={1}", directory,
                Long.toString((System.nanoTime() - began) / 1_000_000));
    }

    @Override
    public void stop() {
        super.stop();
        try {
            broker.stop();
            LOG.log(Level.INFO, "event=broker-stopped");
        } catch (Exception e) {
            LOG.log(Level.WARNING, "event=broker-stop-failed", e);
        }
    }

    /** As MicroProfile Config would find it, which an adapter of a full server cannot ask. */
    private static Path directory() {
        String data = Optional.ofNullable(System.getProperty("mercury.data"))
                .or(() -> Optional.ofNullable(System.getenv("MERCURY_DATA")))
                .filter(value -> !value.isBlank())
                .orElse(".mercury");
        return Path.of(data, "broker").toAbsolutePath().normalize();
    }
}
