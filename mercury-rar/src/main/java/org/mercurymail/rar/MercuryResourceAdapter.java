package org.mercurymail.rar;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.transaction.xa.XAResource;
import org.mercurymail.net.Transport;

/**
 * Mercury's resource adapter: brings up the event loops with the first endpoint, and one {@link Activation} for each.
 * Has no properties, so all its instances are equal.
 */
@Connector(
        displayName = "Mercury",
        description = "SMTP, LMTP, POP3 and IMAP in, SMTP and LMTP out",
        vendorName = "mercurymail.org",
        eisType = "Mail",
        version = "0.1",
        transactionSupport = TransactionSupportLevel.NoTransaction)
public final class MercuryResourceAdapter implements ResourceAdapter, Serializable {

    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(MercuryResourceAdapter.class.getName());

    private transient WorkManager work;
    private transient Transport transport;
    private transient ScheduledThreadPoolExecutor watch;
    private transient Map<Key, Activation<?>> activations;

    /** The container names an activation by these two objects. */
    private record Key(MessageEndpointFactory factory, ActivationSpec spec) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && factory == that.factory && spec.equals(that.spec);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(factory);
        }
    }

    @Override
    public void start(BootstrapContext context) {
        work = context.getWorkManager();
        activations = new ConcurrentHashMap<>();
        watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mercury-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        LOG.log(System.Logger.Level.INFO, "event=adapter-started");
    }

    @Override
    public void stop() {
        activations.values().forEach(Activation::stop);
        activations.clear();
        closeTransport();
        watch.shutdownNow();
        LOG.log(System.Logger.Level.INFO, "event=adapter-stopped");
    }

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        try {
            spec.validate();
            Activation<?> activation = activation(factory, spec);
            activation.start();
            activations.put(new Key(factory, spec), activation);
        } catch (ResourceException e) { // the one line to look for; what the container says of it is long
            LOG.log(System.Logger.Level.ERROR, "event=activation-failed error=\"{0}\"", e.getMessage());
            throw e;
        }
    }

    private Activation<?> activation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        if (spec instanceof SmtpActivationSpec smtp) {
            return Activation.smtp(factory, smtp, transport(), work);
        }
        if (spec instanceof MailboxActivationSpec mailbox) {
            return Activation.mailbox(factory, mailbox, transport(), work);
        }
        throw new NotSupportedException("no activation of ours: " + spec.getClass().getName());
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        Optional.ofNullable(activations.remove(new Key(factory, spec))).ifPresent(Activation::stop);
    }

    /** Closes what takes too long; its tasks never block. */
    ScheduledExecutorService watch() {
        return watch;
    }

    private synchronized Transport transport() {
        if (transport == null) {
            transport = new Transport();
        }
        return transport;
    }

    private synchronized void closeTransport() {
        if (transport != null) {
            transport.close();
            transport = null;
        }
    }

    /** Nothing to recover: the adapter takes no part in transactions. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MercuryResourceAdapter;
    }

    @Override
    public int hashCode() {
        return MercuryResourceAdapter.class.hashCode();
    }
}
