package org.mercurymail.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mercurymail.port.Login;
import org.mercurymail.port.Manners;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.Verdict;
import org.mercurymail.sasl.SaslExchange;
import org.mercurymail.wire.LineTaker;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/**
 * The server's side of one SMTP, submission or LMTP connection (RFC 5321, RFC 6409, RFC 2033). Grammar, order, limits
 * and framing are kept here; whether a sender, a recipient or a message is welcome is asked at the door. Never says
 * 250 to a message before the door did, never blocks, never throws for what a client sends.
 */
public final class SmtpSession implements Session<SmtpListener> {

    /** RFC 5321 §4.5.3.2.7. */
    static final Duration COMMAND_PATIENCE = Duration.ofMinutes(5);
    /** RFC 5321 §4.5.3.2.5. */
    static final Duration DATA_PATIENCE = Duration.ofMinutes(3);
    /** RFC 5321 §4.5.3.1.4 asks for 512 at least, its extensions for about as much again. */
    static final int MAX_COMMAND = 2048;
    /** RFC 4954 §4, for AUTH and its responses. */
    static final int MAX_AUTH = 12_288;
    static final int MAX_BAD_COMMANDS = 10;
    static final int MAX_FAILED_LOGINS = 5;

    private final SmtpService service;
    private final Wakeup wakeup;
    private final IncomingTransaction transaction;
    private final LineTaker lines = new LineTaker(MAX_AUTH);
    private final boolean lmtp;

    private Peer peer;
    private Function<ByteBuffer, Step<SmtpListener>> reader = this::command;
    private Duration patience = COMMAND_PATIENCE;
    private SmtpState state = SmtpState.GREETED;
    private String helo = "";
    private boolean esmtp;
    private Optional<Login.Granted> login = Optional.empty();
    private Optional<Login.Granted> watched = Optional.empty();
    private boolean trusted;
    private final boolean forwarding;
    private Optional<ForwardedClient> forwarded = Optional.empty();
    private Manners manners = Manners.PROMPT;
    private int badCommands;
    private int failedLogins;
    private int failures;

    /** @param spools makes an empty spool for each message */
    public SmtpSession(SmtpService service, Peer peer, Wakeup wakeup, Supplier<Spool> spools) {
        this.service = service;
        this.peer = peer;
        this.wakeup = wakeup;
        this.forwarding = service.forwarding().test(peer); // the proxy itself, whomever it speaks for later
        this.transaction = new IncomingTransaction(this, service, spools);
        this.lmtp = service.kind() == SmtpClient.Service.LMTP;
    }

    @Override
    public Step<SmtpListener> opened() {
        return new Step.Ask<>((door, out) -> greet(door));
    }

    private Step<SmtpListener> greet(SmtpListener door) {
        Verdict verdict = door.connected(client());
        if (verdict.isAccept()) {
            trusted = door.isTrusted(client());
            manners = trusted ? Manners.PROMPT : door.manners(client());
            Step<SmtpListener> greeting =
                    say(220, "", service.hostname() + (lmtp ? " LMTP " : " ESMTP ") + verdict.status().text());
            return mustBeSilent() ? new Step.Pause<>(manners.greetingDelay(), greeting,
                    Optional.of(() -> spokeEarly(greeting))) : greeting;
        }
        String text = service.hostname() + " " + verdict.status().text();
        if (verdict.status().isTransient()) {
            return close(421, "", text); // RFC 5321 §3.8: it may come at any time
        }
        state = SmtpState.REFUSED;
        return say(554, "", text);
    }

    /** A stranger, not a proxy that speaks for one. */
    private boolean mustBeSilent() {
        return manners.listensForEarlyTalkers() && !forwarding;
    }

