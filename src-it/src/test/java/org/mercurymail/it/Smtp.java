package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** An SMTP or LMTP client for the tests (RFC 5321, 3030, 4954, 2033). */
final class Smtp implements AutoCloseable {

    /** A reply of one or more lines; {@code text} is all after the code, lines parted by a newline. */
    record Reply(int code, String text) {

        /** Enhanced code of the last line, or "" (RFC 2034). */
        String enhanced() {
            String last = text.substring(text.lastIndexOf('\n') + 1);
            String word = last.split(" ", 2)[0];
            return word.matches("[245]\\.\\d{1,3}\\.\\d{1,3}") ? word : "";
        }

        boolean offers(String keyword) {
            return text.lines().skip(1).anyMatch(line -> line.equals(keyword) || line.startsWith(keyword + " "));
        }

        @Override
        public String toString() {
            return code + " " + text.replace("\n", " / ");
        }
    }

    private final LineClient client;
    private final Reply greeting;

    private Smtp(LineClient client) {
        this.client = client;
        this.greeting = reply();
    }

    static Smtp connect(int port) {
        return new Smtp(LineClient.plain(port));
    }

    /** From another address of loopback. */
    static Smtp connect(int port, String from) {
        return new Smtp(LineClient.plain(port, from));
    }

    /** On a connection that was opened already, the greeting still to come. */
    static Smtp over(LineClient line) {
        return new Smtp(line);
    }

    static Smtp connectTls(int port) {
        return new Smtp(LineClient.tls(port));
    }

    /** Connected, greeted and logged in with AUTH PLAIN. */
    static Smtp submission(int port, String user) {
        return submission(port, user, "secret");
    }

    static Smtp submission(int port, String user, String password) {
        Smtp smtp = connect(port);
        smtp.ehlo();
        assertEquals(235, smtp.authPlain(user, password).code());
        return smtp;
    }

    LineClient line() {
        return client;
    }

    Reply greeting() {
        return greeting;
    }

    Reply ehlo() {
        return send("EHLO client.test");
    }

    Reply lhlo() {
        return send("LHLO client.test");
    }

    Reply authPlain(String user, String password) {
        return send("AUTH PLAIN " + base64("\0" + user + "\0" + password));
    }

    Reply authLogin(String user, String password) {
        assertEquals(334, send("AUTH LOGIN").code());
        assertEquals(334, send(base64(user)).code());
        return send(base64(password));
    }

    Reply send(String command) {
        client.send(command);
        return reply();
    }

    /** MAIL and each RCPT, all of which must be taken. */
    void envelope(String from, String... recipients) {
        expect(250, "MAIL FROM:<" + from + ">");
        for (String recipient : recipients) {
            expect(250, "RCPT TO:<" + recipient + ">");
        }
    }

    Reply expect(int code, String command) {
        Reply reply = send(command);
        assertEquals(code, reply.code(), command + " -> " + reply);
        return reply;
    }

    /**
     * DATA with the dots stuffed; a message that does not end with CRLF cannot go this way. The reply to the message,
     * or to DATA when that was not 354.
     */
    Reply data(byte[] message) {
        Reply go = send("DATA");
        if (go.code() != 354) {
            return go;
        }
        client.raw(stuffed(message));
        client.raw(".\r\n");
        return reply();
    }

    Reply bdat(byte[] chunk, boolean last) {
        client.raw("BDAT " + chunk.length + (last ? " LAST" : "") + "\r\n");
        client.raw(chunk);
        return reply();
    }

    /** A whole transaction; the reply to the message. */
    Reply deliver(String from, byte[] message, String... recipients) {
        envelope(from, recipients);
        return data(message);
    }

    Reply reply() {
        List<String> texts = new ArrayList<>();
        while (true) {
            String line = client.line();
            if (!line.matches("[2-5]\\d\\d([ -].*)?")) {
                throw new AssertionError("not a reply: " + line);
            }
            texts.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), String.join("\n", texts));
            }
        }
    }

    void quit() {
        expect(221, "QUIT");
        close();
    }

    @Override
    public void close() {
        client.close();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] stuffed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 64);
        boolean lineStart = true;
        for (byte b : message) {
            if (lineStart && b == '.') {
                out.write('.');
            }
            out.write(b);
            lineStart = b == '\n';
        }
        if (!lineStart) {
            throw new IllegalArgumentException("no CRLF at the end: "
                    + Arrays.toString(Arrays.copyOfRange(message, Math.max(0, message.length - 8), message.length)));
        }
        return out.toByteArray();
    }
}
