package org.mercurymail.milter;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/** Tells one milter of one message, step by step as if it were just arriving, and does to it what the milter wants. */
final class MilterDialogue implements Closeable {

    private static final int VERSION = 6;
    // what we let it do: add, change and insert fields, replace the content, add and remove recipients
    private static final int ADD_FIELDS = 0x01;
    private static final int CHANGE_CONTENT = 0x02;
    private static final int ADD_RECIPIENTS = 0x04;
    private static final int REMOVE_RECIPIENTS = 0x08;
    private static final int CHANGE_FIELDS = 0x10;
    private static final int ACTIONS = ADD_FIELDS | CHANGE_CONTENT | ADD_RECIPIENTS | REMOVE_RECIPIENTS | CHANGE_FIELDS;
    // what it may leave out, or not answer
    private static final int NO_CONNECT = 0x01;
    private static final int NO_HELO = 0x02;
    private static final int NO_MAIL = 0x04;
    private static final int NO_RCPT = 0x08;
    private static final int NO_BODY = 0x10;
    private static final int NO_FIELDS = 0x20;
    private static final int NO_END_OF_HEADER = 0x40;
    private static final int FIELD_UNANSWERED = 0x80;
    private static final int NO_UNKNOWN = 0x100; // commands that we do not know never come here
    private static final int NO_DATA = 0x200;
    private static final int SKIP = 0x400;
    private static final int CONNECT_UNANSWERED = 0x1000;
    private static final int HELO_UNANSWERED = 0x2000;
    private static final int MAIL_UNANSWERED = 0x4000;
    private static final int RCPT_UNANSWERED = 0x8000;
    private static final int DATA_UNANSWERED = 0x10000;
    private static final int UNKNOWN_UNANSWERED = 0x20000;
    private static final int END_OF_HEADER_UNANSWERED = 0x40000;
    private static final int BODY_UNANSWERED = 0x80000;
    private static final int LEADING_SPACE = 0x100000;
    private static final int STEPS = NO_CONNECT | NO_HELO | NO_MAIL | NO_RCPT | NO_BODY | NO_FIELDS | NO_END_OF_HEADER
            | FIELD_UNANSWERED | NO_UNKNOWN | NO_DATA | SKIP | UNKNOWN_UNANSWERED | CONNECT_UNANSWERED
            | HELO_UNANSWERED | MAIL_UNANSWERED | RCPT_UNANSWERED | DATA_UNANSWERED | END_OF_HEADER_UNANSWERED | BODY_UNANSWERED | LEADING_SPACE;
    private static final int CHUNK = 65_535;
    private static final int MOST_ANSWERS = 10_000; // to one step: progress, changes, pieces of a content
    private static final Duration END_PATIENCE = Duration.ofMinutes(2); // it may look into every archive now
    private static final Status REFUSED = new Status(550, "5.7.1", "The message is not welcome here");
    private static final Status LATER = new Status(451, "4.7.1", "Not now, try again later");

    /** The milter's last word: nothing that follows is told. */
    private sealed interface Word { }

    private record Go() implements Word { }

    /** It wants to hear no more, and has nothing against the message. */
    private record Enough() implements Word { }

    private record End(Screened screened) implements Word { }

    private static final Word GO = new Go();

    private final String name;
    private final String hostname;
    private final Packets packets;
    private int steps;
    private Envelope envelope;

    MilterDialogue(InetSocketAddress milter, String hostname, Duration patience) throws IOException {
        this.name = milter.getHostString() + ":" + milter.getPort();
        this.hostname = hostname;
        this.packets = new Packets(milter, patience);
    }

    /** @throws IOException when the milter went away or speaks nonsense: the message was not judged */
    Screened screen(Handing client, Envelope sent, EditedMessage message) throws IOException {
        envelope = sent;
        negotiate();
        Word word = greet(client);
        word = word == GO ? envelope(client) : word;
        word = word == GO ? header(message) : word;
        word = word == GO ? content(message) : word;
        if (word == GO) {
            packets.write('E');
            packets.patience(END_PATIENCE);
            word = end(message);
        }
        packets.write('Q');
        packets.flush();
        if (word instanceof End end) {
            return end.screened();
        }
        return envelope.recipients().isEmpty() ? new Screened.Discarded(name)
                : new Screened.Passed(envelope, message.body());
    }

