package org.mercurymail.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;

/**
 * The client's side of one SMTP or LMTP connection (RFC 5321, RFC 2033). Owns no socket: do what {@link #next} wants
 * until it is Idle, then {@link #send} and do so again. Never throws for what a server says; after anything it does
 * not understand it says nothing more.
 * <pre>
 * for (Want want = dialogue.next(); ; want = dialogue.next()) {
 *     Write:     write the bytes and flush; a write that fails: closed()
 *     Read:      read what comes, take(bytes); the end of the stream: closed(); nothing for so long: timedOut()
 *     Handshake: throw away what was read ahead, shake hands, secured(); a handshake that fails: closed()
 *     Idle:      open, or the message is done: report(); then send(), reset(), quit() or back to the pool
 *     Over:      close the socket; report() is still good
 * }
 * </pre>
 */
public final class SmtpDialogue {

    /** What the dialogue wants its socket to do. */
    public sealed interface Want { }

    /** Write and flush all of this; RFC 5321 §4.5.3.2.5 gives it {@link #BLOCK_PATIENCE}. */
    public record Write(byte[] bytes) implements Want { }

    /** Read at least one octet. */
    public record Read(Duration patience) implements Want { }

    /** Become secure. */
    public record Handshake() implements Want { }

    /** Nothing: the application's turn. */
    public record Idle() implements Want { }

    /** Close; the status says why, 221 after {@link #quit}. */
    public record Over(Status status) implements Want { }

    /** How long one write may take (RFC 5321 §4.5.3.2.5). */
    public static final Duration BLOCK_PATIENCE = Duration.ofMinutes(3);

    static final Duration PATIENCE = Duration.ofMinutes(5);      // RFC 5321 §4.5.3.2.1 to §4.5.3.2.3
    static final Duration DATA_PATIENCE = Duration.ofMinutes(2); // RFC 5321 §4.5.3.2.4
    static final Duration END_PATIENCE = Duration.ofMinutes(10); // RFC 5321 §4.5.3.2.6

    private static final int MAX_GROUP = 100; // replies that may be on their way to us, so that both never block
    private static final Set<String> LOOPBACK = Set.of("::1", "0:0:0:0:0:0:0:1");

    private record Command(SmtpVerb verb, String line, Duration patience, Consumer<SmtpReply> then) { }

    private record Awaited(String what, Duration patience, Consumer<SmtpReply> then) { }

    private final Route route;
    private final Clock clock;
    private final Map<String, String> extensions = new HashMap<>();
    private final Deque<Command> todo = new ArrayDeque<>();
    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ReplyTaker replies = new ReplyTaker();
    private boolean secure;
    private boolean handshake;
    private boolean pipelineEnded;
    private Optional<OutgoingContent> content = Optional.empty();
    private Optional<MailTransaction> transaction = Optional.empty();
    private Optional<Status> over = Optional.empty();

    /** @param secure the socket has TLS already, as {@link Route.Tls#IMPLICIT} asks */
    public SmtpDialogue(Route route, boolean secure) {
        this(route, secure, Clock.systemUTC());
    }

    /** @param clock what DELIVERBY is counted by */
    SmtpDialogue(Route route, boolean secure, Clock clock) {
        this.route = route;
        this.secure = secure;
        this.clock = clock;
        await("the greeting", PATIENCE, this::greeted);
    }

    /** What to do now. Does not block, except to read the body's next block. */
    public Want next() {
        if (over.isPresent()) {
            return new Over(over.get());
        }
        if (handshake) {
            return new Handshake();
        }
        while (!todo.isEmpty() && mayTalk()) {
            Command command = todo.remove();
            out.writeBytes((command.line + "\r\n").getBytes(StandardCharsets.UTF_8));
            await(command.verb.name(), command.patience, command.then);
            pipelineEnded = command.verb.endsPipeline();
        }
        if (out.size() == 0 && awaited.isEmpty() && content.isPresent()) {
            readBlock(content.get());
        }
        if (over.isPresent()) {
            return new Over(over.get());
        }
        if (out.size() > 0) {
            Write write = new Write(out.toByteArray());
            out.reset();
            return write;
        }
        return awaited.isEmpty() ? new Idle() : new Read(awaited.peek().patience);
    }

