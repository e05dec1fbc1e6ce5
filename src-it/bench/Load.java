import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The load of the benchmarks, one file without dependencies: {@code java Load.java deliver|idle|drip KEY=VALUE…}. Keeps n
 * SMTP sessions busy, one message after the other on each, and tells the rate and how long a message took from MAIL to
 * its 250; or holds n IMAP connections in IDLE; or has n SMTP connections drip an octet a second while one sends as
 * usual. The same program loads Mercury and its peers.
 */
public final class Load {

    private static final int ACCOUNTS = 8;

    private final int smtp;
    private final int imap;
    private final int sessions;
    private final int count;
    private final int size;
    private final boolean auth;
    private final String to;

    private Load(Arguments arguments) {
        smtp = arguments.number("smtp", 2525);
        imap = arguments.number("imap", 0);
        sessions = arguments.number("sessions", 20);
        count = arguments.number("count", 2000);
        size = arguments.number("size", 10240);
        auth = arguments.number("auth", 0) == 1;
        to = arguments.text("to", "u%d@mercury.test");
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        Load load = new Load(arguments);
        switch (args.length == 0 ? "" : args[0]) {
            case "deliver" -> load.deliver();
            case "idle" -> load.idle();
            case "drip" -> load.drip();
            default -> {
                System.err.println("usage: java Load.java deliver|idle|drip smtp=PORT imap=PORT sessions=N count=N size=OCTETS "
                        + "auth=0|1 to=PATTERN");
                System.exit(2);
            }
        }
    }

    /** With an IMAP port, the clock stops when the last message is seen in a mailbox; else at the last 250. */
    private void deliver() throws Exception {
        Mailboxes mailboxes = imap == 0 ? null : new Mailboxes(imap);
        long before = mailboxes == null ? 0 : mailboxes.messages();
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> trouble = java.util.Collections.synchronizedList(new ArrayList<>());
        byte[] message = message();
        long start = System.nanoTime();
        for (int i = 0; i < sessions; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    session(number, next, nanos, message);
                } catch (IOException | RuntimeException e) {
                    trouble.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double acknowledged = seconds(start);
        if (!trouble.isEmpty()) {
            throw new IOException(trouble.size() + " sessions failed", trouble.get(0));
        }
        while (mailboxes != null && mailboxes.messages() < before + count) {
            Thread.sleep(20);
        }
        double delivered = seconds(start);
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "messages=%d size=%d sessions=%d acknowledged_per_s=%.0f delivered_per_s=%.0f "
                + "p50_ms=%.1f p95_ms=%.1f p99_ms=%.1f max_ms=%.1f%n", count, size, sessions, count / acknowledged,
                count / delivered, nanos[count / 2] / 1e6, nanos[(int) (count * 0.95)] / 1e6,
                nanos[(int) (count * 0.99)] / 1e6, nanos[count - 1] / 1e6);
    }