    private void negotiate() throws IOException {
        packets.write('O', ByteBuffer.allocate(12).putInt(VERSION).putInt(ACTIONS).putInt(STEPS).array());
        Packets.Packet answer = packets.read();
        if (answer.kind() != 'O' || answer.number(0) < 2) {
            throw new ProtocolException("no milter speaks so: '" + answer.kind() + "'");
        }
        // The actions it names are not looked at: rspamd names every one there is, whatever is offered and it will use.
        steps = answer.number(8);
        if ((steps & ~STEPS) != 0) {
            throw new ProtocolException("it wants steps that were not offered (0x"
                    + Integer.toHexString(steps & ~STEPS) + ")");
        }
    }

    private boolean wants(int withoutIt) {
        return (steps & withoutIt) == 0;
    }

    private Word greet(Handing client) throws IOException {
        if (wants(NO_CONNECT)) {
            macros('C', "j", hostname, "{daemon_name}", client.door(), "{client_addr}", client.from().getHostAddress());
            packets.write('C', connect(client.from(), client.port()));
            Word word = answered(CONNECT_UNANSWERED);
            if (word != GO) {
                return word;
            }
        }
        if (wants(NO_HELO)) {
            macros('H', client.secure() ? new String[] {"{tls_version}", "TLS"} : new String[0]);
            packets.write('H', client.helo());
            return answered(HELO_UNANSWERED);
        }
        return GO;
    }

    private static byte[] connect(InetAddress from, int port) {
        String ip = from.getHostAddress();
        byte[] host = Packets.joined("[" + ip + "]");
        byte[] address = Packets.joined(ip);
        return ByteBuffer.allocate(host.length + 3 + address.length).put(host)
                .put((byte) (from instanceof Inet4Address ? '4' : '6'))
                .putShort((short) port).put(address).array();
    }

    private Word envelope(Handing client) throws IOException {
        if (wants(NO_MAIL)) {
            String sender = envelope.sender().map(Address::toString).orElse("");
            List<String> macros = new ArrayList<>(List.of("i", client.id(), "{mail_addr}", sender));
            client.login().ifPresent(login -> macros.addAll(List.of("{auth_authen}", login.toString(),
                    "{auth_type}", "PLAIN")));
            macros('M', macros.toArray(String[]::new));
            packets.write('M', "<" + sender + ">");
            Word word = answered(MAIL_UNANSWERED);
            if (word != GO) {
                return word;
            }
        }
        for (Recipient recipient : List.copyOf(wants(NO_RCPT) ? envelope.recipients() : List.of())) {
            macros('R', "{rcpt_addr}", recipient.address().toString());
            packets.write('R', "<" + recipient.address() + ">");
            Word word = answered(RCPT_UNANSWERED);
            if (word instanceof End end && end.screened() instanceof Screened.Refused && envelope.recipients().size() > 1) {
                remove(recipient.address().key()); // RCPT has been answered; the others must not suffer
            } else if (word != GO) {
                return word;
            }
        }
        if (wants(NO_DATA)) {
            macros('T', "i", client.id());
            packets.write('T');
            return answered(DATA_UNANSWERED);
        }
        return GO;
    }

    private Word header(EditedMessage message) throws IOException {
        if (wants(NO_FIELDS)) {
            List<String> names = message.names();
            for (int i = 0; i < names.size(); i++) {
                String value = message.value(i);
                if (wants(LEADING_SPACE) && value.startsWith(" ")) {
                    value = value.substring(1);
                }
                packets.write('L', field(names.get(i), value));
                Word word = answered(FIELD_UNANSWERED);
                if (word != GO) {
                    return word;
                }
            }
        }
        if (wants(NO_END_OF_HEADER)) {
            packets.write('N');
            return answered(END_OF_HEADER_UNANSWERED);
        }
        return GO;
    }