    /** Takes all bytes that the server sent. */
    public void take(ByteBuffer bytes) {
        while (over.isEmpty() && !handshake) {
            Optional<SmtpReply> reply = replies.take(bytes);
            if (replies.isBroken()) {
                fail(unclear("The server said something that is no reply"));
            } else if (reply.isEmpty()) {
                return;
            } else {
                on(reply.get());
            }
        }
        bytes.position(bytes.limit()); // sent ahead of the handshake, it is nobody's (RFC 3207 §4.2)
    }

    /** The handshake is done: everything the server said before is forgotten. */
    public void secured() {
        secure = true;
        handshake = false;
        replies = new ReplyTaker();
        extensions.clear();
        hello();
    }

    /** The connection broke or was closed. */
    public void closed() {
        broke("the connection was lost");
    }

    /** The server did not answer in time. */
    public void timedOut() {
        broke("no answer came in time");
    }

    /** Begins to send one message; only when Idle. The body is closed by the caller, after Idle or Over. */
    public void send(Envelope envelope, Body body) {
        boolean reset = transaction.isPresent() && transaction.get().isHalfDone();
        MailTransaction next = new MailTransaction(this, route.lmtp(), envelope, body, clock.instant());
        transaction = Optional.of(next);
        if (over.isPresent()) {
            next.abort(over.get());
            return;
        }
        if (reset) {
            reset();
        }
        next.begin();
    }

    /** What became of the message of the last {@link #send}. */
    public DeliveryReport report() {
        return transaction.map(t -> t.report(route.host() + "[" + route.ip() + "]"))
                .orElseGet(() -> new DeliveryReport(List.of()));
    }

    /** Asks the server for a sign of life; only when Idle. */
    public void reset() {
        ask(SmtpVerb.RSET, "RSET", PATIENCE, this::mustSucceed);
    }

    /** Says good-bye; only when Idle. */
    public void quit() {
        ask(SmtpVerb.QUIT, "QUIT", DATA_PATIENCE, reply -> fail(new Status(221, "2.0.0", "good-bye")));
    }

    /** True when the server's EHLO had this keyword. */
    public boolean offers(String extension) {
        return extensions.containsKey(extension);
    }

    /** What the server takes in one transaction. */
    public SmtpLimits limits() {
        return SmtpLimits.of(parameter("LIMITS"));
    }

    /** The server proved who it is, and keeps to TLS in its turn (RFC 8689 §4.2.1). */
    boolean keepsTls() {
        return secure && route.isProved() && offers("REQUIRETLS");
    }

    /** What stood behind the keyword, empty when nothing did. */
    String parameter(String extension) {
        return extensions.getOrDefault(extension, "");
    }

    // ---- for the transaction ----

    void ask(SmtpVerb verb, String line, Duration patience, Consumer<SmtpReply> then) {
        todo.add(new Command(verb, line, patience, then));
    }

    /** Takes back what was to be asked and is not yet on its way. */
    void unask() {
        todo.clear();
    }

    void await(String what, Duration patience, Consumer<SmtpReply> then) {
        awaited.add(new Awaited(what, patience, then));
    }

