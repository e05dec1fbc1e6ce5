package org.mercurymail.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a command line (RFC 1939 §3, RFC 2449 §4). Sees no session and knows no state. */
final class Pop3Parser {

    /** Either a command or, for the client's eyes, why the line is none. */
    record Parsed(Optional<Pop3Command> command, String error) {

        private static Parsed of(Pop3Command command) {
            return new Parsed(Optional.of(command), "");
        }

        private static Parsed error(String text) {
            return new Parsed(Optional.empty(), text);
        }
    }

    /** RFC 2449 §4: 255 octets with CRLF; a little more, because AUTH and long names need it. */
    static final int MAX_LINE = 1000;

    private static final int MAX_DIGITS = 9;

    private Pop3Parser() { }

    /** @param line without its CRLF */
    static Parsed parse(byte[] line) {
        if (line.length > MAX_LINE) {
            return Parsed.error("line too long");
        }
        String text = new String(line, StandardCharsets.UTF_8);
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Parsed.error("control character");
        }
        int space = text.indexOf(' ');
        Optional<Pop3Verb> verb = Pop3Verb.of(space < 0 ? text : text.substring(0, space));
        if (verb.isEmpty()) {
            return Parsed.error("unknown command");
        }
        return arguments(verb.get(), space < 0 ? "" : text.substring(space + 1));
    }

    private static Parsed arguments(Pop3Verb verb, String rest) {
        if (verb == Pop3Verb.PASS) { // RFC 1939 §7: spaces are part of the password
            return rest.isEmpty() ? Parsed.error("PASS takes a password") : Parsed.of(new Pop3Command.Pass(rest));
        }
        String[] words = rest.isBlank() ? new String[0] : rest.strip().split(" +");
        if (!verb.takes(words.length)) {
            return Parsed.error("wrong number of arguments");
        }
        return switch (verb) {
            case USER -> Parsed.of(new Pop3Command.User(words[0]));
            case AUTH -> Parsed.of(new Pop3Command.Auth(words[0],
                    words.length > 1 ? Optional.of(words[1]) : Optional.empty()));
            case LANG -> Parsed.of(new Pop3Command.Lang(Optional.of(words).filter(w -> w.length > 0).map(w -> w[0])));
            case LIST, UIDL -> listing(verb, words);
            case TOP -> top(words);
            case RETR, DELE -> {
                int message = number(words[0]);
                yield message < 1 ? notANumber() : Parsed.of(new Pop3Command.OnMessage(verb, message));
            }
            default -> Parsed.of(new Pop3Command.Plain(verb));
        };
    }

    private static Parsed listing(Pop3Verb verb, String[] words) {
        if (words.length == 0) {
            return Parsed.of(new Pop3Command.Listing(verb, OptionalInt.empty()));
        }
        int message = number(words[0]);
        return message < 1 ? notANumber() : Parsed.of(new Pop3Command.Listing(verb, OptionalInt.of(message)));
    }

    private static Parsed top(String[] words) {
        int message = number(words[0]);
        int lines = number(words[1]);
        return message < 1 || lines < 0 ? notANumber() : Parsed.of(new Pop3Command.Top(message, lines));
    }

    private static Parsed notANumber() {
        return Parsed.error("not a message number");
    }

    /** A decimal number, -1 when the word is none that we could mean. */
    private static int number(String word) {
        boolean digits = word.length() <= MAX_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && !word.isEmpty() ? Integer.parseInt(word) : -1;
    }
}