    /** Octets as they are in the message. */
    private static byte[] field(String name, String value) {
        return (name + "\0" + value.replace("\0", "") + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    private Word content(EditedMessage message) throws IOException {
        if (!wants(NO_BODY)) {
            return GO;
        }
        try (InputStream in = message.content()) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.readNBytes(chunk, 0, CHUNK); n > 0; n = in.readNBytes(chunk, 0, CHUNK)) {
                packets.write('B', chunk, 0, n);
                if (!wants(BODY_UNANSWERED)) {
                    continue;
                }
                Packets.Packet answer = packets.read();
                if (answer.kind() == 's') {
                    return GO;
                }
                Word word = word(answer);
                if (word != GO) {
                    return word;
                }
            }
        }
        return GO;
    }

    private void macros(char step, String... namesAndValues) throws IOException {
        byte[] texts = Packets.joined(namesAndValues);
        packets.write('D', ByteBuffer.allocate(1 + texts.length).put((byte) step).put(texts).array());
    }

    private Word answered(int unanswered) throws IOException {
        return wants(unanswered) ? word(packets.read()) : GO;
    }

    /** What an answer to a step means. */
    private Word word(Packets.Packet answer) throws IOException {
        Packets.Packet last = answer;
        for (int answers = 0; last.kind() == 'p'; answers++) {
            last = next(answers);
        }
        return switch (last.kind()) {
            case 'c' -> GO;
            case 'a' -> new Enough();
            case 'r' -> new End(new Screened.Refused(REFUSED, name));
            case 't' -> new End(new Screened.Refused(LATER, name));
            case 'd' -> new End(new Screened.Discarded(name));
            case 'y' -> new End(new Screened.Refused(reply(last.text(0)), name));
            case 'q', 'e' -> throw new ProtocolException("it insists on what Mercury does not let it do: "
                    + (last.kind() == 'q' ? "to quarantine" : "to change the sender"));
            case '4' -> throw new ProtocolException("it is shutting down");
            default -> throw new ProtocolException("an unknown answer '" + last.kind() + "'");
        };
    }

    /** At the end come the changes, then the last word. */
    private Word end(EditedMessage message) throws IOException {
        for (int answers = 0; ; answers++) {
            Packets.Packet answer = next(answers);
            switch (answer.kind()) {
                case 'h' -> message.append(answer.text(0), second(answer, 0));
                case 'i' -> message.insert(answer.number(0), answer.text(4), second(answer, 4));
                case 'm' -> message.change(answer.number(0), answer.text(4), second(answer, 4));
                case 'b' -> message.replace(answer.data());
                case '+' -> add(answer.text(0));
                case '-' -> address(answer.text(0)).ifPresent(address -> remove(address.key()));
                case 'p' -> { }
                default -> {
                    return word(answer);
                }
            }
        }
    }

    private Packets.Packet next(int before) throws IOException {
        if (before > MOST_ANSWERS) {
            throw new ProtocolException("answers without an end");
        }
        return packets.read();
    }

    /** The text behind the text that begins here. */
    private static String second(Packets.Packet packet, int from) {
        int next = from;
        while (next < packet.data().length && packet.data()[next] != 0) {
            next++;
        }
        return packet.text(next + 1);
    }

    private void add(String text) {
        address(text).filter(address -> envelope.recipients().stream().noneMatch(known ->
                known.address().key().equals(address.key()))).ifPresent(address ->
                envelope = envelope.with(Recipient.of(address)));
    }

    private void remove(String key) {
        envelope = envelope.withOnly(envelope.recipients().stream()
                .filter(recipient -> !recipient.address().key().equals(key)).toList());
    }

    private static Optional<Address> address(String text) {
        return Address.parse(text.replaceAll("^<|>$", ""));
    }

    /** Of the form {@code 550 5.7.1 text}; what is no refusal becomes one. */
    private static Status reply(String text) {
        String[] words = text.split(" ", 3);
        boolean good = words.length > 1 && words[0].matches("[45]\\d\\d");
        if (!good) {
            return REFUSED;
        }
        boolean enhanced = words[1].matches("[45]\\.\\d{1,3}\\.\\d{1,3}");
        String rest = enhanced ? words.length > 2 ? words[2] : "" : text.substring(4);
        String printable = rest.replaceAll("[^ -~]", "?");
        return new Status(Integer.parseInt(words[0]), enhanced ? words[1] : words[0].charAt(0) + ".7.1",
                printable.substring(0, Math.min(printable.length(), 400)));
    }

    @Override
    public void close() throws IOException {
        packets.close();
    }
}
