package org.mercurymail.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;

/**
 * Runs one script of Dovecot's imaptest (its docs/scripted_test.md is the format) on pure sessions: what is said to be
 * told must be told, what is banned must not be, and the command must end as it says.
 */
final class ImaptestScript {

    private static final String CAPABILITIES = "IMAP4REV1 LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS UNSELECT CHILDREN "
            + "LIST-EXTENDED LIST-STATUS SPECIAL-USE MOVE ESEARCH SEARCHRES WITHIN CONDSTORE QRESYNC BINARY SORT "
            + "ESORT PARTIAL SAVEDATE SORT=DISPLAY THREAD=ORDEREDSUBJECT THREAD=REFERENCES";

    private static final Pattern FROM_LINE =
            Pattern.compile("(\\w{3}) +(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d) (\\d{4})(?: ([+-]\\d{4}))?");

    private final MemoryMailboxes door = new MemoryMailboxes("");
    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, String> header = new HashMap<>();
    private final ImaptestMatch match = new ImaptestMatch();
    private final List<String> lines;
    private final List<String> messages;
    private int nextMessage;
    private int at;

    /** A session and what is known of its numbers. */
    private static final class Connection {
        private SessionPump<MailboxListener> pump;
        private final List<ImaptestMatch.Reply> replies = new ArrayList<>();
        private int tags;
    }

