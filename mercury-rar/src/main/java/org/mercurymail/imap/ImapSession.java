package org.mercurymail.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.mercurymail.imap.CommandTaker.Taken;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSharing;
import org.mercurymail.port.Peer;
import org.mercurymail.port.Spool;
import org.mercurymail.sasl.SaslExchange;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.Output;
import org.mercurymail.wire.Session;
import org.mercurymail.wire.Step;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/**
 * One IMAP connection: IMAP4rev1 (RFC 3501) until the client enables IMAP4rev2 (RFC 9051). Holds the state of RFC 9051
 * §3 and sends each command where it is obeyed; never obeys two at once, so pipelined commands are answered in order.
 */
public final class ImapSession implements Session<MailboxListener> {

    private static final Duration PATIENCE = Duration.ofMinutes(30); // RFC 9051 §5.4
    private static final int MOST_MESSAGES = 100; // of one APPEND
    private static final Duration PATIENCE_BEFORE_LOGIN = Duration.ofMinutes(2);
    private static final String NAMESPACE = "* NAMESPACE ((\"\" \"/\")) ((\"" + MailboxSharing.OTHER_USERS
            + "\" \"/\")) ((\"" + MailboxSharing.SHARED_FOLDERS + "\" \"/\"))";
    private static final int MOST_BAD = 10;
    private static final int MOST_FAILED_LOGINS = 5;
    private static final int LITERALS_BEFORE_LOGIN = 8 << 10;

    /** What the next line is. */
    private enum Mode { COMMAND, SASL, IDLE }

    private final ClientState client;
    private final CommandTaker taker;
    private Mode mode = Mode.COMMAND;
    private String waitingTag = ""; // of AUTHENTICATE or IDLE, while their lines come
    private Optional<SaslExchange> sasl = Optional.empty(); // goes on with the next line
    private boolean compressed;
    private Optional<ImapCommand.Append> asked = Optional.empty(); // the messages of a question that may never be put
    private boolean first = true;
    private int bad;
    private int failedLogins;

    public ImapSession(MailboxDoorway doorway, Peer peer, Wakeup wakeup, Supplier<Spool> spools) {
        this(doorway, peer, wakeup, spools, Clock.systemUTC());
    }

    /** @param clock dates appended messages that say none, and ages for OLDER and YOUNGER */
    ImapSession(MailboxDoorway doorway, Peer peer, Wakeup wakeup, Supplier<Spool> spools, Clock clock) {
        client = new ClientState(doorway, peer, wakeup, spools, clock);
        taker = new CommandTaker(this::place, spools, this::mostPassedOver);
    }

    @Override
    public Step<MailboxListener> opened() {
        return answer("* OK [CAPABILITY " + Capabilities.of(client) + "] " + client.doorway().hostname()
                + " Mercury ready");
    }

    @Override
    public Step<MailboxListener> take(ByteBuffer bytes) {
        if (mode != Mode.COMMAND) {
            Optional<byte[]> line = taker.takeLine(bytes);
            return line.map(l -> lineCame(new String(l, StandardCharsets.US_ASCII))).orElse(Step.more());
        }
        Taken taken = taker.take(bytes);
        if (taken instanceof Taken.Whole whole) {
            return commandCame(whole.frame());
        }
        if (taken instanceof Taken.GoOn) {
            return answer("+ OK");
        }
        if (taken instanceof Taken.TooBig tooBig) {
            return refused(tooBig);
        }
        return taken instanceof Taken.Hopeless ? bye("Far too much data") : Step.more();
    }

    @Override
    public void secured(TlsFacts tls) {
        taker.discard();
        client.secured(tls);
        bad = 0;
    }

    /** Only IDLE tells at once; everything else tells with its next command (RFC 9051 §5.2). */
    @Override
    public Step<MailboxListener> woken() {
        if (mode != Mode.IDLE || client.view().isEmpty()) {
            return Step.more();
        }
        return new Step.Ask<>((door, output) -> telling(door, output, ""));
    }

    @Override
    public Step<MailboxListener> timedOut() {
        return bye("Idle for too long");
    }

    @Override
    public Step<MailboxListener> ending(String reason) {
        return bye(reason);
    }

