package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mercurymail.imap.ImapSession;
import org.mercurymail.net.Certificates;
import org.mercurymail.net.ListenerAddress;
import org.mercurymail.net.Listeners;
import org.mercurymail.net.SelfSigned;
import org.mercurymail.net.Sessions;
import org.mercurymail.net.Transport;
import org.mercurymail.net.TrustedProxies;
import org.mercurymail.pop3.LoginDelay;
import org.mercurymail.pop3.Pop3Session;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.smtp.SmtpService;
import org.mercurymail.smtp.SmtpSession;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SaslRules;

/**
 * One endpoint's open ports, from its activation to its deactivation. Owns the listeners and the questions; starts
 * wholly or not at all.
 *
 * @param <D> the listener interface
 */
final class Activation<D> {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ListenersSpec spec;
    private final Questions<D> questions;
    private final Listeners<D> listeners;
    private final Function<ListenerAddress, Sessions<D>> sessions;

    private Activation(ListenersSpec spec, Questions<D> questions, Listeners<D> listeners,
            Function<ListenerAddress, Sessions<D>> sessions) {
        this.spec = spec;
        this.questions = questions;
        this.listeners = listeners;
        this.sessions = sessions;
    }

    static Activation<SmtpListener> smtp(MessageEndpointFactory factory, SmtpActivationSpec spec,
            Transport transport, WorkManager work) throws ResourceException {
        Path spool = directory(spec.data().resolve("spool"));
        String name = spec.serverName();
        long size = spec.sizeLimit();
        int recipients = spec.recipientLimit();
        Duration hold = spec.longestHold();
        TrustedProxies xclients = spec.forwarding();
        Predicate<Peer> inClear = spec.mayLoginInClear();
        SaslRules sasl = spec.saslRules();
        return of(factory, SmtpListener.class, spec, transport, work, listener -> {
            SmtpClient.Service kind = SmtpClient.Service.valueOf(listener.service().toUpperCase(Locale.ROOT));
            SmtpService service = new SmtpService(name, kind, size, recipients, !listener.tls(), inClear, sasl, hold,
                    peer -> xclients.isProxy(peer.remote().getAddress(), peer.local().getPort()), Clock.systemUTC());
            return (peer, wakeup) -> new SmtpSession(service, peer, wakeup, () -> new Spool(spool));
        });
    }

    static Activation<MailboxListener> mailbox(MessageEndpointFactory factory, MailboxActivationSpec spec,
            Transport transport, WorkManager work) throws ResourceException {
        Path spool = directory(spec.data().resolve("spool"));
        String name = spec.serverName();
        long size = spec.appendLimit();
        LoginDelay delay = new LoginDelay(spec.popDelay()); // one for all POP3 ports
        Predicate<Peer> inClear = spec.mayLoginInClear();
        SaslRules sasl = spec.saslRules();
        return of(factory, MailboxListener.class, spec, transport, work, listener -> {
            MailboxDoorway strict = new MailboxDoorway(name, !listener.tls(), false, sasl, size);
            MailboxDoorway lenient = new MailboxDoorway(name, !listener.tls(), true, sasl, size);
            return listener.service().equals("pop3")
                    ? (peer, wakeup) -> new Pop3Session(inClear.test(peer) ? lenient : strict, delay, peer, wakeup)
                    : (peer, wakeup) -> new ImapSession(inClear.test(peer) ? lenient : strict, peer, wakeup,
                            () -> new Spool(spool));
        });
    }

    private static <D> Activation<D> of(MessageEndpointFactory factory, Class<D> door, ListenersSpec spec,
            Transport transport, WorkManager work, Function<ListenerAddress, Sessions<D>> sessions)
            throws ResourceException {
        refuseTransactions(factory, door);
        Questions<D> questions = new Questions<>(factory, door, work, spec.mostWorkers());
        Listeners<D> listeners = new Listeners<>(transport, questions, spec.connectionLimit(),
                Optional.of(certificates(spec)), spec.trustedProxies());
        return new Activation<>(spec, questions, listeners, sessions);
    }

    /**
     * Payara's container only logs a commit that fails after the method has returned, so an answer could be given to
     * what was rolled back: the bean must commit before it answers.
     */
    private static void refuseTransactions(MessageEndpointFactory factory, Class<?> door) throws ResourceException {
        for (Method method : door.getMethods()) {
            try {
                if (factory.isDeliveryTransacted(method)) {
                    throw new ResourceException("the bean behind " + door.getSimpleName() + " has a container"
                            + " transaction on " + method.getName() + ": declare it NOT_SUPPORTED");
                }
            } catch (NoSuchMethodException e) {
                throw new ResourceException("the bean behind " + door.getSimpleName() + " lacks " + method, e);
            }
        }
    }

    private static Certificates certificates(ListenersSpec spec) throws ResourceException {
        try {
            if (spec.certificateFile().isPresent() && spec.keyFile().isPresent()) {
                return new Certificates(new Certificates.Files(spec.certificateFile().get(), spec.keyFile().get()),
                        spec.certificateDirectory());
            }
            directory(spec.data());
            return new Certificates(SelfSigned.in(spec.data().resolve("tls"), spec.serverName()),
                    spec.certificateDirectory(),
                    Optional.of(new Certificates.Own(spec.data().resolve("acme"), spec.serverName())));
        } catch (IOException e) {
            throw new ResourceException("certificate: " + e.getMessage(), e);
        }
    }

    private static Path directory(Path path) throws ResourceException {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new ResourceException("dataDirectory: cannot make " + path + ": " + e, e);
        }
    }

    /** Opens every port, or none. */
    void start() throws ResourceException {
        try {
            for (ListenerAddress listener : spec.addresses()) {
                listeners.open(listener, sessions.apply(listener));
            }
        } catch (IOException e) {
            stop();
            throw new ResourceException(e.getMessage(), e);
        } catch (ResourceException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    void stop() {
        questions.stopping();
        listeners.close("Service shutting down, try again soon", GRACE);
        questions.stop(TimeUnit.SECONDS.toNanos(5));
    }

    @Override
    public String toString() {
        return Arrays.asList(spec, listeners.connections()).toString();
    }
}