    private void session(int number, AtomicInteger next, long[] nanos, byte[] message) throws IOException {
        try (Wire wire = new Wire(smtp)) {
            wire.expect("220");
            wire.ask("EHLO load.test", "250");
            String user = "u" + (number % ACCOUNTS + 1) + "@mercury.test";
            if (auth) {
                String plain = Base64.getEncoder().encodeToString(("\0" + user + "\0secret")
                        .getBytes(StandardCharsets.US_ASCII));
                wire.ask("AUTH PLAIN " + plain, "235");
            }
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long start = System.nanoTime();
                wire.ask("MAIL FROM:<" + user + ">", "250");
                wire.ask("RCPT TO:<" + String.format(to, i % ACCOUNTS + 1) + ">", "250");
                wire.ask("DATA", "354");
                wire.write(message);
                wire.expect("250");
                nanos[i] = System.nanoTime() - start;
            }
            wire.ask("QUIT", "221");
        }
    }

    /** Connections logged in, INBOX selected, in IDLE; held until standard input ends. */
    private void idle() throws Exception {
        List<Wire> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire wire = new Wire(imap);
            wire.line();
            wire.imap("a LOGIN u" + (i % ACCOUNTS + 1) + "@mercury.test secret", "a OK");
            wire.imap("b SELECT INBOX", "b OK");
            wire.imap("c IDLE", "+");
            held.add(wire);
        }
        System.out.println("idle " + held.size());
        while (System.in.read() >= 0) {
            // until the end of input
        }
        for (Wire wire : held) {
            wire.close();
        }
    }

    /** What one session sees before, and while sessions=N others are in the middle of DATA at an octet a second. */
    private void drip() throws Exception {
        one("alone");
        List<Wire> slow = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Wire wire = new Wire(smtp, "127.0.1." + (i % 200 + 1)); // a server limits what one address may open
            wire.expect("220");
            wire.ask("EHLO drip.test", "250");
            wire.ask("MAIL FROM:<u1@mercury.test>", "250");
            wire.ask("RCPT TO:<" + String.format(to, i % ACCOUNTS + 1) + ">", "250");
            wire.ask("DATA", "354");
            slow.add(wire);
        }
        Thread dripping = new Thread(() -> {
            try {
                for (int i = 0; true; i = (i + 1) % slow.size()) {
                    slow.get(i).write(new byte[] {'x'});
                    Thread.sleep(1000 / slow.size(), (int) (1_000_000_000L / slow.size() % 1_000_000));
                }
            } catch (IOException | InterruptedException over) {
                System.out.println("the drip ended: " + over);
            }
        });
        dripping.setDaemon(true);
        dripping.start();
        Thread.sleep(2000); // each has dripped by now
        one("beside " + sessions + " that drip");
    }

    private void one(String name) throws IOException {
        long[] nanos = new long[count];
        session(0, new AtomicInteger(), nanos, message());
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "%s: messages=%d size=%d p50_ms=%.1f p95_ms=%.1f p99_ms=%.1f%n", name, count, size,
                nanos[count / 2] / 1e6, nanos[(int) (count * 0.95)] / 1e6, nanos[(int) (count * 0.99)] / 1e6);
    }

    private byte[] message() {
        StringBuilder text = new StringBuilder("From: <u1@mercury.test>\r\nTo: <u2@mercury.test>\r\nSubject: load\r\n"
                + "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <load@load.test>\r\n\r\n");
        while (text.length() < size) {
            text.append("abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 abcdef\r\n");
        }
        return text.append(".\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** One IMAP session an account, to count what has arrived. */
    private static final class Mailboxes {

        private final List<Wire> wires = new ArrayList<>();

        Mailboxes(int port) throws IOException {
            for (int i = 1; i <= ACCOUNTS; i++) {
                Wire wire = new Wire(port);
                wire.line();
                wire.imap("a LOGIN u" + i + "@mercury.test secret", "a OK");
                wires.add(wire);
            }
        }

        long messages() throws IOException {
            long sum = 0;
            for (Wire wire : wires) {
                String status = wire.imap("s STATUS INBOX (MESSAGES)", "s OK");
                sum += Long.parseLong(status.replaceAll("(?s).*MESSAGES (\\d+)\\).*", "$1"));
            }
            return sum;
        }
    }

    /** A blocking connection that speaks lines. */
    private static final class Wire implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Wire(int port) throws IOException {
            this(port, "127.0.0.1");
        }

        Wire(int port, String from) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            in = new BufferedInputStream(socket.getInputStream(), 1024);
            out = socket.getOutputStream();
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        void ask(String command, String code) throws IOException {
            write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            expect(code);
        }

        void expect(String code) throws IOException {
            String line = line();
            while (line.length() > 3 && line.charAt(3) == '-') {
                line = line();
            }
            if (!line.startsWith(code)) {
                throw new IOException("expected " + code + ": " + line);
            }
        }

        /** All lines up to the one that begins as told. */
        String imap(String command, String end) throws IOException {
            write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder all = new StringBuilder();
            String line = line();
            while (line.startsWith("* ")) {
                all.append(line).append('\n');
                line = line();
            }
            if (!line.startsWith(end)) {
                throw new IOException(command + " -> " + line);
            }
            return all.append(line).toString();
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("closed after " + line);
                }
                line.append((char) b);
            }
            return line.substring(0, Math.max(0, line.length() - 1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** KEY=VALUE words. */
    private record Arguments(String[] words) {

        String text(String key, String otherwise) {
            return Arrays.stream(words).filter(word -> word.startsWith(key + "="))
                    .map(word -> word.substring(key.length() + 1)).findFirst().orElse(otherwise);
        }

        int number(String key, int otherwise) {
            return Integer.parseInt(text(key, Integer.toString(otherwise)));
        }
    }
}
