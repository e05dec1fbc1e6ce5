package org.mercurymail.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.Login;
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

    private static final Envelope NOTHING = Envelope.of(Optional.empty(), List.of());

    private final SmtpService service;
    private final Wakeup wakeup;
    private final Supplier<Spool> spools;
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
    private Envelope envelope = NOTHING;
    private Optional<IncomingBody> body = Optional.empty();
    private int badCommands;
    private int failedLogins;

    /** @param spools makes an empty spool for each message */
    public SmtpSession(SmtpService service, Peer peer, Wakeup wakeup, Supplier<Spool> spools) {
        this.service = service;
        this.peer = peer;
        this.wakeup = wakeup;
        this.spools = spools;
        this.lmtp = service.kind() == SmtpClient.Service.LMTP;
    }

    @Override
    public Step<SmtpListener> opened() {
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.connected(client());
            if (verdict.isAccept()) {
                trusted = door.isTrusted(client());
                return say(220, "", service.hostname() + (lmtp ? " LMTP " : " ESMTP ") + verdict.status().text());
            }
            String text = service.hostname() + " " + verdict.status().text();
            if (verdict.status().isTransient()) {
                return close(421, "", text); // RFC 5321 §3.8: it may come at any time
            }
            state = SmtpState.REFUSED;
            return say(554, "", text);
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
            return bdat(bdat, unlawful, behind);
        }
        if (unlawful.isPresent()) {
            return isEcho(command.verb()) ? say(unlawful.get()) : bad(unlawful.get());
        }
        if (command instanceof SmtpCommand.Hello hello) {
            return hello(hello);
        }
        if (command instanceof SmtpCommand.Auth auth) {
            return auth(auth);
        }
        if (command instanceof SmtpCommand.Mail mail) {
            return mail(mail);
        }
        if (command instanceof SmtpCommand.Rcpt rcpt) {
            return rcpt(rcpt);
        }
        return simple(command.verb());
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
            case DATA -> data();
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
        return say(535, "5.7.8", "Wrong name or password");
    }

    private void unwatch(SmtpListener door) {
        watched.ifPresent(before -> door.unwatch(before, wakeup));
        watched = Optional.empty();
    }

    // ---- the transaction ----

    private Step<SmtpListener> mail(SmtpCommand.Mail mail) {
        if (mail.size() > service.maxSize()) {
            return say(IncomingBody.TOO_BIG); // RFC 1870 §6.1
        }
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.mail(client(), mail.envelope());
            if (verdict.isAccept()) {
                envelope = mail.envelope();
                state = SmtpState.MAIL;
            }
            return say(verdict);
        });
    }

    private Step<SmtpListener> rcpt(SmtpCommand.Rcpt rcpt) {
        if (rcpt.utf8() && !envelope.smtpUtf8()) {
            return say(553, "5.6.7", "Say SMTPUTF8 in MAIL to use an international address"); // RFC 6531 §3.5
        }
        if (envelope.recipients().size() >= service.maxRecipients()) {
            return say(452, "4.5.3", "Too many recipients, send to the others in another transaction");
        }
        Address address = rcpt.address().orElseGet(() -> new Address("postmaster", service.domain()));
        Recipient recipient = new Recipient(address, rcpt.notifyOn(), rcpt.original());
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.recipient(client(), envelope, recipient);
            if (verdict.isAccept()) {
                envelope = envelope.with(recipient);
                state = SmtpState.RCPT;
            }
            return say(verdict);
        });
    }

    private Step<SmtpListener> data() {
        if (envelope.encoding() == Envelope.Encoding.BINARYMIME) {
            return bad(SmtpReply.of(503, "5.5.1", "BINARYMIME needs BDAT")); // RFC 3030 §3
        }
        IncomingBody incoming = incoming();
        patience = DATA_PATIENCE;
        reader = bytes -> incoming.data(bytes) ? whole(incoming) : Step.more();
        return say(354, "", "Send the message, end with <CRLF>.<CRLF>");
    }

    /** A chunk follows whatever we think of it: its octets are taken before anything is said (RFC 3030 §2). */
    private Step<SmtpListener> bdat(SmtpCommand.Bdat bdat, Optional<SmtpReply> unlawful, ByteBuffer behind) {
        Optional<IncomingBody> incoming = unlawful.isPresent() ? Optional.empty() : Optional.of(incoming());
        boolean binary = envelope.encoding() == Envelope.Encoding.BINARYMIME;
        long[] left = {bdat.size()};
        patience = DATA_PATIENCE;
        reader = bytes -> {
            ByteBuffer range = bytes.duplicate();
            range.limit(range.position() + (int) Math.min(range.remaining(), left[0]));
            left[0] -= range.remaining();
            bytes.position(range.limit());
            incoming.ifPresent(body -> body.chunk(range, binary));
            if (left[0] > 0) {
                return Step.more();
            }
            return incoming.isPresent() ? chunkEnded(bdat, incoming.get()) : swallowed(unlawful.get());
        };
        return reader.apply(behind);
    }

    private Step<SmtpListener> swallowed(SmtpReply reply) {
        reader = this::command;
        patience = COMMAND_PATIENCE;
        return say(reply);
    }

    private Step<SmtpListener> chunkEnded(SmtpCommand.Bdat bdat, IncomingBody incoming) {
        if (bdat.last()) {
            incoming.ended();
            return whole(incoming);
        }
        if (incoming.fault().isPresent()) {
            forget(); // the chunks that follow hear 503 (RFC 3030 §2)
            return swallowed(incoming.fault().get());
        }
        state = SmtpState.BDAT;
        return swallowed(SmtpReply.of(250, "2.0.0", bdat.size() + " octets are here"));
    }

    /** The message is here to its end: what is wrong with it is said now, or the door is asked. */
    private Step<SmtpListener> whole(IncomingBody incoming) {
        reader = this::command;
        patience = COMMAND_PATIENCE;
        int answers = lmtp ? envelope.recipients().size() : 1; // RFC 2033 §4.2
        if (incoming.fault().isPresent()) {
            forget();
            return say(Collections.nCopies(answers, incoming.fault().get()));
        }
        return new Step.Ask<>((door, out) -> {
            try {
                List<Verdict> verdicts = door.message(client(), envelope, incoming.spool());
                if (verdicts.size() != answers) {
                    throw new IllegalStateException(verdicts.size() + " verdicts for " + answers);
                }
                return answers == 1 ? say(verdicts.get(0))
                        : say(verdicts.stream().map(v -> SmtpReply.of(v.status())).toList());
            } finally {
                forget();
            }
        });
    }

    private IncomingBody incoming() {
        if (body.isEmpty()) {
            body = Optional.of(new IncomingBody(spools.get(), service.maxSize()));
        }
        return body.get();
    }

    /** Ends the transaction, if there is one. */
    private void forget() {
        body.ifPresent(IncomingBody::close);
        body = Optional.empty();
        envelope = NOTHING;
        if (state.compareTo(SmtpState.READY) > 0) {
            state = SmtpState.READY;
        }
    }

    // ---- steps ----

    private SmtpOffer offer() {
        return new SmtpOffer(service, peer, login.isPresent(), trusted);
    }

    private SmtpClient client() {
        return new SmtpClient(peer, service.kind(), helo, esmtp, login);
    }

    /** A fault of the client; one too many ends the connection. */
    private Step<SmtpListener> bad(SmtpReply reply) {
        if (++badCommands >= MAX_BAD_COMMANDS) {
            return close(421, "4.7.0", service.hostname() + " too many bad commands");
        }
        return say(reply);
    }

    /** What the door said; a 421 of its own ends the connection. */
    private Step<SmtpListener> say(Verdict verdict) {
        SmtpReply reply = SmtpReply.of(verdict.status());
        return reply.code() == 421 ? close(reply) : say(reply);
    }

    private static Step<SmtpListener> say(int code, String enhanced, String text) {
        return say(SmtpReply.of(code, enhanced, text));
    }

    private static Step<SmtpListener> say(SmtpReply reply) {
        return new Step.Answer<>(reply.bytes());
    }

    private static Step<SmtpListener> say(List<SmtpReply> replies) {
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