    @Override
    public Step<MailboxListener> closed() {
        taker.discard();
        asked.ifPresent(ImapCommand.Append::close);
        if (!client.isLoggedIn()) {
            return Step.more();
        }
        return new Step.Ask<>((door, output) -> {
            door.unwatch(client.login(), client.wakeup());
            return Step.more();
        });
    }

    @Override
    public Duration patience() {
        return client.isLoggedIn() ? PATIENCE : PATIENCE_BEFORE_LOGIN;
    }

    private CommandTaker.Place place(CommandFrame soFar, long size) {
        long before = client.isLoggedIn() ? AppendParser.awaits(soFar) : -1;
        if (before >= 0) { // all messages of one APPEND together are no larger than one may be
            return before + size <= client.doorway().maxAppend() && soFar.literals().size() < MOST_MESSAGES
                    ? CommandTaker.Place.SPOOL : CommandTaker.Place.NOWHERE;
        }
        long all = size;
        for (CommandFrame.Literal literal : soFar.literals()) {
            all += literal.bytes().length;
        }
        return all <= (client.isLoggedIn() ? CommandTaker.MAX_TEXT : LITERALS_BEFORE_LOGIN)
                ? CommandTaker.Place.MEMORY : CommandTaker.Place.NOWHERE;
    }

    private long mostPassedOver() {
        return client.isLoggedIn() ? Math.max(1 << 20, client.doorway().maxAppend()) : LITERALS_BEFORE_LOGIN * 8L;
    }

    private Step<MailboxListener> refused(Taken.TooBig tooBig) {
        Optional<String> tag = ImapParser.tagOf(tooBig.beginning());
        if (tooBig.spoolFailed()) {
            return tagged(tag.orElse("*"), Tagged.no("UNAVAILABLE", "The message could not be kept"));
        }
        if (AppendParser.awaits(new CommandFrame(tooBig.beginning(), java.util.List.of())) >= 0) {
            return tagged(tag.orElse("*"), Tagged.no("TOOBIG", "The message is too large")); // RFC 4469 §4.2
        }
        return bad(tag, "Command too long");
    }

    private Step<MailboxListener> commandCame(CommandFrame frame) {
        boolean web = first && isHttp(frame.text());
        first = false;
        if (web) { // a browser was led here: whatever follows is not ours to obey
            return bye("This is not a web server");
        }
        ImapParser.Parsed parsed = ImapParser.parse(frame);
        if (parsed instanceof ImapParser.Bad malformed) {
            return bad(malformed.tag(), malformed.text());
        }
        ImapParser.Good good = (ImapParser.Good) parsed;
        if (!good.command().verb().isLawful(client.isLoggedIn(), client.view().isPresent())) {
            frame.discard();
            return bad(Optional.of(good.tag()), "Not in this state");
        }
        return obey(good.tag(), good.command());
    }

    private static boolean isHttp(byte[] line) {
        String text = new String(line, 0, Math.min(line.length, 4096), StandardCharsets.ISO_8859_1);
        return text.matches("(?s)(GET|POST|HEAD|PUT|OPTIONS|CONNECT|TRACE|DELETE|PATCH) \\S+ HTTP/.*");
    }

    /** What needs no decision is done here and now; all else is asked. */
    private Step<MailboxListener> obey(String tag, ImapCommand command) {
        boolean selected = client.view().isPresent();
        return switch (command.verb()) {
            case CAPABILITY -> answer("* CAPABILITY " + Capabilities.of(client), tag, Tagged.ok(command.verb()));
            case ID -> answer("* ID (\"name\" \"Mercury\" \"vendor\" \"mercurymail.org\")", tag,
                    Tagged.ok(command.verb()));
            case LOGOUT -> new Step.Close<>(bytes("* BYE Until next time\r\n" + tag + " OK LOGOUT completed\r\n"));
            case NAMESPACE -> answer(NAMESPACE, tag, Tagged.ok(command.verb()));
            case STARTTLS -> startTls(tag);
            case COMPRESS -> compress(tag, (ImapCommand.Compress) command);
            case ENABLE -> enable(tag, (ImapCommand.Enable) command);
            case AUTHENTICATE -> authenticate(tag, (ImapCommand.Authenticate) command);
            case LOGIN -> login(tag, (ImapCommand.Login) command);
            case IDLE -> idle(tag);
            case NOOP -> selected ? ask(tag, command) : tagged(tag, Tagged.ok(command.verb()));
            default -> ask(tag, command);
        };
    }