    /** It did not wait for its turn, as every client must (RFC 5321 §4.3.1, RFC 2920 §3.1). */
    private Step<SmtpListener> spokeEarly(Step<SmtpListener> otherwise) {
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.spokeEarly(client());
            return verdict.isAccept() ? otherwise : close(SmtpReply.of(verdict.status()));
        });
    }

    @Override
    public Step<SmtpListener> take(ByteBuffer bytes) {
        return reader.apply(bytes);
    }

    @Override
    public void secured(TlsFacts tls) {
        peer = peer.with(tls); // RFC 3207 §4.2: all that was said before is forgotten
        helo = "";
        esmtp = false;
        login = Optional.empty();
        forget();
        state = SmtpState.GREETED;
    }

    @Override
    public Step<SmtpListener> woken() {
        return Step.more();
    }

    @Override
    public Step<SmtpListener> timedOut() {
        return close(421, "4.4.2", service.hostname() + " waited long enough, good-bye");
    }

    @Override
    public Step<SmtpListener> ending(String reason) {
        return close(421, "4.3.2", service.hostname() + " " + reason);
    }

    @Override
    public Step<SmtpListener> closed() {
        forget();
        reader = this::nothing;
        return watched.isEmpty() ? Step.more() : new Step.Ask<>((door, out) -> {
            unwatch(door);
            return Step.more();
        });
    }

    @Override
    public Duration patience() {
        return patience;
    }

    // ---- commands ----

    private Step<SmtpListener> command(ByteBuffer bytes) {
        Optional<LineTaker.Line> taken = lines.take(bytes);
        if (taken.isEmpty()) {
            return Step.more();
        }
        LineTaker.Line line = taken.get();
        if (line.bare()) {
            return bad(SmtpReply.of(500, "5.5.2", "Lines must end with CRLF"));
        }
        if (SmtpParser.isHttp(line.bytes())) {
            return close(421, "4.7.0", service.hostname() + " speaks mail, not HTTP");
        }
        SmtpLine read = SmtpParser.parse(line.bytes());
        if (line.tooLong() || line.bytes().length > MAX_COMMAND && !(read instanceof SmtpCommand.Auth)) {
            return bad(SmtpReply.of(500, "5.5.2", "The line is too long"));
        }
        if (read instanceof SmtpLine.Malformed malformed) {
            return malformed.lost() ? close(malformed.reply()) : bad(malformed.reply());
        }
        return on((SmtpCommand) read, bytes);
    }

    private Step<SmtpListener> on(SmtpCommand command, ByteBuffer behind) {
        Optional<SmtpReply> unlawful = offer().unlawful(command.verb(), state);
        if (command instanceof SmtpCommand.Bdat bdat) {
            return transaction.bdat(bdat, unlawful, behind);
        }
        if (unlawful.isPresent()) {
            return isEcho(command.verb()) ? say(unlawful.get()) : bad(unlawful.get());
        }
        if (command instanceof SmtpCommand.Hello hello) {
            Step<SmtpListener> answer = hello(hello);
            return behind.hasRemaining() && mustBeSilent() ? spokeEarly(answer) : answer;
        }
        if (command instanceof SmtpCommand.Auth auth) {
            return auth(auth);
        }
        if (command instanceof SmtpCommand.Mail mail) {
            return transaction.mail(mail);
        }
        if (command instanceof SmtpCommand.Rcpt rcpt) {
            return transaction.rcpt(rcpt);
        }
        if (command instanceof SmtpCommand.Xclient xclient) {
            return xclient(xclient.client());
        }
        return command.verb() == SmtpVerb.XCLIENT ? bad(SmtpReply.of(501, "5.5.4", "An attribute is not understood"))
                : simple(command.verb());
    }

    /** Begins again at the greeting, with the client that the proxy speaks for: the door may refuse that one. */
    private Step<SmtpListener> xclient(ForwardedClient client) {
        peer = client.over(peer);
        forwarded = Optional.of(client);
        login = Optional.empty();
        helo = "";
        esmtp = false;
        forget();
        state = SmtpState.GREETED;
        trusted = false;
        return new Step.Ask<>((door, out) -> {
            unwatch(door);
            return greet(door);
        });
    }

    /** Follows in a pipeline when the command before it was refused (RFC 2920 §3.1): no fault of the client. */
    private static boolean isEcho(SmtpVerb verb) {
        return verb == SmtpVerb.RCPT || verb == SmtpVerb.DATA || verb == SmtpVerb.BDAT;
    }

    private Step<SmtpListener> hello(SmtpCommand.Hello hello) {
        forget(); // RFC 5321 §4.1.4
        helo = hello.name();
        esmtp = hello.verb() != SmtpVerb.HELO;
        state = SmtpState.READY;
        return esmtp ? say(new SmtpReply(250, "", offer().capabilities())) : say(250, "", service.hostname());
    }

    private Step<SmtpListener> simple(SmtpVerb verb) {
        return switch (verb) {
            case STARTTLS -> new Step.StartTls<>(SmtpReply.of(220, "2.0.0", "Go ahead").bytes());
            case DATA -> transaction.data();
            case RSET -> {
                forget();
                yield say(250, "2.0.0", "Forgotten");
            }
            case VRFY -> say(252, "2.5.0", "Send some mail, I will try"); // RFC 5321 §3.5.3: tells nothing
            case EXPN -> say(502, "5.5.1", "EXPN is not for you");
            case HELP -> say(new SmtpReply(214, "2.0.0", List.of("Mercury knows", offer().verbs())));
            case NOOP -> say(250, "2.0.0", "OK");
            default -> close(221, "2.0.0", service.hostname() + " good-bye");
        };
    }

    // ---- AUTH ----

    private Step<SmtpListener> auth(SmtpCommand.Auth auth) {
        if (login.isPresent()) {
            return bad(SmtpReply.of(503, "5.5.1", "You are logged in already")); // RFC 4954 §4
        }
        Optional<SaslExchange> exchange = offer().sasl().begin(auth.mechanism());
        if (exchange.isEmpty()) {
            return say(504, "5.5.4", "Mechanisms here: " + offer().sasl().words(""));
        }
        return turn(exchange.get(), exchange.get().begin(auth.initial()));
    }

    private Step<SmtpListener> response(SaslExchange exchange, ByteBuffer bytes) {
        Optional<LineTaker.Line> line = lines.take(bytes);
        if (line.isEmpty()) {
            return Step.more();
        }
        if (line.get().tooLong() || line.get().bare()) {
            reader = this::command;
            return bad(SmtpReply.of(500, "5.5.6", "The login line is too long or does not end with CRLF"));
        }
        return turn(exchange, exchange.line(new String(line.get().bytes(), StandardCharsets.ISO_8859_1)));
    }

    private Step<SmtpListener> turn(SaslExchange exchange, SaslExchange.Turn turn) {
        reader = this::command;
        if (turn instanceof SaslExchange.Challenge challenge) {
            reader = bytes -> response(exchange, bytes);
            return say(334, "", challenge.base64());
        }
        if (turn instanceof SaslExchange.Broken broken) {
            return bad(fault(broken.fault()));
        }
        return new Step.Ask<>((door, out) -> {
            if (turn instanceof SaslExchange.WantsSalt wants) {
                return turn(exchange, exchange.salted(door.salt(client(), wants.user())));
            }
            if (turn instanceof SaslExchange.Offers offers) {
                return turn(exchange, exchange.answered(door.login(client(), offers.evidence())));
            }
            return loggedIn(door, ((SaslExchange.Over) turn).login());
        });
    }

    /** RFC 4954 §4, §6. */
    private static SmtpReply fault(SaslExchange.Fault fault) {
        return switch (fault) {
            case CANCELLED -> SmtpReply.of(501, "5.7.0", "Login cancelled");
            case NOT_BASE64 -> SmtpReply.of(501, "5.5.2", "That is no base64");
            case MALFORMED -> SmtpReply.of(501, "5.5.2", "That is no message of this mechanism");
            case FOR_ANOTHER -> SmtpReply.of(501, "5.5.2", "Nobody may act for another");
        };
    }

    private Step<SmtpListener> loggedIn(SmtpListener door, Login answer) {
        if (answer.welcome().isPresent()) {
            login = answer.welcome();
            unwatch(door); // a login before STARTTLS
            watched = login;
            door.watch(login.get(), wakeup);
            return say(235, "2.7.0", "Welcome");
        }
        if (answer instanceof Login.Unavailable) {
            return say(454, "4.7.0", "No login now, try later");
        }
        if (++failedLogins >= MAX_FAILED_LOGINS) {
            return close(421, "4.7.0", service.hostname() + " too many failed logins");
        }
        return slowly(say(535, "5.7.8", "Wrong name or password"));
    }

    private void unwatch(SmtpListener door) {
        watched.ifPresent(before -> door.unwatch(before, wakeup));
        watched = Optional.empty();
    }

    // ---- for the transaction ----

    /** What follows is no command: this takes it. */
    void read(Function<ByteBuffer, Step<SmtpListener>> content) {
        reader = content;
        patience = DATA_PATIENCE;
    }

    /** Commands follow again. */
    void readCommands() {
        reader = this::command;
        patience = COMMAND_PATIENCE;
    }

    void reach(SmtpState next) {
        state = next;
    }

    /** Ends the transaction, if there is one. */
    void forget() {
        transaction.close();
        if (state.compareTo(SmtpState.READY) > 0) {
            state = SmtpState.READY;
        }
    }

    // ---- steps ----

    SmtpOffer offer() {
        return new SmtpOffer(service, peer, login.isPresent(), trusted, forwarding);
    }

    SmtpClient client() {
        return new SmtpClient(peer, service.kind(), forwarded.flatMap(ForwardedClient::helo).orElse(helo),
                forwarded.flatMap(ForwardedClient::esmtp).orElse(esmtp), login);
    }

    /** A fault of the client; one too many ends the connection. */
    Step<SmtpListener> bad(SmtpReply reply) {
        if (++badCommands >= MAX_BAD_COMMANDS) {
            return close(421, "4.7.0", service.hostname() + " too many bad commands");
        }
        return slowly(say(reply));
    }

    /** What a stranger hears who failed: the oftener, the later. */
    Step<SmtpListener> slowly(Step<SmtpListener> answer) {
        Duration pause = login.isPresent() ? Duration.ZERO : manners.pause(++failures);
        return pause.isZero() ? answer : new Step.Pause<>(pause, answer, Optional.empty());
    }

    /** What the door said; a 421 of its own ends the connection. */
    Step<SmtpListener> say(Verdict verdict) {
        SmtpReply reply = SmtpReply.of(verdict.status());
        return reply.code() == 421 ? close(reply) : say(reply);
    }

    static Step<SmtpListener> say(int code, String enhanced, String text) {
        return say(SmtpReply.of(code, enhanced, text));
    }

    static Step<SmtpListener> say(SmtpReply reply) {
        return new Step.Answer<>(reply.bytes());
    }

    static Step<SmtpListener> say(List<SmtpReply> replies) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(64 * replies.size());
        replies.forEach(reply -> all.writeBytes(reply.bytes()));
        return new Step.Answer<>(all.toByteArray());
    }

    private Step<SmtpListener> close(int code, String enhanced, String text) {
        return close(SmtpReply.of(code, enhanced, text));
    }

    private Step<SmtpListener> close(SmtpReply reply) {
        forget();
        reader = this::nothing;
        return new Step.Close<>(reply.bytes());
    }

    private Step<SmtpListener> nothing(ByteBuffer bytes) {
        bytes.position(bytes.limit());
        return Step.more();
    }
}
