package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An IMAP client for the tests: commands, their untagged responses with literals in place, APPEND, IDLE. */
final class Imap implements AutoCloseable {

    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");

    /** The untagged responses that came before the tagged one, and the tagged one without its tag. */
    record Answer(List<String> untagged, String status) {

        boolean ok() {
            return status.startsWith("OK");
        }

        /** First group of the first untagged response (or the status) where the pattern is found. */
        String find(String pattern) {
            Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
            for (String response : untagged) {
                Matcher found = compiled.matcher(response);
                if (found.find()) {
                    return found.group(1);
                }
            }
            Matcher found = compiled.matcher(status);
            if (found.find()) {
                return found.group(1);
            }
            throw new AssertionError("no " + pattern + " in " + untagged + " " + status);
        }

        boolean has(String pattern) {
            Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
            return untagged.stream().anyMatch(response -> compiled.matcher(response).find());
        }
    }

    private final LineClient client;
    private final String greeting;
    private int tag;

    private Imap(LineClient client) {
        this.client = client;
        this.greeting = client.line();
    }

    static Imap connect(int port) {
        return new Imap(LineClient.plain(port));
    }

    /** From another address of loopback. */
    static Imap connect(int port, String from) {
        return new Imap(LineClient.plain(port, from));
    }

    static Imap connectTls(int port) {
        return new Imap(LineClient.tls(port));
    }

    static Imap login(int port, String user) {
        return login(port, user, "secret");
    }

    static Imap login(int port, String user, String password) {
        Imap imap = connect(port);
        imap.ok("LOGIN \"" + user + "\" \"" + password + "\"");
        return imap;
    }

    /** Logged in, INBOX selected. */
    static Imap inbox(int port, String user) {
        Imap imap = login(port, user);
        imap.ok("SELECT INBOX");
        return imap;
    }

    LineClient line() {
        return client;
    }

    String greeting() {
        return greeting;
    }

    Answer command(String command) {
        String name = "t" + ++tag;
        client.send(name + " " + command);
        return answer(name);
    }

    Answer ok(String command) {
        Answer answer = command(command);
        assertTrue(answer.ok(), () -> command + " -> " + answer.status());
        return answer;
    }

    /** APPEND with a synchronising literal (RFC 3501 §4.3). */
    Answer append(String mailbox, String options, byte[] message) {
        String name = "t" + ++tag;
        client.send(name + " APPEND " + mailbox + " " + options + "{" + message.length + "}");
        String go = response();
        if (!go.startsWith("+")) {
            return new Answer(List.of(), go.substring(name.length() + 1));
        }
        client.raw(message);
        client.raw("\r\n");
        return answer(name);
    }

    /** The octets of BODY.PEEK[] of one message. */
    byte[] body(long uid) {
        Answer answer = ok("UID FETCH " + uid + " (BODY.PEEK[])");
        return literal(answer, "BODY[]");
    }

    /** The octets of an item, which came as a literal or quoted. */
    static byte[] literal(Answer answer, String item) {
        Pattern quoted = Pattern.compile(Pattern.quote(item) + " \"([^\"\\\\]*)\"");
        for (String response : answer.untagged()) {
            Matcher nstring = quoted.matcher(response);
            int at = response.indexOf(item + " {");
            if (at < 0 && nstring.find()) {
                return nstring.group(1).getBytes(StandardCharsets.ISO_8859_1);
            }
            if (at >= 0) {
                int open = at + item.length() + 1;
                int close = response.indexOf("}", open);
                int length = Integer.parseInt(response.substring(open + 1, close));
                String octets = response.substring(close + 3, close + 3 + length);
                return octets.getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        throw new AssertionError("no literal " + item + " in " + answer.untagged().size() + " responses, "
                + answer.status());
    }

    long uidNext(String mailbox) {
        return Long.parseLong(ok("STATUS " + mailbox + " (UIDNEXT)").find("UIDNEXT (\\d+)"));
    }

    /** Numbers of a SEARCH response, plain or extended never mixed here. */
    List<Long> search(String keys) {
        for (String response : ok("UID SEARCH " + keys).untagged()) {
            if (response.startsWith("* SEARCH")) {
                List<Long> numbers = new ArrayList<>();
                for (String word : response.substring(8).trim().split(" ")) {
                    if (!word.isEmpty()) {
                        numbers.add(Long.parseLong(word));
                    }
                }
                return numbers;
            }
        }
        throw new AssertionError("no SEARCH response to " + keys);
    }

    /** How often each value of a field is in the selected mailbox; a message without it is under a key of its own. */
    Map<String, Long> valuesOf(String field) {
        Pattern value = Pattern.compile(field + ": (\\S+)");
        return ok("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (" + field + ")])").untagged().stream()
                .filter(response -> response.contains("FETCH"))
                .collect(Collectors.groupingBy(response -> {
                    Matcher found = value.matcher(response);
                    return found.find() ? found.group(1) : "none " + response;
                }, Collectors.counting()));
    }

    /** Starts IDLE; {@link #response()} then gives what is pushed, {@link #done()} ends it. */
    String idle() {
        String name = "t" + ++tag;
        client.send(name + " IDLE");
        String go = response();
        assertTrue(go.startsWith("+"), go);
        return name;
    }

    Answer done(String name) {
        client.send("DONE");
        return answer(name);
    }

    /** One whole response, its literals in place after their {n} and CRLF. */
    String response() {
        StringBuilder response = new StringBuilder(client.line());
        Matcher literal = LITERAL.matcher(response);
        while (literal.find()) {
            byte[] octets = client.bytes(Integer.parseInt(literal.group(1)));
            response.append("\r\n").append(new String(octets, StandardCharsets.ISO_8859_1));
            String rest = client.line();
            response.append(rest);
            literal = LITERAL.matcher(rest);
        }
        return response.toString();
    }

    private Answer answer(String name) {
        List<String> untagged = new ArrayList<>();
        while (true) {
            String response = response();
            if (response.startsWith(name + " ")) {
                return new Answer(untagged, response.substring(name.length() + 1));
            }
            assertEquals("*", response.split(" ", 2)[0], "neither untagged nor ours: " + response);
            untagged.add(response);
        }
    }

    void logout() {
        ok("LOGOUT");
        close();
    }

    @Override
    public void close() {
        client.close();
    }
}
