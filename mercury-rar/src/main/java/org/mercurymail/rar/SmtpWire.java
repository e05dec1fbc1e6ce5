package org.mercurymail.rar;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;
import org.mercurymail.port.RouteUnavailable;
import org.mercurymail.smtp.SmtpDialogue;
import org.mercurymail.smtp.SmtpLimits;

/**
 * One socket to a remote server, and the dialogue over it: writes and reads what the dialogue wants, on the caller's
 * thread, each with its time. Knows no SMTP. For one thread at a time.
 */
final class SmtpWire {

    /** What all wires of a factory share. */
    record Surroundings(ClientTls tls, Duration connectPatience, Duration mostPatience,
            ScheduledExecutorService watch) { }

    private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration FAREWELL_PATIENCE = Duration.ofSeconds(5);
    private static final int READ = 8 * 1024;

    private final Route route;
    private final Surroundings around;
    private final Socket plain; // closing this one never blocks, whatever TLS does above
    private final SmtpDialogue dialogue;
    private Socket socket;
    private Duration most;
    private boolean over;
    private Optional<IOException> handshakeFailure = Optional.empty();
    private int sent;
    private final Set<String> domains = new HashSet<>();
    private long heard;
    private long idleSince = System.nanoTime();

    private SmtpWire(Route route, Surroundings around, Socket plain) {
        this.route = route;
        this.around = around;
        this.plain = plain;
        this.socket = plain;
        this.most = around.mostPatience();
        this.dialogue = new SmtpDialogue(route, route.tls() == Route.Tls.IMPLICIT);
    }

    /**
     * Connects, greets, becomes secure and logs in as the route asks. Where TLS was only a chance and its handshake
     * fails, tries once more without (RFC 7435 §3), unless a password would go in the clear.
     */
    static SmtpWire open(Route route, Surroundings around) throws RouteUnavailable {
        SmtpWire wire = connect(route, around);
        Status trouble = wire.begin();
        boolean inTheClear = wire.handshakeFailure.isPresent() && route.tls() == Route.Tls.OPPORTUNISTIC
                && route.login().isEmpty();
        if (inTheClear) {
            wire = connect(new Route(route.host(), route.ip(), route.port(), route.lmtp(), Route.Tls.NEVER,
                    route.login(), route.helo()), around);
            trouble = wire.begin();
        }
        if (wire.over) {
            throw new RouteUnavailable(trouble, new IOException(trouble.toString()));
        }
        return wire;
    }

    private static SmtpWire connect(Route route, Surroundings around) throws RouteUnavailable {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            InetAddress address = InetAddress.getByName(route.ip()); // a literal: nothing is looked up
            socket.connect(new InetSocketAddress(address, route.port()), millis(around.connectPatience()));
            return new SmtpWire(route, around, socket);
        } catch (IOException e) {
            close(socket);
            throw new RouteUnavailable(new Status(451, "4.4.1", "cannot connect to " + route.host() + "["
                    + route.ip() + "]:" + route.port() + ": " + e.getMessage()), e);
        }
    }

    /** Up to the dialogue's first rest; the status says why when there is none. */
    private Status begin() {
        Status status = new Status(451, "4.7.5", "no TLS");
        if (route.tls() != Route.Tls.IMPLICIT || handshake()) {
            status = run();
        } else {
            cut();
        }
        return handshakeFailure.isEmpty() ? status : new Status(451, "4.7.5",
                "TLS with " + route.host() + " failed: " + handshakeFailure.get().getMessage());
    }

    /** Sends one message; never throws for what the peer does. */
    DeliveryReport send(Envelope envelope, Body body) {
        domains.addAll(domains(envelope));
        sent++;
        heard = 0;
        dialogue.send(envelope, body);
        run();
        return dialogue.report();
    }

    /** A message was sent here before. */
    boolean isUsed() {
        return sent > 0;
    }

    /** The peer said nothing at all since the last send began, so it took nothing either. */
    boolean heardNothing() {
        return heard == 0;
    }

    /** Asks the peer for a sign of life, unless it gave one just now. */
    boolean isAlive(Duration believed) {
        if (!over && System.nanoTime() - idleSince > believed.toNanos()) {
            dialogue.reset();
            run();
        }
        return !over;
    }

    /** What the peer takes in one transaction. */
    SmtpLimits limits() {
        return dialogue.limits();
    }

    /** The peer takes no more messages here. */
    boolean isSpent() {
        return sent >= limits().messages(); // RFC 9422 §4.1
    }

    /** The peer takes this one too (RFC 9422 §4.1, §4.3: both limits are the session's). */
    boolean takes(Envelope envelope) {
        Set<String> all = new HashSet<>(domains);
        all.addAll(domains(envelope));
        return !isSpent() && all.size() <= limits().domains();
    }

    private static List<String> domains(Envelope envelope) {
        return envelope.recipients().stream().map(recipient -> recipient.address().domain().name()).toList();
    }

    /** Nothing more can be said here. */
    boolean isOver() {
        return over;
    }

    /** Says good-bye when there is still somebody, and closes. */
    void quit() {
        if (!over) {
            most = FAREWELL_PATIENCE;
            dialogue.quit();
            run();
        }
        close(plain);
    }

    /** Closes without a word. */
    void cut() {
        over = true;
        close(plain);
    }

    private Status run() {
        while (true) {
            SmtpDialogue.Want want = dialogue.next();
            if (want instanceof SmtpDialogue.Write write) {
                write(write.bytes());
            } else if (want instanceof SmtpDialogue.Read read) {
                read(read.patience());
            } else if (want instanceof SmtpDialogue.Handshake) {
                if (handshake()) {
                    dialogue.secured();
                } else {
                    dialogue.closed();
                }
            } else if (want instanceof SmtpDialogue.Over end) {
                over = true;
                close(plain);
                return end.status();
            } else {
                idleSince = System.nanoTime();
                return new Status(250, "2.0.0", "open");
            }
        }
    }

    /** A blocking write has no timeout of its own: the watch closes the socket under it. */
    private void write(byte[] bytes) {
        Duration patience = shorter(SmtpDialogue.BLOCK_PATIENCE);
        ScheduledFuture<?> alarm = around.watch().schedule(() -> close(plain), patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            readLastWords();
        } finally {
            alarm.cancel(false);
        }
    }

    /** A server that closes on us often said why before (421): that is what to report. */
    private void readLastWords() {
        read(Duration.ofMillis(100));
        dialogue.closed();
    }

    private void read(Duration patience) {
        byte[] bytes = new byte[READ];
        try {
            socket.setSoTimeout(millis(shorter(patience)));
            InputStream in = socket.getInputStream();
            int n = in.read(bytes);
            if (n < 0) {
                dialogue.closed();
            } else {
                heard += n;
                dialogue.take(ByteBuffer.wrap(bytes, 0, n));
            }
        } catch (SocketTimeoutException e) {
            dialogue.timedOut();
        } catch (IOException e) {
            dialogue.closed();
        }
    }

    private boolean handshake() {
        try {
            SSLSocket secure = around.tls().over(plain, route);
            plain.setSoTimeout(millis(shorter(HANDSHAKE_PATIENCE)));
            secure.startHandshake();
            socket = secure;
            return true;
        } catch (IOException e) {
            handshakeFailure = Optional.of(e);
            return false;
        }
    }

    private Duration shorter(Duration wanted) {
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}