    void write(String line) {
        out.writeBytes((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends the content, encoded as DATA or as it is. */
    void content(InputStream in, boolean dots, Runnable ended) {
        content = Optional.of(new OutgoingContent(in, dots, ended));
    }

    /** Ends the dialogue: nothing more is said. */
    void fail(Status status) {
        if (over.isEmpty()) {
            over = Optional.of(status);
            transaction.ifPresent(t -> t.abort(status));
            todo.clear();
            awaited.clear();
            content.ifPresent(OutgoingContent::close);
            content = Optional.empty();
        }
    }

    static Status unclear(String text) {
        return new Status(451, "4.5.0", text); // RFC 3463 §3.6: a protocol error
    }

    // ---- opening ----

    private void greeted(SmtpReply reply) {
        if (reply.code() == 220) {
            hello();
        } else {
            fail(reply.code() >= 400 ? reply.status() : unclear("The server did not greet with 220"));
        }
    }

    private void hello() {
        SmtpVerb verb = route.lmtp() ? SmtpVerb.LHLO : SmtpVerb.EHLO;
        ask(verb, verb + " " + route.helo(), PATIENCE, this::helloed);
    }

    private void helloed(SmtpReply reply) {
        extensions.clear();
        if (reply.code() < 300) {
            reply.lines().stream().skip(1).forEach(this::learn);
            secure();
        } else if (reply.code() >= 500 && !route.lmtp()) {
            ask(SmtpVerb.HELO, "HELO " + route.helo(), PATIENCE, this::mustSucceedThenSecure); // RFC 5321 §3.2
        } else {
            mustSucceed(reply);
        }
    }

    private void learn(String line) {
        String[] words = line.strip().replaceFirst("(?i)^AUTH=", "AUTH ").split("\\s+", 2);
        extensions.merge(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "",
                (one, other) -> one + " " + other);
    }

    private void mustSucceedThenSecure(SmtpReply reply) {
        mustSucceed(reply);
        if (over.isEmpty()) {
            secure();
        }
    }

    private void secure() {
        boolean wanted = route.tls() == Route.Tls.OPPORTUNISTIC || route.tls() == Route.Tls.REQUIRED;
        if (secure || !wanted) {
            login();
        } else if (offers("STARTTLS")) {
            ask(SmtpVerb.STARTTLS, "STARTTLS", PATIENCE, this::startTls);
        } else if (route.tls() == Route.Tls.REQUIRED) {
            fail(new Status(451, "4.7.4", "TLS is required and the server does not offer it"));
        } else {
            login();
        }
    }

    private void startTls(SmtpReply reply) {
        if (reply.code() == 220) {
            handshake = true;
        } else if (route.tls() == Route.Tls.REQUIRED) {
            fail(new Status(451, "4.7.4", "TLS is required and the server refused it: " + reply.status()));
        } else {
            login();
        }
    }

    private void login() {
        if (route.login().isEmpty()) {
            return;
        }
        Credentials login = route.login().get();
        List<String> mechanisms = List.of(parameter("AUTH").toUpperCase(Locale.ROOT).split("\\s+"));
        if (!secure && route.tls() != Route.Tls.NEVER && !route.ip().startsWith("127.")
                && !LOOPBACK.contains(route.ip())) {
            fail(new Status(454, "4.7.0", "The server offers no TLS, and the password is not sent in the clear"));
        } else if (mechanisms.contains("PLAIN")) {
            ask(SmtpVerb.AUTH, "AUTH PLAIN " + base64("\0" + login.user() + "\0" + login.secret()), PATIENCE,
                    this::loggedIn);
        } else if (mechanisms.contains("LOGIN")) {
            ask(SmtpVerb.AUTH, "AUTH LOGIN", PATIENCE, name -> prompted(name, login.user(),
                    password -> prompted(password, login.secret(), this::loggedIn)));
        } else {
            fail(new Status(454, "4.7.0", "The server offers no login that we speak"));
        }
    }

    private void prompted(SmtpReply reply, String response, Consumer<SmtpReply> then) {
        if (reply.code() == 334) {
            write(base64(response));
            await("AUTH", PATIENCE, then);
        } else {
            loggedIn(reply);
        }
    }

    /** A refused login is our own trouble, not the message's: it may be tried again, so 454 whatever was said. */
    private void loggedIn(SmtpReply reply) {
        if (reply.code() != 235) {
            fail(new Status(454, "4.7.0", "The server refused our login: " + reply.status()));
        }
    }

    // ---- inside ----

    private void on(SmtpReply reply) {
        Optional<Awaited> asked = Optional.ofNullable(awaited.poll());
        if (reply.code() == 421 || asked.isEmpty()) { // RFC 5321 §3.8: 421 answers anything
            fail(reply.code() >= 400 ? reply.status() : unclear("The server spoke unasked: " + reply.status()));
        } else {
            asked.get().then.accept(reply);
        }
    }

    private void mustSucceed(SmtpReply reply) {
        if (reply.code() >= 300) {
            fail(reply.code() >= 400 ? reply.status() : unclear("The server asked for more than there is"));
        }
    }

    private boolean mayTalk() {
        return awaited.isEmpty() && content.isEmpty()
                || offers("PIPELINING") && !pipelineEnded && awaited.size() < MAX_GROUP;
    }

    private void readBlock(OutgoingContent block) {
        try {
            if (!block.read(out)) {
                content = Optional.empty();
                block.ended().run();
            }
        } catch (IOException e) {
            fail(new Status(451, "4.3.0", "The message could not be read from our store")); // no end is ever said
        }
    }

    private void broke(String how) {
        String where = content.isPresent() ? " inside the message"
                : awaited.isEmpty() ? "" : " while waiting for the answer to " + awaited.peek().what;
        fail(new Status(451, "4.4.2", how + where));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
