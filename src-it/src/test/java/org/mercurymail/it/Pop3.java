package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A POP3 client for the tests (RFC 1939). */
final class Pop3 implements AutoCloseable {

    private final LineClient client;
    private final String greeting;

    private Pop3(LineClient client) {
        this.client = client;
        this.greeting = client.line();
    }

    static Pop3 connect(int port) {
        return new Pop3(LineClient.plain(port));
    }

    /** From another address of loopback. */
    static Pop3 connect(int port, String from) {
        return new Pop3(LineClient.plain(port, from));
    }

    static Pop3 connectTls(int port) {
        return new Pop3(LineClient.tls(port));
    }

    static Pop3 login(int port, String user) {
        return login(port, user, "secret");
    }

    static Pop3 login(int port, String user, String password) {
        Pop3 pop3 = connect(port);
        pop3.ok("USER " + user);
        pop3.ok("PASS " + password);
        return pop3;
    }

    LineClient line() {
        return client;
    }

    String greeting() {
        return greeting;
    }

    String send(String command) {
        client.send(command);
        return client.line();
    }

    String ok(String command) {
        String answer = send(command);
        assertTrue(answer.startsWith("+OK"), () -> command.replaceFirst("PASS .*", "PASS") + " -> " + answer);
        return answer;
    }

    int count() {
        return Integer.parseInt(ok("STAT").split(" ")[1]);
    }

    List<String> multi(String command) {
        ok(command);
        List<String> lines = new ArrayList<>();
        for (String line = client.line(); !line.equals("."); line = client.line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** The message's octets, dots unstuffed, each line with its CRLF. */
    byte[] retr(int number) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (String line : multi("RETR " + number)) {
            message.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
            message.write('\r');
            message.write('\n');
        }
        return message.toByteArray();
    }

    void quit() {
        ok("QUIT");
        close();
    }

    @Override
    public void close() {
        client.close();
    }
}
