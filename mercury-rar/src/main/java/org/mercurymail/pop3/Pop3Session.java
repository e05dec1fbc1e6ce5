package org.mercurymail.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.Peer;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.sasl.SaslExchange;
import org.mercurymail.sasl.SaslOffer;
import org.mercurymail.wire.LineTaker;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.Output;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/**
 * One POP3 connection, server's side (RFC 1939, RFC 2449, RFC 2595, RFC 5034). Holds the maildrop's exclusive lock
 * from login to the end; deletes at QUIT and at no other time; a connection that breaks off deletes nothing.
 */
public final class Pop3Session implements Session<MailboxListener> {

    private static final Duration PATIENCE = Duration.ofMinutes(10); // RFC 1939 §3: no less
    private static final int MAX_BAD_COMMANDS = 10;
    private static final int MAX_RESPONSE = 12 * 1024; // a line of a SASL exchange (RFC 5034 §4)
    private static final String NEEDS_TLS = "[AUTH] a password needs TLS: STLS first"; // RFC 3206 §5
    private static final int LONG_LISTING = 1000; // messages that are listed in one piece

    private final MailboxDoorway doorway;
    private final LoginDelay delay;
    private final Wakeup wakeup;
    private final LineTaker lines = new LineTaker(MAX_RESPONSE);
    private Peer peer;
    private Pop3Verb.State state = Pop3Verb.State.AUTHORIZATION;
    private Optional<String> user = Optional.empty();
    private Optional<SaslExchange> exchange = Optional.empty(); // AUTH waits for the client's response
    private boolean utf8;
    private int badCommands;
    private Optional<Login.Granted> owner = Optional.empty(); // whose INBOX is locked and watched
    private Optional<Maildrop> drop = Optional.empty();
    private boolean insideAnswer; // a multi-line answer has begun and not ended

    public Pop3Session(MailboxDoorway doorway, LoginDelay delay, Peer peer, Wakeup wakeup) {
        this.doorway = doorway;
        this.delay = delay;
        this.peer = peer;
        this.wakeup = wakeup;
    }

    @Override
    public Step<MailboxListener> opened() {
        return ok("Mercury POP3 at " + doorway.hostname()); // no angle brackets: they would offer APOP
    }

    @Override
    public Step<MailboxListener> take(ByteBuffer bytes) {
        Optional<LineTaker.Line> line = lines.take(bytes);
        if (line.isEmpty()) {
            return Step.more();
        }
        if (line.get().tooLong() || line.get().bare()) {
            exchange = Optional.empty();
            return bad(line.get().tooLong() ? "line too long" : "bare CR or LF");
        }
        if (exchange.isPresent()) {
            SaslExchange going = exchange.get();
            exchange = Optional.empty();
            return turn(going, going.line(new String(line.get().bytes(), StandardCharsets.US_ASCII)));
        }
        Pop3Parser.Parsed parsed = Pop3Parser.parse(line.get().bytes());
        return parsed.command().isEmpty() ? bad(parsed.error()) : on(parsed.command().get());
    }

    @Override
    public void secured(TlsFacts tls) {
        peer = peer.with(tls);
        user = Optional.empty(); // RFC 2595 §4: nothing said in the clear counts
    }

    @Override
    public Step<MailboxListener> woken() {
        return Step.more(); // RFC 1939 §4: what comes meanwhile is for the next session
    }

    @Override
    public Step<MailboxListener> timedOut() {
        return new Step.Close<>(new byte[0]); // RFC 1939 §3: without a word, and without UPDATE
    }

    @Override
    public Step<MailboxListener> ending(String reason) {
        return new Step.Close<>(insideAnswer ? new byte[0] : bytes("-ERR [SYS/TEMP] " + reason));
    }