    private Step<MailboxListener> startTls(String tag) {
        if (!client.doorway().tlsOffered() || client.peer().secure()) {
            return bad(Optional.of(tag), "TLS is not offered");
        }
        return new Step.StartTls<>(bytes(tag + " OK Begin TLS\r\n"));
    }

    private Step<MailboxListener> compress(String tag, ImapCommand.Compress command) {
        if (!command.algorithm().equalsIgnoreCase("DEFLATE")) {
            return bad(Optional.of(tag), "Only DEFLATE is known");
        }
        if (compressed) {
            return tagged(tag, Tagged.no("COMPRESSIONACTIVE", "DEFLATE is active already"));
        }
        compressed = true;
        return new Step.Compress<>(bytes(tag + " OK DEFLATE active\r\n"));
    }

    private Step<MailboxListener> enable(String tag, ImapCommand.Enable command) {
        StringBuilder enabled = new StringBuilder("* ENABLED");
        for (String name : command.capabilities()) {
            Capabilities.extension(name).ifPresent(extension -> {
                client.enable(extension);
                if (extension == ClientState.Extension.QRESYNC) { // RFC 7162 §3.2.3
                    client.enable(ClientState.Extension.CONDSTORE);
                }
                enabled.append(' ').append(name);
            });
        }
        return answer(enabled.toString(), tag, Tagged.ok(command.verb()));
    }

    private Step<MailboxListener> authenticate(String tag, ImapCommand.Authenticate command) {
        Optional<SaslExchange> begun = client.sasl().begin(command.mechanism());
        if (begun.isEmpty()) {
            return tagged(tag, Tagged.no("CANNOT", "Mechanism not supported"));
        }
        if (!client.mayLogin()) {
            return tagged(tag, Tagged.no("PRIVACYREQUIRED", "TLS is required first"));
        }
        return turn(tag, begun.get(), begun.get().begin(command.initial()));
    }

    private Step<MailboxListener> turn(String tag, SaslExchange exchange, SaslExchange.Turn turn) {
        if (turn instanceof SaslExchange.Challenge challenge) {
            mode = Mode.SASL;
            waitingTag = tag;
            sasl = Optional.of(exchange);
            return answer("+ " + challenge.base64());
        }
        if (turn instanceof SaslExchange.Broken broken) {
            return broken(tag, broken.fault());
        }
        return new Step.Ask<>((door, output) -> {
            if (turn instanceof SaslExchange.WantsSalt wants) {
                return turn(tag, exchange, exchange.salted(door.salt(client.peer(), wants.user())));
            }
            if (turn instanceof SaslExchange.Offers offers) {
                return turn(tag, exchange, exchange.answered(door.login(client.peer(), offers.evidence())));
            }
            return loggedIn(tag, door, ((SaslExchange.Over) turn).login());
        });
    }

    private Step<MailboxListener> broken(String tag, SaslExchange.Fault fault) {
        return switch (fault) {
            case FOR_ANOTHER -> failed(tag, Tagged.no("AUTHORIZATIONFAILED", "Nobody may act for another")); // RFC 5530 §3
            case CANCELLED -> bad(Optional.of(tag), "Given up");
            default -> bad(Optional.of(tag), "Not a message of this mechanism");
        };
    }

    private Step<MailboxListener> login(String tag, ImapCommand.Login command) {
        if (!client.mayLogin()) {
            return tagged(tag, Tagged.no("PRIVACYREQUIRED", "TLS is required first")); // RFC 5530 §3
        }
        Credentials credentials = new Credentials(command.user(), command.secret(), "LOGIN");
        return new Step.Ask<>((door, output) -> loggedIn(tag, door, door.login(client.peer(), credentials)));
    }

    private Step<MailboxListener> loggedIn(String tag, MailboxListener door, Login answer) {
        if (answer.welcome().isPresent()) {
            client.granted(answer.welcome().get());
            door.watch(client.login(), client.wakeup());
            return tagged(tag, Tagged.ok("CAPABILITY " + Capabilities.of(client), "Logged in"));
        }
        return answer instanceof Login.Unavailable ? tagged(tag, Tagged.no("UNAVAILABLE", "Try again later"))
                : failed(tag, Tagged.no("AUTHENTICATIONFAILED", "Wrong name or password"));
    }