    ImaptestScript(Path script) throws IOException {
        lines = new ArrayList<>(List.of(Files.readString(script, StandardCharsets.ISO_8859_1).split("\n", -1)));
        while (!lines.isEmpty() && !lines.get(0).isBlank()) {
            String line = lines.remove(0);
            if (line.contains(": ") && !line.startsWith("#")) {
                header.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2).strip());
            } else if (!line.startsWith("#")) {
                lines.add(0, line); // there is no header
                break;
            }
        }
        Path own = script.resolveSibling(script.getFileName() + ".mbox");
        messages = messages(Files.exists(own) ? own : script.resolveSibling("default.mbox"));
    }

    /** What the script needs and Mercury has not. */
    Optional<String> missing() {
        for (String needed : header.getOrDefault("capabilities", "").split(" +")) {
            if (!List.of((CAPABILITIES + " ").split(" +")).contains(needed.toUpperCase(Locale.ROOT))
                    && !needed.isEmpty()) {
                return Optional.of(needed);
            }
        }
        return Optional.empty();
    }

    private static List<String> messages(Path mbox) throws IOException {
        List<String> out = new ArrayList<>();
        String all = Files.readString(mbox, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        String[] pieces = ("\n" + all).split("\nFrom ");
        for (int i = 1; i < pieces.length; i++) { // the empty line in front of the next one belongs to the message
            int line = pieces[i].indexOf('\n');
            String text = pieces[i].substring(line + 1) + (i + 1 < pieces.length ? "\n" : "");
            out.add(date(pieces[i].substring(0, line)) + appended(text.replace("\n", "\r\n")));
        }
        return out;
    }

    private static String appended(String message) {
        return "{" + message.length() + "+}\r\n" + message + "\r\n";
    }

    /** The date of a From line, {@code user@domain  Fri Feb 22 17:06:23 2008}, as APPEND takes it. */
    private static String date(String line) {
        Matcher found = FROM_LINE.matcher(line);
        if (!found.find()) {
            return "";
        }
        return String.format("\"%2s-%s-%s %s %s\" ", found.group(2), found.group(1), found.group(4), found.group(3),
                found.group(5) == null ? "+0000" : found.group(5));
    }

    void run() throws Exception {
        start();
        while (at < lines.size()) {
            String line = lines.get(at);
            if (line.isBlank() || line.startsWith("#") || line.startsWith("!ifenv")) {
                at += line.startsWith("!ifenv") ? toEnd() : 1;
            } else {
                group();
            }
        }
    }

    private int toEnd() {
        int end = at;
        while (!lines.get(end).startsWith("!endif") && !lines.get(end).startsWith("!else")) {
            end++;
        }
        return end - at + 1;
    }

    private void start() throws Exception {
        String state = header.getOrDefault("state", "selected");
        List<String> states = List.of("nonauth", "auth", "created", "appended", "selected");
        int level = states.indexOf(state);
        for (int c = 0; c < Integer.parseInt(header.getOrDefault("connections", "1")); c++) {
            Connection connection = new Connection();
            connection.pump = new SessionPump<MailboxListener>(ImapTranscriptTest.session(new MailboxDoorway("h",
                    false, true, 50_000_000), ImapTranscriptTest.DEAF, false), door).open();
            connections.add(connection);
            if (level >= 1) {
                say(connection, "x LOGIN u secret\r\n");
            }
            if (level >= 2 && c == 0) {
                say(connection, "x CREATE imaptest\r\n");
            }
        }
        if (level >= 3) {
            String count = header.getOrDefault("messages", "all");
            int n = count.equals("all") ? messages.size() : Integer.parseInt(count);
            for (int i = 0; i < n; i++) {
                say(connections.get(0), "x APPEND imaptest " + message());
            }
        }
        for (Connection connection : connections) {
            if (level >= 4) {
                say(connection, "x SELECT imaptest\r\n");
            }
            connection.replies.clear();
        }
    }

    private String message() {
        return messages.get(nextMessage++ % messages.size());
    }

    private void say(Connection connection, String text) {
        connection.replies.clear();
        connection.pump.feed(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.replies.addAll(ImaptestMatch.replies(connection.pump.said()));
        if (connection.replies.stream().noneMatch(r -> r.isTagged("x") && r.says("ok")) && text.startsWith("x ")) {
            throw new AssertionError(text + " -> " + connection.replies);
        }
    }

    /** One command, or pipelined ones, with all that must and must not come. */
    private void group() {
        List<String[]> ends = new ArrayList<>(); // tag, status, prefix
        List<String> expected = new ArrayList<>();
        List<String> banned = new ArrayList<>();
        StringBuilder sent = new StringBuilder();
        Connection connection = connections.get(0);
        int commands = 0;
        while (at < lines.size() && !(ends.size() > 0 && ends.size() >= commands && isStart(lines.get(at)))) {
            String line = whole();
            if (line.startsWith("#") || line.startsWith("? ")) { // a remark, or what may be told
                continue;
            }
            if (line.isBlank()) {
                if (commands > 0 && ends.size() >= commands) {
                    break;
                }
                continue;
            }
            if (line.startsWith("* ")) {
                expected.add(line.substring(2));
                continue;
            }
            if (line.startsWith("! ")) {
                banned.add(line.substring(2));
                continue;
            }
            if (line.matches("(?s)[1-9] .*") && connections.size() > 1) {
                connection = connections.get(line.charAt(0) - '1');
                line = line.substring(2);
            }
            String[] words = line.split(" ", 3);
            boolean tagged = words[0].matches("tag\\d*");
            if (tagged && isStatus(words[1])) {
                ends.add(new String[] {words[0], words[1], words.length > 2 ? words[2] : ""});
            } else if (tagged) {
                sent.append(words[0]).append(' ').append(filled(line.substring(words[0].length() + 1), connection));
                commands++;
            } else if (isStatus(words[0]) && commands == 0) {
                String tag = "a" + ++connection.tags;
                sent.append(tag).append(' ').append(filled(line.substring(words[0].length() + 1), connection));
                ends.add(new String[] {tag, words[0], ""});
                commands++;
            } else if (isStatus(words[0])) {
                ends.add(new String[] {"a" + connection.tags, words[0], line.substring(words[0].length()).strip()});
            } else {
                sent.append('a').append(++connection.tags).append(' ').append(filled(line, connection));
                commands++;
            }
        }
        check(connection, sent.toString(), expected, banned, ends);
    }

    private boolean isStart(String line) {
        return !line.matches("(?s)([*!?] |#).*") && !line.isBlank();
    }

    private static boolean isStatus(String word) {
        return word.matches("(?i)ok|no|bad|\"\"");
    }

    /** The next line with the literals that begin on it. */
    private String whole() {
        StringBuilder line = new StringBuilder(lines.get(at++));
        while (line.toString().endsWith("{{{")) {
            do {
                line.append('\n').append(lines.get(at));
            } while (!lines.get(at++).startsWith("}}}"));
        }
        return line.toString();
    }

    /** A command with its variables, and the message that APPEND leaves out. */
    private String filled(String command, Connection connection) {
        match.begin("a" + connection.tags);
        String text = command.equalsIgnoreCase("append") ? command + " $mailbox" : command;
        if (text.toLowerCase(Locale.ROOT).startsWith("append ") && !text.contains("{{{")) {
            return match.filled(text) + " " + message();
        }
        return match.filled(text) + "\r\n";
    }

    private void check(Connection connection, String sent, List<String> expected, List<String> banned,
            List<String[]> ends) {
        connection.pump.feed(sent.getBytes(StandardCharsets.ISO_8859_1));
        connection.replies.addAll(ImaptestMatch.replies(connection.pump.said()));
        String said = "\n" + sent + "-> " + connection.replies;
        for (String[] end : ends) {
            boolean right = connection.replies.stream().anyMatch(r -> r.isTagged(end[0])
                    && (end[1].equals("\"\"") || r.says(end[1])) && match.hasPrefix(r, end[2]));
            if (!right) {
                throw new AssertionError("line " + at + ": not " + String.join(" ", end) + said);
            }
        }
        for (String line : expected) {
            if (!match.isTold(connection.replies, line)) {
                throw new AssertionError("line " + at + ": not told: " + line + said);
            }
        }
        for (String line : banned) {
            if (match.isTold(connection.replies, line)) {
                throw new AssertionError("line " + at + ": told: " + line + said);
            }
        }
        connection.replies.clear();
    }
}