    @Override
    public Step<MailboxListener> closed() {
        return owner.isPresent() ? new Step.Ask<>((door, out) -> {
            release(door);
            return Step.more();
        }) : Step.more();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    private Step<MailboxListener> on(Pop3Command command) {
        if (!command.verb().isLawfulIn(state)) {
            return bad("not in this state");
        }
        if (command instanceof Pop3Command.User c) {
            return user(c);
        } else if (command instanceof Pop3Command.Pass c) {
            return pass(c);
        } else if (command instanceof Pop3Command.Auth c) {
            return auth(c);
        } else if (command instanceof Pop3Command.Lang c) {
            return language(c);
        } else if (command instanceof Pop3Command.Listing c) {
            return listing(c);
        } else if (command instanceof Pop3Command.Top c) {
            return withMessage(c.message(), () -> retrieve(c.message(), OptionalInt.of(c.lines())));
        } else if (command instanceof Pop3Command.OnMessage c) {
            return withMessage(c.message(), () -> c.verb() == Pop3Verb.RETR
                    ? retrieve(c.message(), OptionalInt.empty()) : delete(c.message()));
        }
        return switch (command.verb()) {
            case STLS -> startTls();
            case UTF8 -> utf8();
            case CAPA -> capabilities();
            case STAT -> ok(drop().messages() + " " + drop().octets());
            case RSET -> reset();
            case QUIT -> quit();
            default -> ok("");
        };
    }

    // ---- AUTHORIZATION

    private boolean maySendPassword() {
        return peer.secure() || doorway.plainLoginWithoutTls();
    }

    private Step<MailboxListener> user(Pop3Command.User command) {
        if (!maySendPassword()) {
            return bad(NEEDS_TLS);
        }
        user = Optional.of(command.name());
        return ok("password, please"); // whether there is such a user is not told (RFC 1939 §13)
    }

    private Step<MailboxListener> pass(Pop3Command.Pass command) {
        if (user.isEmpty()) {
            return bad("USER first");
        }
        Credentials credentials = new Credentials(user.get(), command.secret(), "USER");
        user = Optional.empty();
        return new Step.Ask<>((door, out) -> loggedIn(door, door.login(peer, credentials)));
    }

    private Step<MailboxListener> auth(Pop3Command.Auth command) {
        if (!maySendPassword()) {
            return bad(NEEDS_TLS);
        }
        Optional<SaslExchange> begun = sasl().begin(command.mechanism());
        return begun.isPresent() ? turn(begun.get(), begun.get().begin(command.initial())) : bad("no such mechanism");
    }

    private SaslOffer sasl() {
        return new SaslOffer(peer, doorway.sasl(), false);
    }

    private Step<MailboxListener> turn(SaslExchange going, SaslExchange.Turn turn) {
        if (turn instanceof SaslExchange.Challenge challenge) {
            exchange = Optional.of(going);
            return new Step.Answer<>(bytes("+ " + challenge.base64()));
        }
        if (turn instanceof SaslExchange.Broken broken) {
            return bad(broken.fault() == SaslExchange.Fault.CANCELLED ? "cancelled" : "[AUTH] malformed response");
        }
        return new Step.Ask<>((door, out) -> {
            if (turn instanceof SaslExchange.WantsSalt wants) {
                return turn(going, going.salted(door.salt(peer, wants.user())));
            }
            if (turn instanceof SaslExchange.Offers offers) {
                return turn(going, going.answered(door.login(peer, offers.evidence())));
            }
            return loggedIn(door, ((SaslExchange.Over) turn).login());
        });
    }

    private Step<MailboxListener> loggedIn(MailboxListener door, Login login) throws IOException {
        if (login.welcome().isPresent()) {
            return enter(door, login.welcome().get());
        }
        return login instanceof Login.Denied ? bad("[AUTH] wrong user or password")
                : error("[SYS/TEMP] login is not possible now, try later"); // RFC 3206 §4
    }

    private Step<MailboxListener> enter(MailboxListener door, Login.Granted granted) throws IOException {
        if (!door.lock(granted.account(), peer.connection())) {
            return error("[IN-USE] another POP3 session has this maildrop"); // RFC 2449 §8.1.2
        }
        if (!delay.passes(granted.account(), System.nanoTime())) {
            door.unlock(granted.account(), peer.connection());
            return error("[LOGIN-DELAY] wait " + delay.seconds() + " s from one login to the next"); // RFC 2449 §8.1.1
        }
        owner = Optional.of(granted);
        door.watch(granted, wakeup);
        try {
            drop = Optional.of(Maildrop.open(door, granted.account()));
        } catch (MailboxRefused e) {
            release(door);
            return error("[SYS/TEMP] the maildrop cannot be opened");
        }
        state = Pop3Verb.State.TRANSACTION;
        return ok(drop().messages() + " messages, " + drop().octets() + " octets");
    }

    /** RFC 6856 §3: every text of ours is English. */
    private Step<MailboxListener> language(Pop3Command.Lang command) {
        if (command.language().isEmpty()) {
            return new Step.Answer<>(bytes("+OK languages\r\nen English\r\ni-default English\r\n."));
        }
        String wanted = command.language().get().toLowerCase(Locale.ROOT);
        return wanted.equals("*") || wanted.equals("i-default") || wanted.equals("en") || wanted.startsWith("en-")
                ? ok(wanted.equals("i-default") ? "i-default" : "en") : error("only en is spoken");
    }

    /** RFC 6856 §2: names and passwords are UTF-8 in any case, and messages go out as they are. */
    private Step<MailboxListener> utf8() {
        utf8 = true;
        return ok("UTF-8");
    }

    private Step<MailboxListener> startTls() {
        if (utf8) {
            return bad("STLS comes before UTF8"); // RFC 6856 §2.1
        }
        if (!doorway.tlsOffered() || peer.secure()) {
            return bad(peer.secure() ? "TLS is on" : "no TLS here");
        }
        return new Step.StartTls<>(bytes("+OK begin TLS"));
    }

    /** RFC 2449 §5: what is said here works now. */
    private Step<MailboxListener> capabilities() {
        StringBuilder list = new StringBuilder("+OK\r\n");
        boolean before = state == Pop3Verb.State.AUTHORIZATION;
        if (before && maySendPassword()) {
            list.append("USER\r\nSASL ").append(sasl().words("")).append("\r\n");
        }
        if (before && doorway.tlsOffered() && !peer.secure() && !utf8) {
            list.append("STLS\r\n");
        }
        list.append(before && maySendPassword() ? "UTF8 USER" : "UTF8").append("\r\nLANG\r\nTOP\r\nUIDL\r\n");
        list.append("PIPELINING\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nEXPIRE NEVER\r\n");
        if (delay.seconds() > 0) {
            list.append("LOGIN-DELAY ").append(delay.seconds()).append("\r\n");
        }
        return new Step.Answer<>(bytes(list.append("IMPLEMENTATION Mercury\r\n.").toString()));
    }

    // ---- TRANSACTION

    private Maildrop drop() {
        return drop.orElseThrow();
    }

    private Step<MailboxListener> withMessage(int message, Supplier<Step<MailboxListener>> then) {
        return drop().has(message) ? then.get() : error("no such message");
    }

    private Step<MailboxListener> listing(Pop3Command.Listing command) {
        IntFunction<String> line = command.verb() == Pop3Verb.LIST
                ? n -> n + " " + drop().size(n)
                : n -> n + " " + drop().uniqueId(n);
        if (command.message().isPresent()) {
            int message = command.message().getAsInt();
            return withMessage(message, () -> ok(line.apply(message)));
        }
        if (drop().last() <= LONG_LISTING) {
            return new Step.Answer<>(bytes("+OK\r\n" + lines(line, 1, drop().last()) + "."));
        }
        return new Step.Ask<>((door, out) -> {
            insideAnswer = true;
            out.write(bytes("+OK"));
            for (int from = 1; from <= drop().last(); from += LONG_LISTING) {
                out.write(lines(line, from, from + LONG_LISTING - 1).getBytes(StandardCharsets.US_ASCII));
            }
            insideAnswer = false;
            return new Step.Answer<>(bytes("."));
        });
    }

    private String lines(IntFunction<String> line, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int n = from; n <= Math.min(to, drop().last()); n++) {
            if (drop().has(n)) {
                text.append(line.apply(n)).append("\r\n");
            }
        }
        return text.toString();
    }