    private Step<MailboxListener> failed(String tag, Tagged end) {
        String line = tag + " " + end.line() + "\r\n";
        return ++failedLogins < MOST_FAILED_LOGINS ? new Step.Answer<>(bytes(line))
                : new Step.Close<>(bytes(line + "* BYE Too many failed logins\r\n"));
    }

    private Step<MailboxListener> idle(String tag) {
        mode = Mode.IDLE;
        waitingTag = tag;
        if (client.view().isEmpty()) {
            return answer("+ idling");
        }
        return new Step.Ask<>((door, output) -> telling(door, output, "+ idling\r\n"));
    }

    private Step<MailboxListener> lineCame(String line) {
        Mode was = mode;
        String tag = waitingTag;
        mode = Mode.COMMAND;
        waitingTag = "";
        if (was == Mode.SASL) {
            SaslExchange exchange = sasl.orElseThrow();
            sasl = Optional.empty();
            return turn(tag, exchange, exchange.line(line));
        }
        return line.strip().equalsIgnoreCase("DONE") ? tagged(tag, Tagged.ok(ImapVerb.IDLE))
                : bad(Optional.of(tag), "Only DONE ends IDLE"); // RFC 9051 §6.3.13
    }

    private Step<MailboxListener> ask(String tag, ImapCommand command) {
        asked = command instanceof ImapCommand.Append append ? Optional.of(append)
                : command instanceof ImapCommand.Replace replace ? Optional.of(replace.append()) : Optional.empty();
        return new Step.Ask<>((door, output) -> {
            Responses out = new Responses(Optional.of(output), client.utf8());
            try {
                Tagged end = obeyed(tag, command, door, out);
                if (client.view().isPresent() && Obedience.mayTellExpunges(command)) {
                    new MessageCommands(client, door, out).refresh(true);
                }
                return finished(out, tag, end);
            } catch (MessageCommands.SelectedGone gone) {
                return byeAfter(out);
            }
        });
    }

    private Tagged obeyed(String tag, ImapCommand command, MailboxListener door, Responses out) throws IOException,
            MessageCommands.SelectedGone {
        try {
            return new Obedience(client, door, out).obey(tag, command);
        } catch (MessageCommands.SelectedGone gone) {
            throw gone;
        } catch (MailboxRefused refused) {
            return Tagged.no(refused);
        }
    }

    /** Tells what is new in the selected mailbox, and then this. */
    private Step<MailboxListener> telling(MailboxListener door, Output output, String then) throws Exception {
        Responses out = new Responses(Optional.of(output), client.utf8());
        try {
            new MessageCommands(client, door, out).refresh(true);
        } catch (MessageCommands.SelectedGone gone) {
            return byeAfter(out);
        }
        byte[] rest = out.say(then).rest();
        return rest.length == 0 ? Step.more() : new Step.Answer<>(rest);
    }

    private static Step<MailboxListener> byeAfter(Responses out) throws IOException {
        return new Step.Close<>(out.say("* BYE The selected mailbox was deleted").line().rest());
    }

    private static Step<MailboxListener> finished(Responses out, String tag, Tagged end) throws IOException {
        return new Step.Answer<>(out.say(tag).say(" ").human(end.line()).line().rest());
    }

    private Step<MailboxListener> bad(Optional<String> tag, String text) {
        String line = tag.orElse("*") + " BAD " + text + "\r\n";
        if (!client.isLoggedIn() && ++bad >= MOST_BAD) {
            return new Step.Close<>(bytes(line + "* BYE Too many bad commands\r\n"));
        }
        return new Step.Answer<>(bytes(line));
    }

    private static Step<MailboxListener> tagged(String tag, Tagged end) {
        return new Step.Answer<>(bytes(tag + " " + end.line() + "\r\n"));
    }

    private static Step<MailboxListener> answer(String untagged, String tag, Tagged end) {
        return new Step.Answer<>(bytes(untagged + "\r\n" + tag + " " + end.line() + "\r\n"));
    }

    private static Step<MailboxListener> answer(String line) {
        return new Step.Answer<>(bytes(line + "\r\n"));
    }

    private static Step<MailboxListener> bye(String reason) {
        return new Step.Close<>(bytes("* BYE " + reason.replaceAll("\\p{Cntrl}", " ") + "\r\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
