package org.mercurymail.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A conversation as a text file, run on a pure session or on a real socket. One line, one thing:
 * <pre>
 * # remark                 (and empty lines)
 * &#64;name value              a setting of the service, for whoever starts it
 * C: text                  the client sends text and CRLF
 * C&gt; text                  the client sends text and nothing behind it
 * S: text                  the server's next line is this; * stands for anything
 * S: ...                   any number of lines up to the next expected one
 * T:                       both shake hands (TLS)
 * X:                       the server closes
 * D: text                  what the door saw, next in order; only on a pure session
 * </pre>
 * In C lines {@code \r \n \0 \t \\ \xHH} are octets and <code>\{90*ab}</code> is {@code ab} ninety times; text is
 * UTF-8.
 */
public final class Transcript {

    /** The other end. */
    public interface Wire {
        void send(byte[] bytes) throws IOException;

        /** The server's next line without CRLF, empty when nothing more comes. */
        String line() throws IOException;

        void handshake() throws IOException;

        /** True when the server has closed the connection and everything it said was read. */
        boolean isClosed() throws IOException;

        /** Checks what the door saw; a wire that cannot know lets it pass. */
        default void door(String expected) { }
    }

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|\\{(\\d+)\\*([^}]*)}|([rn0t\\\\]))");

    private record Act(char who, String text, int number) { }

    private final String name;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Act> acts = new ArrayList<>();

    private Transcript(String name) {
        this.name = name;
    }

    public static Transcript read(Path file) throws IOException {
        Transcript transcript = new Transcript(file.getFileName().toString());
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("@")) {
                String[] words = line.substring(1).split(" +", 2);
                transcript.settings.put(words[0], words.length > 1 ? words[1].strip() : "");
            } else if (line.matches("(?s)([CSTXD]:|C>)( .*)?")) {
                char who = line.startsWith("C>") ? '>' : line.charAt(0);
                transcript.acts.add(new Act(who, line.length() > 3 ? line.substring(3) : "", number));
            } else {
                throw new IOException(file + ":" + number + ": no line of a transcript: " + line);
            }
        }
        return transcript;
    }

    public String setting(String key, String otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    public boolean has(String key) {
        return settings.containsKey(key);
    }

    /** All that the client sends, as pieces between the handshakes. */
    public List<byte[]> sent() {
        List<byte[]> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (Act act : acts) {
            if (act.who == 'C' || act.who == '>') {
                piece.append(octets(act.text)).append(act.who == 'C' ? "\r\n" : "");
            } else if (act.who == 'T') {
                pieces.add(piece.toString().getBytes(StandardCharsets.ISO_8859_1));
                piece.setLength(0);
            }
        }
        pieces.add(piece.toString().getBytes(StandardCharsets.ISO_8859_1));
        return pieces;
    }

    /** Runs it; throws an AssertionError that names the line where the server did something else. */
    public void run(Wire wire) throws IOException {
        boolean any = false;
        for (Act act : acts) {
            switch (act.who) {
                case 'C' -> wire.send((octets(act.text) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                case '>' -> wire.send(octets(act.text).getBytes(StandardCharsets.ISO_8859_1));
                case 'T' -> wire.handshake();
                case 'D' -> wire.door(act.text);
                case 'X' -> check(wire.isClosed(), act, "the connection is open");
                default -> {
                    if (!act.text.equals("...")) {
                        expect(wire, act, any);
                    }
                    any = act.text.equals("...");
                }
            }
        }
    }

    private void expect(Wire wire, Act act, boolean skip) throws IOException {
        String line = wire.line();
        while (skip && !line.isEmpty() && !matches(act.text, line)) {
            line = wire.line();
        }
        check(matches(act.text, line), act, "the server said " + (line.isEmpty() ? "nothing" : line));
    }

    private void check(boolean right, Act act, String instead) {
        if (!right) {
            throw new AssertionError(name + ":" + act.number + ": wanted " + act.who + ": " + act.text + ", but "
                    + instead);
        }
    }

    private static boolean matches(String pattern, String line) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return line.matches(regex);
    }

    /** The text with its escapes undone, one char an octet. */
    private static String octets(String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return ESCAPE.matcher(bytes).replaceAll(found -> Matcher.quoteReplacement(octet(found)));
    }

    private static String octet(java.util.regex.MatchResult found) {
        if (found.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(found.group(1), 16));
        }
        if (found.group(2) != null) {
            return found.group(3).repeat(Integer.parseInt(found.group(2)));
        }
        return switch (found.group(4)) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "0" -> "\0";
            case "t" -> "\t";
            default -> "\\";
        };
    }
}