    private Step<MailboxListener> retrieve(int message, OptionalInt topLines) {
        return new Step.Ask<>((door, out) -> {
            door.fetch(account(), drop().mailbox(), NumberSet.of(drop().uid(message)),
                    Set.of(StoredMessage.Part.CONTENT), stored -> send(stored, topLines, out));
            boolean sent = insideAnswer;
            insideAnswer = false;
            return sent ? Step.more() : error("the message is gone"); // an IMAP session expunged it
        });
    }

    private void send(StoredMessage stored, OptionalInt topLines, Output out) throws IOException {
        try (InputStream content = stored.content().open()) {
            insideAnswer = true;
            out.write(bytes(topLines.isPresent() ? "+OK" : "+OK " + stored.size() + " octets"));
            if (topLines.isPresent()) {
                DotStuffing.sendTop(content, topLines.getAsInt(), out);
            } else {
                DotStuffing.send(content, out);
            }
        }
    }

    private Step<MailboxListener> delete(int message) {
        drop().delete(message);
        return ok("marked");
    }

    private Step<MailboxListener> reset() {
        drop().reset();
        return ok(drop().messages() + " messages");
    }

    private Step<MailboxListener> quit() {
        if (state == Pop3Verb.State.AUTHORIZATION) {
            return new Step.Close<>(bytes("+OK goodbye"));
        }
        return new Step.Ask<>((door, out) -> {
            NumberSet gone = drop().deletedUids(); // RFC 1939 §6: UPDATE
            String answer = "+OK goodbye";
            try {
                if (!gone.isEmpty()) {
                    door.expunge(account(), drop().mailbox(), gone);
                }
            } catch (MailboxRefused e) {
                answer = "-ERR [SYS/TEMP] the messages marked deleted are still there";
            }
            release(door);
            return new Step.Close<>(bytes(answer));
        });
    }

    private void release(MailboxListener door) {
        Login.Granted gone = owner.orElseThrow();
        owner = Optional.empty();
        try {
            door.unwatch(gone, wakeup);
        } finally {
            door.unlock(gone.account(), peer.connection());
        }
    }

    private long account() {
        return owner.orElseThrow().account();
    }

    // ---- answers

    private static Step<MailboxListener> ok(String text) {
        return new Step.Answer<>(bytes(text.isEmpty() ? "+OK" : "+OK " + text));
    }

    private static Step<MailboxListener> error(String text) {
        return new Step.Answer<>(bytes("-ERR " + text));
    }

    /** An error that counts: too many and we part. */
    private Step<MailboxListener> bad(String text) {
        badCommands++;
        return badCommands < MAX_BAD_COMMANDS ? error(text) : new Step.Close<>(bytes("-ERR too many errors, goodbye"));
    }

    private static byte[] bytes(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
